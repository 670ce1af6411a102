"""Names by which libraries call the hyper-parameters of the rules."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from properties.rules.registry import Rule

SYNONYMS: Mapping[str, tuple[tuple[str, ...], ...]] = {
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
    "dampening": (("dampening",), ("damping",), ("tau",)),
    "nesterov": (("nesterov",), ("use_nesterov",), ("is_nesterov",)),
    "amsgrad": (("amsgrad",), ("ams_grad",), ("use_amsgrad",), ("ams",)),
    "maximize": (("maximize",), ("maximise",), ("ascent",)),
    "rho": (("rho",), ("decay_rate",), ("ro",)),
    "lr_decay": (("lr_decay",), ("learning_rate_decay",)),
    "initial_accumulator_value": (
        ("initial_accumulator_value",), ("initial_accumulator",), ("init_acc",),
    ),
    "centered": (("centered",),),
    "momentum_decay": (("momentum_decay",), ("schedule_decay",)),
    "decoupled_weight_decay": (
        ("decoupled_weight_decay",), ("weight_decouple",), ("decoupled_decay",),
    ),
    "etas": (("etas",), ("eta_minus", "eta_plus"), ("etaminus", "etaplus")),
    "step_sizes": (
        ("step_sizes",), ("min_step_size", "max_step_size"), ("step_size_min", "step_size_max"),
    ),
    "trust_coefficient": (("trust_coefficient",), ("trust_coef",), ("trust_coeff",)),
}  # fmt: skip

# Synonyms of one rule: in other rules the same word means something else.
OF_RULE: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("rmsprop", "alpha"): (
        ("alpha",),
        ("rho",),
        ("ro",),
        ("decay_rate",),
        ("gamma",),
        ("smoothing",),
    ),
    ("sgd", "momentum"): (*SYNONYMS["momentum"], ("beta",)),
    ("asgd", "lambd"): (("lambd",),),
    ("asgd", "alpha"): (("alpha",), ("power",)),
    ("adan", "betas"): (("betas",), ("beta1", "beta2", "beta3"), ("b1", "b2", "b3")),
}

# The decay rate of rules with a single moving average; some subjects call it ``decay``.
OF_AVERAGE: Mapping[str, str] = {"rmsprop": "alpha", "adadelta": "rho"}
DECAY = ("decay",)

# A library's names by the suite's names; an empty tuple: it has no such argument.
Own: TypeAlias = Mapping[str, tuple[str, ...]]


def synonyms(rule: Rule, ours: str, own: Own) -> tuple[tuple[str, ...], ...]:
    """The synonyms of a hyper-parameter that are not the name of another one of the rule."""
    if ours in own:
        return (own[ours],) if own[ours] else ()
    known = OF_RULE.get((rule.name, ours)) or SYNONYMS.get(ours, ((ours,),))
    others = rule.defaults.keys() - {ours}
    return tuple(theirs for theirs in known if not others & set(theirs))


def candidate_names(
    rule: Rule, ours: str, own: Own, arguments: Mapping[str, inspect.Parameter]
) -> tuple[tuple[str, ...], ...]:
    """The synonyms; a default near 1 makes ``decay`` a moving average's rate."""
    known = synonyms(rule, ours, own)
    averaged = OF_AVERAGE.get(rule.name)
    if not averaged or averaged in own or not _near_one(arguments.get(*DECAY)):
        return known
    return (*known, DECAY) if ours == averaged else tuple(w for w in known if w != DECAY)


def _near_one(argument: inspect.Parameter | None) -> bool:
    default = argument.default if argument else None
    return isinstance(default, float) and 0.5 < default < 1.0


def match_spelling(known: tuple[str, ...], arguments: Iterable[str]) -> tuple[str, ...]:
    """Synonyms in the subject's spelling: ``learning_rate`` may be its ``learningRate``."""
    theirs = {_plain(name): name for name in arguments}
    return tuple(theirs.get(_plain(word), word) for word in known)


def _plain(word: str) -> str:
    return word.replace("_", "").lower()
