"""Base of the adapters for optimizers whose step method takes parameters and gradients."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import EVERY, LACKS, PlainInstance, present
from properties.subjects.driver import Instance, Plan
from properties.subjects.hyper_names import Names

from ...targets.resolve import Target
from .adapter import Adapter, never
from .array_library import maker_of
from .jax_x64 import precise
from .script_support import CHANGES, ScriptSupport

METHODS = ("step", "update", "apply", "apply_gradients", "update_params", "update_parameters")
GRADIENT = {"g", "gs", "dw", "dws", "dx", "dp", "dparams", "derivative", "derivatives"}


@dataclass(frozen=True)
class Method:
    """A method that takes parameters and gradients.

    Attributes:
        gradients_first: Whether the gradients are the first argument.
        several: Whether the names of its arguments are plurals.
    """

    name: str
    gradients_first: bool
    several: bool


class HandedInstance(PlainInstance):
    """An optimizer without parameters of its own: its method updates or returns those it is given.

    Attributes:
        way: How parameters are passed, for error messages.
        optimizers: One optimizer, or one for each array.
    """

    way = "in an unknown form"

    def __init__(self, target: Target, names: Names, plan: Plan) -> None:
        super().__init__(names, plan)
        self.array = maker_of(target)
        both = zip(plan.arrays, plan.dtypes, strict=True)
        self.params = [self.array(values, dtype) for values, dtype in both]
        self.dtypes = plan.dtypes
        self.optimizers = [target.thing(**self.arguments) for _ in range(self.needed())]
        self.method = handing(target.thing) or Method(METHODS[0], False, False)

    def needed(self) -> int:
        """Return the number of optimizers."""
        return 1

    def moved(self, gradients: list[Any]) -> list[Any]:
        """Take a step and return the parameters."""
        raise NotImplementedError("the adapter does not implement steps")

    def give(self, gradients: Sequence[Floats | None]) -> None:
        both = zip(gradients, self.dtypes, strict=True)
        self.given = [None if g is None else self.array(g, d) for g, d in both]

    def step(self) -> None:
        self.params = self.moved(self.given)

    def handed(self, optimizer: Any, params: Any, gradients: Any) -> Any:
        """Call the method; return its result, or the parameters if it returns None."""
        both = (gradients, params) if self.method.gradients_first else (params, gradients)
        try:
            returned = getattr(optimizer, self.method.name)(*both)
        except (KeyError, IndexError) as missing:
            # A different calling convention is an adapter mismatch, not a defect.
            raise LookupError(f"{missing!r}; parameters were passed {self.way}") from missing
        return params if returned is None else returned

    def set(self, name: str, value: Value, group: int) -> None:
        for optimizer in self.optimizers:
            for theirs, number in self.names.spell(name, value):
                setattr(optimizer, theirs, number)


def handing(thing: Any) -> Method | None:
    """Find the method of a class that takes parameters and gradients."""
    for name in METHODS if inspect.isclass(thing) else ():
        taken = _required(getattr(thing, name, None))
        are_gradients = ["grad" in one or one in GRADIENT for one in taken]
        if len(taken) == 2 and sum(are_gradients) == 1:
            return Method(name, are_gradients[0], all(one.endswith("s") for one in taken))
    return None


def _required(method: Any) -> list[str]:
    """The names of the required arguments of a method, without self."""
    try:
        taken = list(inspect.signature(method).parameters.values())[1:]
    except (TypeError, ValueError):
        return []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name.lower() for p in taken if p.kind in kinds and p.default is p.empty]


def _settable(instance: Instance, theirs: str) -> bool:
    assert isinstance(instance, HandedInstance)
    return hasattr(instance.optimizers[0], theirs)


def handed(
    name: str,
    summary: str,
    build: Callable[[Target, Names, Plan], Instance],
    several: bool,
    rank: int,
) -> Adapter:
    """Build the adapter for one way of passing parameters."""

    def suits(target: Target) -> bool:
        method = handing(target.thing)
        return method is not None and (method.several or not several)

    return Adapter(
        name,
        summary,
        build,
        claims=never,
        suits=suits,
        rank=lambda target: rank,
        settable=_settable,
        lacks=lambda target: {
            **LACKS, "no gradient": EVERY
        },
        takes_parameters=False,
        context=precise,
        script=ScriptSupport(name, CHANGES, library_arrays=True),
    )  # fmt: skip


def all_present(gradients: list[Any]) -> list[Any]:
    """Require every gradient, for optimizers that need one for each parameter."""
    return [present(g) for g in gradients]
