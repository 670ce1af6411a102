"""Map the hyper-parameters of a rule to the arguments of a subject's constructor."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue
from properties.subjects.hyper_names import Names

from ..errors import WrongUse
from .options import Wording

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


@dataclass(frozen=True)
class Spelling:
    """The mapping of hyper-parameters to arguments.

    Attributes:
        names: The arguments, by the suite's names.
        required: Hyper-parameters without a default.
        built_in: Values of hyper-parameters that are fixed.
        guessed: Hyper-parameters that a constructor with ``**kwargs`` may or may not take.
        unwritten: Values for which the subject raises NotImplementedError.
    """

    names: Names
    required: frozenset[str]
    built_in: Mapping[str, HyperValue] = field(default_factory=dict)
    guessed: frozenset[str] = frozenset()
    unwritten: tuple[str, ...] = ()

    def fixing(self, rule: Rule) -> Rule:
        """Return the rule with the fixed values of the subject as defaults."""
        return replace(rule, defaults={**rule.defaults, **self.built_in})

    def with_built_in(self, ours: str, value: HyperValue, unwritten: str) -> Spelling:
        """Fix a hyper-parameter at a value, because the other one is not implemented."""
        left = {name: theirs for name, theirs in self.names.spelled.items() if name != ours}
        given = dict.fromkeys(self.names.spelled[ours], value)
        return replace(
            self,
            names=Names(left, {**self.names.fixed, **given}),
            required=self.required - {ours},
            built_in={**self.built_in, ours: value},
            unwritten=(*self.unwritten, unwritten),
        )


def _built_in(rule: Rule, wording: Wording, own: Own) -> dict[str, HyperValue]:
    fixed = {
        ours: value
        for ours in rule.defaults
        for known in synonyms(rule, ours, own)
        for value in [_fixed(wording.fixed, _as_written(known, wording.fixed))]
        if value is not None
    }
    return {**fixed, **wording.assumed}


def _words(
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


def _one_for_several(
    rule: Rule, ours: str, theirs: tuple[str, ...], arguments: Mapping[str, inspect.Parameter]
) -> bool:
    """Whether the default is one number where the rule has several; it means something else."""
    several = isinstance(rule.defaults[ours], tuple)
    argument = arguments.get(theirs[0])
    given = argument.default if argument and len(theirs) == 1 else None
    return several and isinstance(given, float)


def _as_written(known: tuple[str, ...], arguments: Iterable[str]) -> tuple[str, ...]:
    """Synonyms in the subject's spelling: ``learning_rate`` may be its ``learningRate``."""
    theirs = {_plain(name): name for name in arguments}
    return tuple(theirs.get(_plain(word), word) for word in known)


def _plain(word: str) -> str:
    return word.replace("_", "").lower()


def _fixed(fixed: Mapping[str, Any], theirs: tuple[str, ...]) -> HyperValue | None:
    """The value of a hyper-parameter whose arguments are all fixed, else None."""
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
    make: Any, rule: Rule, wording: Wording, own: Own, takes_parameters: bool = True
) -> Spelling:
    """Map the hyper-parameters of the rule to the subject's arguments, where it has them.

    Args:
        make: The subject's class or factory function.
        rule: The rule.
        wording: The user's description of the subject.
        own: The names that its library uses.
        takes_parameters: Whether its first argument is the list of parameters to optimize.

    Raises:
        WrongUse: A name in ``wording`` is not a hyper-parameter of the rule, or not an argument
            of the subject.
    """
    arguments = _arguments(make, takes_parameters)
    takes_any = any(p.kind is p.VAR_KEYWORD for p in arguments.values())
    spelled: dict[str, tuple[str, ...]] = {}
    guessed = set()
    for ours in rule.defaults:
        for known in _words(rule, ours, own, arguments):
            theirs = _as_written(known, arguments)
            taken = arguments.keys() | (theirs if takes_any and ours in own else ())
            free = all(t in taken and t not in wording.fixed for t in theirs)
            if free and not _one_for_several(rule, ours, theirs, arguments):
                spelled.setdefault(ours, theirs)
        if takes_any and ours not in spelled and ours not in wording.fixed and ours not in own:
            spelled[ours] = (ours,)
            guessed.add(ours)
    for ours, given in wording.mapped.items():
        spelled[ours] = _checked(rule, arguments, takes_any, ours, given)
    for ours in wording.assumed:
        _known(rule, f"assume {ours}", ours)
        spelled.pop(ours, None)
    required = {
        ours
        for ours, theirs in spelled.items()
        if any(_must_be_given(ours, arguments.get(t)) for t in theirs)
    }
    return Spelling(
        Names(spelled, wording.fixed),
        frozenset(required),
        _built_in(rule, wording, own),
        frozenset(guessed - wording.mapped.keys()),
    )


def _must_be_given(ours: str, argument: inspect.Parameter | None) -> bool:
    """Whether an argument has no default. ``lr=None`` is none: it stands for a schedule."""
    missing = (inspect.Parameter.empty, None) if ours == "lr" else (inspect.Parameter.empty,)
    return argument is not None and argument.default in missing


def _arguments(make: Any, takes_parameters: bool) -> dict[str, inspect.Parameter]:
    try:
        parameters = list(inspect.signature(make).parameters.values())
    except (TypeError, ValueError):
        return {}
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if takes_parameters and parameters and parameters[0].kind in positional:
        parameters = parameters[1:]
    return {p.name: p for p in parameters if p.kind is not inspect.Parameter.VAR_POSITIONAL}


def constructor_defaults(make: Any) -> dict[str, Any]:
    """The arguments of a constructor that have a default, with their defaults."""
    arguments = _arguments(make, takes_parameters=False)
    return {n: a.default for n, a in arguments.items() if a.default is not a.empty}


# Arguments of functional optimizers that are no hyper-parameters, even with a default.
HANDED = {"params", "grads", "state"}


def untouched(make: Any, names: Names) -> list[str]:
    """The arguments that are no known hyper-parameter; they keep their defaults."""
    known = {t for theirs in names.spelled.values() for t in theirs} | names.fixed.keys() | HANDED
    return [name for name in constructor_defaults(make) if name not in known]


def own_defaults(make: Any, names: Names) -> dict[str, HyperValue]:
    """The defaults of the subject's constructor, by the suite's names, where it has any."""
    defaults = constructor_defaults(make)
    found: dict[str, HyperValue] = {}
    for ours, theirs in names.spelled.items():
        values = [defaults.get(t) for t in theirs]
        if all(isinstance(v, int | float | tuple) for v in values):
            found[ours] = values[0] if len(values) == 1 else tuple(values)
    return found


def _checked(
    rule: Rule,
    arguments: Mapping[str, inspect.Parameter],
    takes_any: bool,
    ours: str,
    given: str,
) -> tuple[str, ...]:
    _known(rule, f"map {ours}={given}", ours)
    theirs = tuple(given.split(","))
    missing = [t for t in theirs if t not in arguments]
    if missing and not takes_any:
        raise WrongUse(
            f"map {ours}={given}: the optimizer has no argument {missing[0]!r}, so the name "
            f"cannot be used. Its arguments are: {', '.join(arguments)}."
        )
    return theirs


def _known(rule: Rule, option: str, ours: str) -> None:
    if ours not in rule.defaults:
        raise WrongUse(
            f"{option}: {rule.title} has no hyper-parameter {ours!r}, so the option cannot be "
            f"applied. "
            f"The hyper-parameters are: {', '.join(rule.defaults)}."
        )
