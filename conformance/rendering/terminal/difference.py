"""Render the result of ``diff`` as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from ...records.difference import Changed, Difference


def told(seen: Difference) -> Text:
    """Render the difference."""
    before, after = seen.verdicts
    text = Text(f"old: {seen.before} {before}\nnew: {seen.after} {after}\n")
    for law in seen.new:
        text.append(f"  new failure: {law}\n", "red")
    for law in seen.gone:
        text.append(f"  no longer fails: {law}\n", "green")
    for (old, new), laws in _together(seen.changed).items():
        text.append(f"  changed: {', '.join(laws)}\n", "yellow")
        text.append(f"    old: {old}\n    new: {new}\n")
        if old == new:
            text.append("    (the same message in another smallest case)\n")
    if not (seen.new or seen.gone or seen.changed):
        text.append("  no differences in the failed laws\n")
    return text


def _together(changed: Sequence[Changed]) -> dict[tuple[str, str], list[str]]:
    """Group the laws whose messages changed in the same way."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in changed:
        groups.setdefault((one.before, one.after), []).append(one.law)
    return groups
