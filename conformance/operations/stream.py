"""Write a check as a stream while it runs, and go on from the stream of one that did not end."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from properties.engine.results import Examination
from properties.engine.subject_judge import Judgement
from properties.rules.registry import Rule
from properties.scenarios.encoding import to_json
from properties.scenarios.model import Scenario

from ..errors import WrongUse
from ..recording.certificate import inapplicable_laws, judged_laws
from ..recording.judgements import case_line, judgement_from_line
from ..records.base import Options
from ..records.check import Report
from ..records.source import SourceRecord
from ..records.storage import read_stream
from ..records.stream import (
    CaseLine,
    FooterLine,
    HeaderLine,
    LawLine,
    Line,
    NotApplicableLine,
    Stream,
)
from ..worker import OpenedSubject
from .report_parts import collect_versions

# A family and a scenario as JSON.
Key = tuple[str, bytes]


class CheckStream:
    """The stream of one check.

    Args:
        output: Where it is written: a path, an open binary file, or None if it is not written.
        earlier_path: The path of the stream of the same check that did not end.

    Raises:
        WrongUse: The stream to go on from cannot be read.
    """

    def __init__(
        self, output: str | IO[bytes] | None = None, earlier_path: str | None = None
    ) -> None:
        self.earlier: Stream | None = read_stream(earlier_path) if earlier_path else None
        self._earlier_path = earlier_path or ""
        self._output = output if output is not None else earlier_path
        self._file: IO[bytes] | None = None
        # The corpus may hold a scenario twice, as far as an optimizer supports it.
        self._known: defaultdict[Key, deque[CaseLine]] = defaultdict(deque)
        self._in_file: Counter[Key] = Counter()
        self._is_appended = False

    def begin(self, header: HeaderLine) -> Report | None:
        """Begin, or go on, once the optimizer is imported.

        Returns:
            The report, if the check that is resumed had ended.

        Raises:
            WrongUse: The check that is resumed is another one, or the file cannot be written.
        """
        earlier = self.earlier
        if earlier:
            _require_same_check(self._earlier_path, earlier.header, header)
            for case in earlier.cases:
                self._known[case.family, to_json(case.scenario)].append(case)
            if earlier.report:
                return earlier.report
        if not isinstance(self._output, str):
            self._file = self._output
        else:
            self._is_appended = bool(earlier) and _is_same_file(self._output, self._earlier_path)
            self._file = self._open(self._output, earlier.length if earlier else 0)
        if self._is_appended:
            self._in_file.update({key: len(cases) for key, cases in self._known.items()})
        if not self._is_appended:
            self._write(header)
        return None

    def _open(self, path: str, length: int) -> IO[bytes]:
        try:
            if not self._is_appended:
                return Path(path).open("wb")
            file = Path(path).open("r+b")  # noqa: SIM115 - closed by close()
            file.truncate(length)
            file.seek(length)
            return file
        except OSError as error:
            raise _unwritable_error(path, error) from error

    def recall(self, family: str, scenario: Scenario) -> Judgement | None:
        """Return what the stream to go on from says about a scenario."""
        known = self._known.get((family, to_json(scenario))) if self._known else None
        return judgement_from_line(known.popleft()) if known else None

    def record(self, family: str, scenario: Scenario, judgement: Judgement) -> None:
        """Write the line of a scenario, unless it is in the file."""
        if self._file is None:
            return
        key = (family, to_json(scenario))
        if self._in_file[key]:
            self._in_file[key] -= 1
        else:
            self._write(case_line(family, scenario, judgement))

    def write_laws(self, examination: Examination) -> None:
        """Write the lines of the laws."""
        for missing in inapplicable_laws(examination):
            self._write(NotApplicableLine(record=missing))
        for judged in judged_laws(examination):
            self._write(LawLine(record=judged))

    def finish(self, report: Report) -> None:
        """Write the footer, unless the suite itself failed: then the check can be resumed."""
        if not report.internal_error:
            self._write(FooterLine(report=report))

    def write_unopened(self, report: Report, exhaustive: bool) -> None:
        """Write the stream of a check that could not run the optimizer, unless one is resumed."""
        if self.earlier is None:
            self.begin(
                HeaderLine(
                    target=report.target,
                    rule=report.rule,
                    adapter="",
                    exhaustive=exhaustive,
                    options=report.options,
                    versions=report.versions,
                )
            )
            self.finish(report)

    def close(self) -> None:
        """Close the file, if it was opened here."""
        if self._file is not None and isinstance(self._output, str):
            with suppress(OSError):
                self._file.close()

    def _write(self, line: Line) -> None:
        if self._file is None:
            return
        try:
            # At once, so that the line is there if the process is killed.
            self._file.write(line.to_line())
            self._file.flush()
        except OSError as error:
            raise _unwritable_error(str(self._output), error) from error


@contextmanager
def open_stream(output: str | IO[bytes] | None, earlier_path: str | None) -> Iterator[CheckStream]:
    """Open the stream of a check, and close its file at the end."""
    stream = CheckStream(output, earlier_path)
    try:
        yield stream
    finally:
        stream.close()


def make_header(
    subject: OpenedSubject, claimed: Rule, record: Options, exhaustive: bool
) -> HeaderLine:
    """Return the header of the stream of a check."""
    return HeaderLine(
        target=subject.name,
        rule=claimed.name,
        adapter=subject.adapter_name,
        exhaustive=exhaustive,
        options=record,
        versions=collect_versions(),
        source=_hash_source(subject.source),
    )


def _hash_source(source: SourceRecord | None) -> str:
    """Return the SHA-256 of the file that defines an optimizer; empty if it cannot be read."""
    with suppress(OSError):
        return hashlib.sha256(Path(source.path).read_bytes()).hexdigest() if source else ""
    return ""


def _require_same_check(path: str, earlier: HeaderLine, now: HeaderLine) -> None:
    before, after = msgspec.to_builtins(earlier), msgspec.to_builtins(now)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        differences = "; ".join(
            f"{_describe_field(name)} was {before[name]}, and is {after[name]}" for name in changed
        )
        raise WrongUse(
            f"--resume {path} is of another check, so its results cannot be used: {differences}. "
            "Repeat the command that wrote it, or leave out --resume to check anew."
        )


def _describe_field(name: str) -> str:
    return "the hash of the optimizer's file" if name == "source" else f"its {name}"


def _is_same_file(one: str, other: str) -> bool:
    return Path(one).resolve() == Path(other).resolve()


def _unwritable_error(path: str, error: OSError) -> WrongUse:
    return WrongUse(f"{path!r} cannot be written: {error.strerror}. Give a writable path.")
