"""Read reports of ``check --json``."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ..errors import WrongUse
from .check import Report


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
    """Read the report in a file.

    Raises:
        WrongUse: The file cannot be read, or holds no report.
    """
    try:
        return msgspec.json.decode(read_file(path), type=Report)
    except msgspec.DecodeError as error:
        raise WrongUse(
            f"{path!r} is not a report of check --json, so it cannot be used: {error}. Give a file "
            "that check --json wrote."
        ) from error
