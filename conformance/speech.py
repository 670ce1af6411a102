"""Dialects by name: the rule as a subject declares to speak it."""

from __future__ import annotations

from collections.abc import Sequence

from properties.dialects import dialects, spoken
from properties.rules import Rule, rules

from .errors import WrongUse


def rule_in(name: str, declared: Sequence[str]) -> Rule:
    """The rule of that name, in the dialects that are declared.

    Raises:
        WrongUse: the rule has no such dialect, or two of them contradict each other.
    """
    if not declared:
        return rules()[name]
    known = {one.id: one for one in dialects().values() if one.rule == name}
    for dialect in declared:
        if dialect not in known:
            raise WrongUse(
                f"There is no dialect {dialect!r} of {name}, so nothing can be judged by it. Give "
                f"--dialect, one of: {', '.join(known) or 'none is known'}."
            )
    try:
        return spoken(name, [known[dialect] for dialect in dict.fromkeys(declared)])
    except ValueError as error:
        raise WrongUse(
            f"The dialects {', '.join(declared)} cannot be spoken together, for they change the "
            "same formula. Declare those alone that the subject documents."
        ) from error
