"""Names by which libraries call the hyper-parameters of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from properties.rules.profile import Synonyms
from properties.rules.registry import Rule

# Names of hyper-parameters of several rules; the profile of a rule may have others.
SYNONYMS: Mapping[str, Synonyms] = {
    "lr": (
        ("lr",), ("learning_rate",), ("step_size",), ("stepsize",), ("alpha",), ("eta",),
        ("rate",), ("learn_rate",),
    ),
    "betas": (
        ("betas",), ("beta1", "beta2"), ("beta_1", "beta_2"), ("b1", "b2"),
        ("beta_one", "beta_two"), ("rho1", "rho2"), ("beta",),
    ),
    "eps": (("eps",), ("epsilon",), ("eps_",), ("adam_epsilon",), ("delta",)),
    "weight_decay": (
        ("weight_decay",), ("wd",), ("l2",), ("weight_decay_rate",), ("decay",), ("lambda_",),
        ("lam",), ("lmbda",), ("l2_reg",), ("lambd",), ("l2_decay",),
    ),
    "momentum": (("momentum",), ("mu",), ("mom",), ("momentum_coef",), ("momentum_factor",)),
    "nesterov": (("nesterov",), ("use_nesterov",), ("is_nesterov",)),
    "maximize": (("maximize",), ("maximise",), ("ascent",)),
    "initial_accumulator_value": (
        ("initial_accumulator_value",), ("initial_accumulator",), ("init_acc",),
    ),
    "decoupled_weight_decay": (
        ("decoupled_weight_decay",), ("weight_decouple",), ("decoupled_decay",),
    ),
}  # fmt: skip

# The decay rate of rules with a single moving average has this name in some subjects.
DECAY = ("decay",)

# A library's names by the suite's names; an empty tuple: it has no such argument.
LibraryNames: TypeAlias = Mapping[str, tuple[str, ...]]


def list_synonyms(rule: Rule, ours: str, own: LibraryNames) -> Synonyms:
    """The synonyms of a hyper-parameter that are not the name of another one of the rule."""
    if ours in own:
        return (own[ours],) if own[ours] else ()
    known = rule.profile.synonyms.get(ours) or SYNONYMS.get(ours, ((ours,),))
    others = rule.defaults.keys() - {ours}
    return tuple(theirs for theirs in known if not others & set(theirs))
