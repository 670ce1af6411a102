"""Where the source of an optimizer is."""

from __future__ import annotations

from .base import Record


class SourceRecord(Record, frozen=True, kw_only=True):
    """The lines at which a class or function, and its method that takes a step, begin.

    ``path`` has forward slashes. It is relative to the folder in which the check ran, or, for a
    file outside of it, to the folder from which Python imports it; else it is absolute.
    ``step_line`` is null if the step is not defined in this file.
    """

    path: str
    line: int
    step_line: int | None = None

    @property
    def update_line(self) -> int:
        """The line of the step, or of the class or function."""
        return self.step_line or self.line
