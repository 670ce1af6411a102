"""Infer the rule that a target implements from its name."""

from __future__ import annotations

import re

from properties.rules.registry import rules

from ..errors import WrongUse

# Other algorithms whose names contain the name of a rule as a whole word.
_RULE_SYNONYMS = re.compile(
    r"(adamod|adamp|adams|qhadam|sparse_?adam|lazy_?adam|adamwr|diffgrad|sign_?sgd|acc_?sgd"
    r"|schedule_?free|sgdp|sgdw|sgdr|nesterov_?sgd|nadamw|radamw|adam_?mini|fadam|vadam|dadapt"
    r"|tiger|ranger|lookahead)",
    re.IGNORECASE,
)


def infer_rule(attribute: str) -> str | None:
    """Infer the rule from a class name: ``Adam``, ``FusedAdam``, ``my_sgd``, ``AdaGrad2``."""
    others = (match[0].lower().replace("_", "") for match in _RULE_SYNONYMS.finditer(attribute))
    if any(other not in rules() for other in others):
        return None
    split = r"(?<=[a-z0-9])(?=[A-Z])|_|(?<=[A-Z]{3})(?=[A-Z][a-z])"
    words = [re.sub(r"\d+$", "", w) for w in re.sub(split, " ", attribute).lower().split()]
    spans = [range(i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    named = [span for span in spans if "".join(words[k] for k in span) in rules()]
    widest = [s for s in named if not any(set(s) < set(other) for other in named)]
    found = {"".join(words[k] for k in span) for span in widest}
    return found.pop() if len(found) == 1 else None


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
