"""Read reports of ``check --json`` and streams of ``check --jsonl``."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ..errors import WrongUse
from .check import Report
from .stream import AnyLine, CaseLine, FooterLine, HeaderLine, Stream


def read_file(path: str) -> bytes:
    """Read a file.

    Raises:
        WrongUse: The file cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise WrongUse(
            f"{path!r} cannot be read: {error.strerror}. Give a file that check wrote."
        ) from error


def read_report(path: str) -> Report:
    """Read the report in a file, which may be a stream.

    Raises:
        WrongUse: The file cannot be read, holds no report, or is the stream of a check that did
            not end.
    """
    text = read_file(path)
    if _is_stream(text):
        stream = read_stream(path)
        if stream.report is None:
            raise WrongUse(
                f"{path!r} is partial: it ends after {len(stream.cases)} scenarios and has no "
                "footer, so it holds no report. Go on with the check that wrote it: add "
                f"--resume {path} to its command."
            )
        return stream.report
    try:
        return msgspec.json.decode(text, type=Report)
    except msgspec.DecodeError as error:
        raise WrongUse(
            f"{path!r} is not a report of check --json, so it cannot be used: {error}. Give a file "
            "that check --json wrote."
        ) from error


def read_stream(path: str) -> Stream:
    """Read a stream. A last line that was not written to its end is ignored.

    Raises:
        WrongUse: The file cannot be read, or is no stream.
    """
    text = read_file(path)
    lines = text.splitlines(keepends=True)
    whole = lines if text.endswith(b"\n") else lines[:-1]
    if not whole:
        raise _no_stream(path, "it has no header")
    decoder = msgspec.json.Decoder(AnyLine)
    found = []
    for number, line in enumerate(whole, 1):
        try:
            found.append(decoder.decode(line))
        except msgspec.DecodeError as error:
            raise _no_stream(path, f"line {number}: {error}") from error
    header, *others = found
    if not isinstance(header, HeaderLine):
        raise _no_stream(path, "its first line is not a header")
    report = next((line.report for line in others if isinstance(line, FooterLine)), None)
    cases = [line for line in others if isinstance(line, CaseLine)]
    # The lines of the laws come after those of the cases.
    return Stream(header, cases, report, sum(map(len, whole[: 1 + len(cases)])))


def _is_stream(text: bytes) -> bool:
    try:
        msgspec.json.decode(text.partition(b"\n")[0], type=HeaderLine)
    except msgspec.DecodeError:
        return False
    return True


def _no_stream(path: str, reason: str) -> WrongUse:
    return WrongUse(
        f"{path!r} is not a stream of check --jsonl, so it cannot be used: {reason}. Give a file "
        "that check --jsonl wrote."
    )
