"""Keep what was judged where a later part of the suite itself fails."""

from __future__ import annotations

from collections.abc import Callable
from traceback import format_exc
from typing import TypeVar

from properties.subjects.trajectory import SubjectUnavailable

from ..errors import ConformanceError

T = TypeVar("T")


class Guard:
    """Runs parts of a check that come after the verdict.

    Attributes:
        error: The traceback of the first internal error; empty if there was none.
    """

    def __init__(self) -> None:
        self.error = ""

    def run(self, part: Callable[[], T], otherwise: T) -> T:
        """Return the result of a part, or ``otherwise`` where it raised an internal error."""
        try:
            return part()
        except (ConformanceError, SubjectUnavailable):
            raise
        except Exception:
            self.error = self.error or format_exc()
            return otherwise
