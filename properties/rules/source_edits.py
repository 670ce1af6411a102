"""Edits: small changes of the source of optimcore.

An edit has a file, the correct text and its replacement. The correct text must occur exactly once
in the file, so that an outdated edit raises an error.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PACKAGE = "optimcore"


@dataclass(frozen=True)
class Edit:
    """The replacement of ``correct`` by ``wrong`` in the file ``where`` of optimcore."""

    where: str
    correct: str
    wrong: str

    def applied(self, source: str) -> str:
        """Return the edited source.

        Raises:
            ValueError: the correct text does not occur exactly once.
        """
        found = source.count(self.correct)
        if found != 1:
            raise ValueError(
                f"The edit of {self.where} looks for {self.correct!r}, which occurs {found} times "
                "there, so it cannot be applied. Make its text match exactly one place."
            )
        return source.replace(self.correct, self.wrong)

    def diff(self) -> str:
        """Return the change as a unified diff."""
        before = source_of(self.where)
        after = self.applied(before)
        lines = difflib.unified_diff(
            before.splitlines(),
            after.splitlines(),
            f"{PACKAGE}/{self.where}",
            f"{PACKAGE}/{self.where}",
            n=1,
            lineterm="",
        )
        return "\n".join(lines)


@cache
def source_of(where: str) -> str:
    """Return the text of one file of optimcore."""
    return files(PACKAGE).joinpath(where).read_text(encoding="utf-8")


def edited_sources(edits: Sequence[Edit]) -> dict[str, str]:
    """Return the text of the changed files after applying the edits in order.

    Raises:
        ValueError: the text of an edit does not occur exactly once after the edits before it.
    """
    sources: dict[str, str] = {}
    for edit in edits:
        sources[edit.where] = edit.applied(sources.get(edit.where) or source_of(edit.where))
    return sources


def plantable(edits: Sequence[Edit]) -> bool:
    """Return whether the edits can be applied in this order."""
    try:
        edited_sources(edits)
    except ValueError:
        return False
    return True
