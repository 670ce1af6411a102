"""Render the judgement of a user's own rule for a terminal."""

from __future__ import annotations

from rich.text import Text

from ...records.rule_check import RuleCheck
from ..counts import count_of

# So many equivalent changes are printed without --verbose.
SHORT = 5


def render_rule_check(record: RuleCheck, verbose: bool = False) -> Text:
    """Render the verdict, the problems, and what was found out."""
    text = Text(f"{record.source.spec} ")
    if record.is_sound:
        text.append("is a rule that optimizers can be judged by\n", "bold green")
    else:
        text.append(f"has {count_of(len(record.problems), 'problem')}\n", "bold red")
    for problem in record.problems:
        text.append(f"  {problem}\n")
    if record.traits:
        text.append("\nTraits, found by trying\n", "bold")
    for name, value in record.traits.items():
        text.append(f"  {name}: {value}\n")
    if record.undecided is not None:
        text.append("\nRounding bounds\n", "bold")
        text.append(
            f"  float32 and float64 runs are compared on {count_of(record.scenarios, 'scenario')}; "
            f"{record.undecided:.1%} of the values are undecided\n"
        )
        if record.operation:
            text.append(
                f"  one operation increases the relative bound {record.growth:.3g} times: "
                f"{record.operation}\n"
            )
    if record.mutants:
        _append_mutants(text, record, verbose)
    return text


def _append_mutants(text: Text, record: RuleCheck, verbose: bool) -> None:
    text.append("\nOne-edit defects\n", "bold")
    text.append(
        f"  {count_of(record.caught, 'change')} of one place can be distinguished from the rule; "
        f"{record.repeated} more repeat one of these\n"
    )
    same = list(record.equivalent.values())
    if same:
        text.append(
            f"  {count_of(len(same), 'change')} that no scenario distinguishes from the rule:\n"
        )
    for title in same if verbose else same[:SHORT]:
        text.append(f"    {title}\n")
    if len(same) > SHORT and not verbose:
        text.append("    …; --verbose lists all\n")
