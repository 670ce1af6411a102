"""How a subject spells the hyper-parameters, found from the signature of its constructor."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from properties.names import Names
from properties.rules import Rule
from properties.scenario import HyperValue

from .errors import WrongUse

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
        ("lam",), ("lmbda",), ("l2_reg",), ("lambd",),
    ),
    "momentum": (("momentum",), ("mu",), ("mom",), ("momentum_coef",), ("momentum_factor",)),
    "dampening": (("dampening",), ("damping",), ("tau",)),
    "nesterov": (("nesterov",), ("use_nesterov",), ("is_nesterov",)),
    "amsgrad": (("amsgrad",), ("ams_grad",), ("use_amsgrad",), ("ams",)),
    "maximize": (("maximize",), ("maximise",), ("ascent",)),
    "rho": (("rho",), ("decay_rate",)),
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
    "trust_coefficient": (("trust_coefficient",), ("trust_coef",)),
}  # fmt: skip


# What one rule alone calls otherwise: the same word means something else in the others.
OF_RULE: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("rmsprop", "alpha"): (
        ("alpha",),
        ("rho",),
        ("decay_rate",),
        ("gamma",),
        ("smoothing",),
    ),
    ("asgd", "lambd"): (("lambd",),),
    ("asgd", "alpha"): (("alpha",), ("power",)),
    ("adan", "betas"): (("betas",), ("beta1", "beta2", "beta3"), ("b1", "b2", "b3")),
}


def synonyms(rule: Rule, ours: str) -> tuple[tuple[str, ...], ...]:
    """What subjects call one hyper-parameter of a rule; no word that is another one's own name."""
    known = OF_RULE.get((rule.name, ours)) or SYNONYMS.get(ours, ((ours,),))
    others = rule.defaults.keys() - {ours}
    return tuple(theirs for theirs in known if not others & set(theirs))


@dataclass(frozen=True)
class Spelling:
    """The subject's names, and those of ours that it must be given."""

    names: Names
    required: frozenset[str]

    def fixing(self, rule: Rule) -> Rule:
        """The rule as the subject runs it: with the user's fixed arguments as its defaults."""
        fixed = {
            ours: value
            for ours in rule.defaults
            for theirs in synonyms(rule, ours)
            for value in [_fixed(self.names.fixed, theirs)]
            if value is not None
        }
        return replace(rule, defaults={**rule.defaults, **fixed})


def _fixed(fixed: Mapping[str, Any], theirs: tuple[str, ...]) -> HyperValue | None:
    """The value that fixed arguments give to one hyper-parameter, if they give all of it."""
    if not all(t in fixed for t in theirs):
        return None
    values = [fixed[t] for t in theirs]
    if len(values) == 2:
        return (float(values[0]), float(values[1]))
    value = values[0]
    if isinstance(value, (tuple, list)):
        return tuple(None if v is None else float(v) for v in value)
    return value if isinstance(value, bool | int | str) else float(value)


def spelling(
    make: Callable[..., Any], rule: Rule, mapped: Mapping[str, str], fixed: Mapping[str, Any]
) -> Spelling:
    """What the subject calls each hyper-parameter of the rule; those it lacks are left out.

    Args:
        mapped: ``ours -> theirs`` as given by the user, ``theirs`` may be two names with a comma.
        fixed: constructor arguments given by the user; they are passed as they are.

    Raises:
        WrongUse: a name in ``mapped`` is none of the rule's, or is none of the subject's.
    """
    arguments = _arguments(make)
    takes_any = any(p.kind is p.VAR_KEYWORD for p in arguments.values())
    spelled: dict[str, tuple[str, ...]] = {}
    for ours in rule.defaults:
        for theirs in synonyms(rule, ours):
            if all(t in arguments and t not in fixed for t in theirs):
                spelled.setdefault(ours, theirs)
        if takes_any and ours not in spelled and ours not in fixed:
            spelled[ours] = (ours,)
    for ours, given in mapped.items():
        spelled[ours] = _checked(rule, arguments, takes_any, ours, given)
    required = {
        ours
        for ours, theirs in spelled.items()
        if any(t in arguments and arguments[t].default is inspect.Parameter.empty for t in theirs)
    }
    return Spelling(Names(spelled, fixed), frozenset(required))


def _arguments(make: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    try:
        parameters = list(inspect.signature(make).parameters.values())
    except (TypeError, ValueError):
        return {}
    # The first positional parameter is the list of parameters to optimize.
    if parameters and parameters[0].kind in (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    ):
        parameters = parameters[1:]
    return {p.name: p for p in parameters if p.kind is not inspect.Parameter.VAR_POSITIONAL}


def _checked(
    rule: Rule,
    arguments: Mapping[str, inspect.Parameter],
    takes_any: bool,
    ours: str,
    given: str,
) -> tuple[str, ...]:
    if ours not in rule.defaults:
        raise WrongUse(
            f"--map {ours}={given}: {rule.title} has no hyper-parameter {ours!r}. Map one of: "
            f"{', '.join(rule.defaults)}."
        )
    theirs = tuple(given.split(","))
    missing = [t for t in theirs if t not in arguments]
    if missing and not takes_any:
        raise WrongUse(
            f"--map {ours}={given}: the subject takes no argument {missing[0]!r}. It takes: "
            f"{', '.join(arguments)}."
        )
    return theirs
