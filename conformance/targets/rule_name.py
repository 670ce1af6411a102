"""Infer the rule that a target implements from its name."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from properties.rules.profiles import profiles
from properties.rules.registry import rules

from ..errors import WrongUse
from .own_rule import RuleGiven, external_rules, is_own_rule, register_own_rule

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


def claimed_rule(attribute: str, rule: RuleGiven | None) -> str:
    """Return the name of the rule: the one given, or the one inferred from the target's name.

    Raises:
        WrongUse: The rule is unknown, or cannot be inferred.
    """
    if rule is not None:
        return resolve_rule_name(rule)
    rule = infer_rule(attribute)
    if rule is None:
        raise WrongUse(
            f"Cannot infer the rule from the name {attribute!r}, so there is nothing "
            "to check it against. Pass the rule (--rule NAME, in Python rule=NAME), one of: "
            f"{', '.join(rules())}. If you do not know it, use identify."
        )
    return rule


def resolve_rule_name(name: RuleGiven) -> str:
    """Return the rule of a name in any case and with its usual spellings.

    A rule of a user's own, given as ``path/file.py:MyRule``, by the name of an entry point or as a
    class, is registered for this process.

    Raises:
        WrongUse: The name is unknown, or the user's rule is invalid.
    """
    if not isinstance(name, str) or is_own_rule(name):
        return register_own_rule(name)
    if name in rules():
        return name
    if name in external_rules():
        return register_own_rule(external_rules()[name], name)
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    for affix in ("with", "optimizer", "optimiser"):
        plain = plain.replace(affix, "")
    found = SPELLINGS.get(plain, plain)
    if found in rules():
        return found
    known = [*rules(), *external_rules()]
    near = get_close_matches(plain, [*known, *SPELLINGS], n=1, cutoff=0.7)
    meant = f" Did you mean {SPELLINGS.get(near[0], near[0])!r}?" if near else ""
    raise WrongUse(
        f"The rule {name!r} is unknown, so nothing can be checked.{meant} Give one of: "
        f"{', '.join(known)}; or a rule of your own as path/file.py:MyRule."
    )


# Other names of rules, without spaces, signs and the words "with" and "optimizer".
SPELLINGS = {
    "momentum": "sgd", "sgdmomentum": "sgd", "momentumsgd": "sgd", "sgdm": "sgd", "msgd": "sgd",
    "nesterov": "sgd", "sgdnesterov": "sgd", "nesterovmomentum": "sgd", "nag": "sgd",
    "sgdnesterovmomentum": "sgd", "heavyball": "sgd", "gd": "sgd", "gradientdescent": "sgd",
    "stochasticgradientdescent": "sgd", "amsgrad": "adam", "adamamsgrad": "adam",
    "rootmeansquarepropagation": "rmsprop", "resilientpropagation": "rprop",
    "resilientbackpropagation": "rprop", "rectifiedadam": "radam", "nesterovadam": "nadam",
    "averagedsgd": "asgd", "adamdecoupledweightdecay": "adamw", "adamweightdecay": "adamw",
    "evolvedsignmomentum": "lion",
}  # fmt: skip
