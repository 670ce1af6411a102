"""Base of the adapters for optimizers whose step method takes parameters and gradients."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.assignable import can_assign
from properties.subjects.base_driver import (
    NEEDS_EVERY_GRADIENT,
    UNSUPPORTED,
    BaseDriver,
    require_gradient,
)
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames

from ...records.calls import Calls
from ...targets.resolve import Target
from .adapter import Adapter, reject_all
from .array_library import array_constructor, detect_array_library
from .jax_x64 import match_jax_precision
from .script_support import CHANGES, ScriptSupport, script_template

METHODS = ("step", "update", "apply", "apply_gradients", "update_params", "update_parameters")
# A class may take its step when an instance is called.
CALLED = (*METHODS, "__call__")
GRADIENT = {"g", "gs", "dw", "dws", "dx", "dp", "dparams", "derivative", "derivatives"}


@dataclass(frozen=True)
class Method:
    """A method that takes parameters and gradients.

    Attributes:
        gradients_first: Whether the gradients are the first argument.
        takes_sequences: Whether the names of its arguments are plurals.
        takes_pairs: Whether it takes one argument, which is pairs of a gradient and a parameter.
        keywords: The names of its two arguments, if they are passed by name.
    """

    name: str
    gradients_first: bool
    takes_sequences: bool
    takes_pairs: bool = False
    keywords: tuple[str, ...] = ()


# The method of a class that has none of the form that is searched for.
DEFAULT_METHOD = Method(METHODS[0], gradients_first=False, takes_sequences=False)


class StepMethodDriver(BaseDriver):
    """An optimizer without parameters of its own: its method updates or returns those it is given.

    Attributes:
        calling_convention: How parameters are passed, for error messages.
        optimizers: One optimizer, or one for each array.
    """

    calling_convention = "in an unknown form"

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        self.array = array_constructor(target)
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [self.array(values, dtype) for values, dtype in both]
        self.dtypes = spec.dtypes
        self.optimizers = [target.thing(**self.arguments) for _ in range(self.count_optimizers())]
        self.method = find_step_method(target.thing) or DEFAULT_METHOD

    def count_optimizers(self) -> int:
        """Return the number of optimizers."""
        return 1

    def step_parameters(self, gradients: list[Any]) -> list[Any]:
        """Take a step and return the parameters."""
        raise NotImplementedError("the adapter does not implement steps")

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        both = zip(gradients, self.dtypes, strict=True)
        self.pending_gradients = [None if g is None else self.array(g, d) for g, d in both]

    def step(self) -> None:
        self.params = self.step_parameters(self.pending_gradients)

    def call_method(self, k: int, params: Any, gradients: Any) -> Any:
        """Call the method of an optimizer; return its result, or the parameters if it returns None.

        An optimizer that cannot be changed returns the optimizer of the next step beside them.
        """
        optimizer = self.optimizers[k]
        both = (gradients, params) if self.method.gradients_first else (params, gradients)
        keywords = dict(zip(self.method.keywords, both, strict=False))
        given = () if keywords else both
        try:
            returned = getattr(optimizer, self.method.name)(*given, **keywords)
        except (KeyError, IndexError) as missing:
            # A different calling convention is an adapter mismatch, not a defect.
            raise LookupError(
                f"{missing!r}; parameters were passed {self.calling_convention}"
            ) from missing
        if isinstance(returned, tuple) and len(returned) == 2:
            after = [one for one in returned if type(one) is type(optimizer)]
            others = [one for one in returned if type(one) is not type(optimizer)]
            if len(after) == 1:
                (self.optimizers[k],), (returned,) = after, others
        return params if returned is None else returned

    def set(self, name: str, value: Value, group: int) -> None:
        for optimizer in self.optimizers:
            for theirs, number in self.names.translate(name, value):
                setattr(optimizer, theirs, number)


def find_step_method(thing: Any) -> Method | None:
    """Find the method of a class that takes parameters and gradients."""
    for name in CALLED if inspect.isclass(thing) else ():
        method = getattr(thing, name, None)
        by_name = _required_names(method, (inspect.Parameter.KEYWORD_ONLY,))
        positional = required_arguments(method)
        taken = [one.lower() for one in by_name] if by_name and not positional else positional
        are_gradients = list(map(_is_gradient, taken))
        if len(taken) == 2 and sum(are_gradients) == 1:
            plural = all(one.endswith("s") for one in taken)
            keywords = () if positional else tuple(by_name)
            return Method(name, are_gradients[0], plural, keywords=keywords)
        if len(taken) == 1 and _names_pairs(taken[0]):
            return Method(name, _is_gradient(taken[0].partition(PAIR)[0]), True, takes_pairs=True)
    return None


def find_gradient_method(thing: Any) -> str | None:
    """Find the method of a class that takes gradients alone; return its name."""
    for name in CALLED if inspect.isclass(thing) else ():
        taken = required_arguments(getattr(thing, name, None))
        if len(taken) == 1 and _is_gradient(taken[0]) and not _names_pairs(taken[0]):
            return name
    return None


# Between the two names in the name of an argument that is pairs, as in grads_and_vars.
PAIR = "_and_"


def _names_pairs(name: str) -> bool:
    """Whether an argument of this name is pairs of gradients and parameters, in either order."""
    one, pair, other = name.partition(PAIR)
    return bool(pair) and _is_gradient(one) != _is_gradient(other)


def _is_gradient(name: str) -> bool:
    return "grad" in name or name in GRADIENT


def required_arguments(method: Any) -> list[str]:
    """Return the names of the required arguments of a method, without self, in lower case.

    Arguments that are passed by name are not among them.
    """
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [name.lower() for name in _required_names(method, kinds)]


def _required_names(method: Any, kinds: Collection[Any]) -> list[str]:
    try:
        taken = list(inspect.signature(method).parameters.values())[1:]
    except (TypeError, ValueError):
        return []
    return [p.name for p in taken if p.kind in kinds and p.default is p.empty]


def _describe_calls(target: Target) -> Calls:
    method = find_step_method(target.thing) or DEFAULT_METHOD
    return Calls(
        arrays=detect_array_library(target),
        method=method.name,
        gradients_first=method.gradients_first,
        keywords=list(method.keywords),
    )


def _can_set(driver: Driver, theirs: str) -> bool:
    assert isinstance(driver, StepMethodDriver)
    return can_assign(driver.optimizers[0], theirs)


def make_step_method_adapter(
    name: str,
    summary: str,
    build: Callable[[Target, HyperNames, BuildSpec], Driver],
    accepts: Callable[[Method], bool],
    rank: int,
) -> Adapter:
    """Build the adapter for one way of passing parameters, for the methods that it accepts."""

    def may_accept(target: Target) -> bool:
        method = find_step_method(target.thing)
        return method is not None and accepts(method)

    return Adapter(
        name,
        summary,
        build,
        recognizes=reject_all,
        may_accept=may_accept,
        rank=lambda target: rank,
        can_set=_can_set,
        unsupported=lambda target: {
            **UNSUPPORTED, "no gradient": NEEDS_EVERY_GRADIENT
        },
        takes_parameters=False,
        context=match_jax_precision,
        script=ScriptSupport(script_template(name), CHANGES, describe_calls=_describe_calls),
    )  # fmt: skip


def require_all_gradients(gradients: list[Any]) -> list[Any]:
    """Require every gradient, for optimizers that need one for each parameter."""
    return [require_gradient(g) for g in gradients]
