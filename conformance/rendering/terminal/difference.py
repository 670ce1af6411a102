"""Render the result of ``diff`` as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from ...records.difference import Changed, Difference


def render_difference(difference: Difference) -> Text:
    """Render the difference."""
    before, after = difference.verdicts
    text = Text(f"old: {difference.before} {before}\nnew: {difference.after} {after}\n")
    for note in difference.notes:
        text.append(f"  {note}\n", "yellow")
    for title in difference.new_defects:
        text.append(f"  new defect: {title}\n", "red")
    for title in difference.gone_defects:
        text.append(f"  no longer found: {title}\n", "green")
    for law in difference.new:
        text.append(f"  new failure: {law}\n", "red")
    for law in difference.gone:
        text.append(f"  no longer fails: {law}\n", "green")
    for (old, new), laws in _group_changes(difference.changed).items():
        text.append(f"  changed: {', '.join(laws)}\n", "yellow")
        text.append(f"    old: {old}\n    new: {new}\n")
        if old == new:
            text.append("    (the same message in another smallest case)\n")
    if not (difference.new or difference.gone or difference.changed):
        text.append("  no differences in the failed laws\n")
    return text


def _group_changes(changed: Sequence[Changed]) -> dict[tuple[str, str], list[str]]:
    """Group the laws whose messages changed in the same way."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in changed:
        groups.setdefault((one.before, one.after), []).append(one.law)
    return groups
