"""What an optimizer prints."""

from __future__ import annotations

from .base import Record


class Output(Record, frozen=True):
    """What an optimizer printed while it was imported and probed.

    ``lines`` is the number of lines on standard output and error, and ``first`` their beginning.
    """

    lines: int = 0
    first: str = ""
