"""Edits: small changes of the source of optimcore.

An edit has a file, the correct text and its replacement. The correct text must occur exactly once
in the file, so that an outdated edit raises an error.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .own_rules import own_rule_of

PACKAGE = "optimcore"


@dataclass(frozen=True)
class Edit:
    """The replacement of ``before`` by ``after`` in the file ``where`` of optimcore."""

    where: str
    before: str
    after: str

    def apply(self, source: str) -> str:
        """Return the edited source.

        Raises:
            ValueError: the correct text does not occur exactly once.
        """
        found = source.count(self.before)
        if found != 1:
            raise ValueError(
                f"The edit of {self.where} looks for {self.before!r}, which occurs {found} times "
                "there, so it cannot be applied. Make its text match exactly one place."
            )
        return source.replace(self.before, self.after)

    def diff(self, source: str | None = None) -> str:
        """Return the change of a source, by default of optimcore's, as a unified diff."""
        before = source_of(self.where) if source is None else source
        return _diff(self.where, before, self.apply(before))


def source_of(where: str) -> str:
    """Return the text of one file of optimcore, or of a rule that acts like one."""
    own = own_rule_of(where)
    return own.source if own else _source_of_package(where)


def place_of(where: str) -> str:
    """Return the path of a file as it is shown in diffs."""
    own = own_rule_of(where)
    return own.file if own else f"{PACKAGE}/{where}"


@cache
def _source_of_package(where: str) -> str:
    return files(PACKAGE).joinpath(where).read_text(encoding="utf-8")


def apply_edits(edits: Sequence[Edit]) -> dict[str, str]:
    """Return the text of the changed files after applying the edits in order.

    Raises:
        ValueError: the text of an edit does not occur exactly once after the edits before it.
    """
    sources: dict[str, str] = {}
    for edit in edits:
        sources[edit.where] = edit.apply(sources.get(edit.where) or source_of(edit.where))
    return sources


def diff_edits(edits: Sequence[Edit], hidden: Collection[Edit] = ()) -> str:
    """Return what edits change together, as a unified diff of each file.

    Those in ``hidden``, which come first, are applied and not shown.
    """
    return diff_from([edit for edit in edits if edit in hidden], edits)


def diff_from(base: Sequence[Edit], edits: Sequence[Edit]) -> str:
    """Return what edits change beside other ones, as a unified diff of each file."""
    before, after = apply_edits(base), apply_edits(edits)
    files = ((where, before.get(where) or source_of(where)) for where in after)
    return "\n".join(diff for where, old in files if (diff := _diff(where, old, after[where])))


def _diff(where: str, before: str, after: str) -> str:
    place = place_of(where)
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), place, place, n=1, lineterm=""
    )
    return "\n".join(lines)


def can_apply_edits(edits: Sequence[Edit]) -> bool:
    """Return whether the edits can be applied in this order."""
    try:
        apply_edits(edits)
    except ValueError:
        return False
    return True
