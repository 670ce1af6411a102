"""Find out how a step function is called, once for each set of hyper-parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from inspect import Parameter
from typing import Any

from properties.rules.profiles import profiles
from properties.subjects.hyper_names import HyperNames

from ...targets.resolve import Target
from ...targets.signature import Signature
from ...targets.synonyms import SYNONYMS
from .array_library import array_constructor
from .step_arguments import DICTIONARY, match_arguments
from .step_call import StepCall
from .step_trial import StepTrial

# So many trials are listed where none succeeds.
SHOWN = 2

# Functions of a target's module that may return the initial state for the parameters.
INITS = ("init_{}", "{}_init", "init_state", "init")


def find_call(target: Target, names: HyperNames, values: Mapping[str, Any]) -> StepCall:
    """Find out how a step function is called.

    Args:
        target: The function.
        names: The arguments that are hyper-parameters.
        values: Values of those that have no default; not used where it is known already.

    Raises:
        TypeError: No way of calling it works.
    """
    hyper = {t for theirs in names.mapped.values() for t in theirs} | names.fixed.keys()
    given = {
        name: _trial_value(values[name])
        for name, one in target.signature.arguments.items()
        if name in values and one.default is one.empty
    }
    key = (target, frozenset(hyper))
    if key not in _known_calls:
        _known_calls[key] = _try_calls(target, frozenset(hyper), given)
    call = _known_calls[key]
    if isinstance(call, StepCall):
        return call
    raise TypeError("; ".join(call[:SHOWN]) or "its arguments are not those of a step function")


_known_calls: dict[tuple[Target, frozenset[str]], StepCall | tuple[str, ...]] = {}


def _trial_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(None if one is None else 0.5 for one in value)
    return 0.5 if isinstance(value, int | float) and not isinstance(value, bool) else value


def _try_calls(
    target: Target, hyper: frozenset[str], given: Mapping[str, Any]
) -> StepCall | tuple[str, ...]:
    """Return how the function is called, or what went wrong in each trial."""
    signature = target.signature
    arguments = match_arguments(signature, hyper, target.state, target.thing)
    if arguments is None:
        return ()
    array = array_constructor(target)
    trial = StepTrial(
        target.thing,
        arguments,
        given,
        lambda values: array(values, "float32"),
        find_init(target),
        signature.defaults,
        target.state,
        _is_hyper,
    )
    return trial.find() or tuple(trial.problems)


@cache
def _hyper_names() -> frozenset[str]:
    """The usual names of hyper-parameters, without underscores."""
    own = (profile.synonyms for profile in profiles().values())
    every = (words for known in (SYNONYMS, *own) for each in known.values() for words in each)
    return frozenset(_normalize(word) for words in every for word in words)


def _normalize(name: str) -> str:
    return name.replace("_", "").lower()


def _is_hyper(name: str) -> bool:
    return _normalize(name) in _hyper_names()


def find_init(target: Target) -> Any:
    """Return the function of the target's module that makes the initial state, or None."""
    own = (pattern.format(target.attribute) for pattern in INITS)
    return next(
        (found for name in own if callable(found := getattr(target.module, name, None))), None
    )


def read_step_signature(target: Target) -> Signature:
    """Read the arguments; the hyper-parameters in a dictionary count as arguments."""
    signature = target.signature
    matched = match_arguments(
        signature, [n for n in signature.arguments if _is_hyper(n)], target.state, target.thing
    )
    if matched is None:
        return signature
    config = _find_config(target) if DICTIONARY.intersection(matched.states) else {}
    more = {n: Parameter(n, Parameter.KEYWORD_ONLY, default=v) for n, v in config.items()}
    defaults = {n: v for n, v in config.items() if v is not Parameter.empty}
    return Signature(
        (*signature.names, *more),
        {**signature.arguments, **more},
        signature.first,
        {n: v for n, v in {**signature.defaults, **defaults}.items() if n not in matched.kept},
    )


@cache
def _find_config(target: Target) -> Mapping[str, Any]:
    found = _try_calls(target, frozenset(), {})
    return found.config if isinstance(found, StepCall) else {}
