"""Functions that return ``init`` and ``update``, over arrays of NumPy, torch or jax."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from copy import copy, deepcopy
from typing import Any

from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import (
    NEEDS_EVERY_GRADIENT,
    PURE_UNSUPPORTED,
    require_gradient,
)
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.array_library import array_constructor, detect_array_library
from .common.function_pair import (
    FunctionCall,
    Functions,
    find_function_call,
    group,
    read_functions,
)
from .common.jax_x64 import match_jax_precision
from .common.parts_driver import PartsDriver
from .common.step_arguments import find_parameter_and_gradient

# The learning rate in trials: new parameters are then near the old ones, and updates near zero.
SMALL = 2.0**-10


class FunctionPairDriver(PartsDriver):
    """Parameters and state as values, and the functions that compute the next ones."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(target, names, spec)
        self.make = target.thing
        self.functions = self.build_functions(self.arguments)
        self.call = _find_call(target, lambda: self.arguments | _small_lr(self.names))
        # Functions of one array are called for each parameter, with a state of its own.
        self.parts = group(self.make_arrays(spec), self.call.form)
        self.states = [self.functions.init(deepcopy(part)) for part in self.parts]
        self.count = 0

    def build_functions(self, arguments: Mapping[str, Any]) -> Functions:
        """Build the functions with these hyper-parameters."""
        return _build_functions(self.make, arguments)

    def step(self) -> None:
        grouped = group([require_gradient(g) for g in self.pending_gradients], self.call.form)
        for k, gradient in enumerate(grouped):
            self.parts[k], self.states[k] = self.call.call(
                self.functions, self.parts[k], gradient, self.states[k], self.count
            )
        self.count += 1

    def set(self, name: str, value: Value, group: int) -> None:
        self.hyper[name] = value
        self.functions = self.build_functions(self.arguments)

    def save(self) -> object:
        return deepcopy((self.states, self.count))

    def load(self, saved: Any) -> None:
        self.states, self.count = deepcopy(saved)

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        twin = copy(self)
        twin.parts, twin.states = by((self.parts, self.states))
        return twin


def _build_functions(make: Any, arguments: Mapping[str, Any]) -> Functions:
    functions = read_functions(make(**arguments))
    if functions is None:
        raise TypeError("it does not return functions init and update")
    return functions


def _small_lr(names: HyperNames) -> dict[str, Any]:
    return dict(names.translate("lr", SMALL)) if "lr" in names.mapped else {}


_known_calls: dict[Target, FunctionCall | list[str]] = {}


def _find_call(target: Target, arguments: Callable[[], Mapping[str, Any]]) -> FunctionCall:
    if target not in _known_calls:
        array = array_constructor(target)
        _known_calls[target] = find_function_call(
            _build_functions(target.thing, arguments()), lambda values: array(values, "float32")
        )
    call = _known_calls[target]
    if isinstance(call, FunctionCall):
        return call
    raise TypeError("; ".join(call))


def _may_accept(target: Target) -> bool:
    """Whether a target is a function that does not take a step itself."""
    return inspect.isroutine(target.thing) and not find_parameter_and_gradient(target.signature)


WORDS = {
    "updates": "updates, which are added to the parameters, and the state",
    "params": "the new parameters and the state",
    "state": "the state, from which the third function reads the parameters",
    "params in the state": "the state, whose first element is the parameters",
}
FORMS = {"array": "one array at a time", "list": "a list", "dict": "a dictionary"}


def _list_assumptions(target: Target, names: HyperNames) -> Iterable[str]:
    call = _known_calls.get(target)
    if isinstance(call, FunctionCall):
        yield (
            f"{target.attribute} returns functions init and update, which are called with "
            f"{FORMS[call.form]}: update({', '.join(call.roles)}) returns {WORDS[call.result]}"
        )


FUNCTION_PAIRS = register(
    Adapter(
        "function-pairs",
        "functions that return init and update, as in optax, over arrays of NumPy, torch or jax",
        FunctionPairDriver,
        may_accept=_may_accept,
        rank=lambda target: 1,
        can_set=lambda driver, theirs: True,
        unsupported=lambda target: {**PURE_UNSUPPORTED, "no gradient": NEEDS_EVERY_GRADIENT},
        takes_parameters=False,
        compiles=lambda target: detect_array_library(target) == "jax",
        context=match_jax_precision,
        assumptions=_list_assumptions,
    )
)
