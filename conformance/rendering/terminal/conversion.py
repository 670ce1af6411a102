"""Render the result of ``convert`` as text for a terminal."""

from __future__ import annotations

from rich.text import Text

from ...records.conversion import Conversion


def told(seen: Conversion) -> Text:
    """Render the arguments, the conditions, and the rule that each optimizer follows."""
    if not seen.possible:
        text = Text("no arguments found", "bold red")
        text.append(f" with which {seen.target} gives the same results as {seen.source}\n")
    else:
        text = Text(f"{seen.target} gives the same results as {seen.source} with\n")
    width = max((len(term.argument) for term in seen.terms), default=0)
    for term in seen.terms:
        text.append(f"  {term.argument:{width}} = {term.expression}\n")
    _append(text, "only if", seen.conditions)
    _append(text, f"{seen.target} has no equivalent of these arguments; keep", seen.lacking)
    text.append(f"{_run(seen)}\n", "dim")
    if seen.conditions or not seen.possible:
        text.append(f"{seen.source} follows {seen.source_follows}\n", "dim")
        text.append(f"{seen.target} follows {seen.target_follows}\n", "dim")
    if seen.call:
        text.append(f"equivalent to {seen.source} with its defaults:\n  ")
        text.append(seen.call, "bold")
    return text


def _append(text: Text, what: str, conditions: list[str]) -> None:
    if conditions:
        text.append(f"{what}: ")
        text.append("; ".join(conditions), "yellow")
        text.append("\n")


def _run(seen: Conversion) -> str:
    if seen.possible:
        return f"verified by running both in {seen.cases} cases: {seen.numbers} values agree"
    return (
        f"tried other values, flags and conditions in up to {seen.cases} cases; none makes the "
        "results agree"
    )
