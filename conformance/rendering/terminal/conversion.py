"""Render the result of ``convert`` as text for a terminal."""

from __future__ import annotations

from rich.text import Text

from ...records.conversion import Conversion


def render_conversion(conversion: Conversion) -> Text:
    """Render the arguments, the conditions, and the rule that each optimizer follows."""
    if not conversion.possible:
        text = Text("no arguments found", "bold red")
        text.append(
            f" with which {conversion.target} gives the same results as {conversion.source}\n"
        )
    else:
        text = Text(f"{conversion.target} gives the same results as {conversion.source} with\n")
    width = max((len(term.argument) for term in conversion.terms), default=0)
    for term in conversion.terms:
        text.append(f"  {term.argument:{width}} = {term.expression}\n")
    _append(text, "only if", conversion.conditions)
    _append(
        text, f"{conversion.target} has no equivalent of these arguments; keep", conversion.lacking
    )
    text.append(f"{_summarize_runs(conversion)}\n", "dim")
    if conversion.conditions or not conversion.possible:
        text.append(f"{conversion.source} follows {conversion.source_follows}\n", "dim")
        text.append(f"{conversion.target} follows {conversion.target_follows}\n", "dim")
    if conversion.call:
        text.append(f"equivalent to {conversion.source} with its defaults:\n  ")
        text.append(conversion.call, "bold")
    return text


def _append(text: Text, what: str, conditions: list[str]) -> None:
    if conditions:
        text.append(f"{what}: ")
        text.append("; ".join(conditions), "yellow")
        text.append("\n")


def _summarize_runs(conversion: Conversion) -> str:
    if conversion.possible:
        cases, numbers = conversion.cases, conversion.numbers
        return f"verified by running both in {cases} cases: {numbers} values agree"
    return (
        f"tried other values, flags and conditions in up to {conversion.cases} cases; none makes "
        f"the "
        "results agree"
    )
