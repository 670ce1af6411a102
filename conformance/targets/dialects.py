"""Apply the dialects that a user declares to a rule."""

from __future__ import annotations

from collections.abc import Sequence

from properties.dialects import apply_dialects, dialects
from properties.rules.registry import Rule, rules

from ..errors import WrongUse


def rule_with_dialects(name: str, declared: Sequence[str]) -> Rule:
    """Return a rule with the declared dialects applied.

    Raises:
        WrongUse: The rule has no such dialect, or two of them edit the same expression.
    """
    if not declared:
        return rules()[name]
    if isinstance(declared, str):
        raise WrongUse(
            f"dialects={declared!r} is a string, but a list of dialects is needed. Write "
            f"dialects=[{declared!r}]."
        )
    known = {one.id: one for one in dialects().values() if one.rule == name}
    for dialect in declared:
        if dialect not in known:
            raise WrongUse(
                f"{name} has no dialect {dialect!r}, so nothing can be checked against it. "
                f"Its dialects are: {', '.join(known) or 'none'}."
            )
    try:
        return apply_dialects(name, [known[dialect] for dialect in dict.fromkeys(declared)])
    except ValueError as error:
        raise WrongUse(
            f"The dialects {', '.join(declared)} are incompatible: they edit the same expression. "
            "Declare only those that the optimizer documents."
        ) from error
