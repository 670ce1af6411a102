"""Infer the rule that a target implements from its name."""

from __future__ import annotations

import re
from functools import cache

from properties.rules.profiles import profiles
from properties.rules.registry import rules

from ..errors import WrongUse

# Other algorithms whose names may be combined with that of a rule, as in ``ScheduleFreeAdamW``.
_COMBINED = ("diffgrad", "schedule_free", "dadapt", "tiger", "ranger", "lookahead")


def infer_rule(attribute: str) -> str | None:
    """Infer the rule from a class name: ``Adam``, ``FusedAdam``, ``my_sgd``, ``AdaGrad2``."""
    others = (
        match[0].lower().replace("_", "") for match in _other_algorithms().finditer(attribute)
    )
    if any(other not in rules() for other in others):
        return None
    split = r"(?<=[a-z0-9])(?=[A-Z])|_|(?<=[A-Z]{3})(?=[A-Z][a-z])"
    words = [re.sub(r"\d+$", "", w) for w in re.sub(split, " ", attribute).lower().split()]
    spans = [range(i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    named = [span for span in spans if "".join(words[k] for k in span) in rules()]
    widest = [s for s in named if not any(set(s) < set(other) for other in named)]
    found = {"".join(words[k] for k in span) for span in widest}
    return found.pop() if len(found) == 1 else None


@cache
def _other_algorithms() -> re.Pattern[str]:
    """Return a pattern of the names of other algorithms that contain the name of a rule."""
    own = [name for profile in profiles().values() for name in profile.other_algorithms]
    names = (name.replace("_", "_?") for name in (*_COMBINED, *own))
    return re.compile("|".join(names), re.IGNORECASE)


def claimed_rule(attribute: str, rule: str | None) -> str:
    """Return the name of the rule: the one given, or the one inferred from the target's name.

    Raises:
        WrongUse: The rule is unknown, or cannot be inferred.
    """
    known = ", ".join(rules())
    if rule is None:
        rule = infer_rule(attribute)
        if rule is None:
            raise WrongUse(
                f"Cannot infer the rule from the name {attribute!r}, so there is nothing "
                "to check it against. Pass the rule (--rule NAME, in Python rule=NAME), one of: "
                f"{known}. If you do not know it, use identify."
            )
    if rule not in rules():
        raise WrongUse(
            f"The rule {rule!r} is unknown, so nothing can be checked. Give one of: {known}."
        )
    return rule
