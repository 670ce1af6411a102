"""Step functions: ``adam_step(w, g, m, v, t, lr=…)``, and ``adam(w, dw, config)``.

The arguments are matched to the parameter, the gradient, the state and the count of steps by name
and by what comes back. The function may work in place, return the new parameter, or return a tuple
with the new state, for one array, a list or a dictionary of arrays.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
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
from .common.jax_x64 import match_jax_precision
from .common.parts_driver import PartsDriver
from .common.step_arguments import find_parameter_and_gradient
from .common.step_search import find_call, find_init, read_step_signature
from .common.step_words import describe_call, explain_step_function


class StepFunctionDriver(PartsDriver):
    """Parameters and state as values, and the function that computes the next ones."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(target, names, spec)
        self.function = target.thing
        self.call = find_call(target, names, self.arguments)
        arrays = self.make_arrays(spec)
        # A function of one array is called for each parameter, with a state of its own.
        self.parts = self.call.group(arrays)
        init = find_init(target)
        self.states = [self.call.initial_state(part, init) for part in self.parts]
        self.configure()

    def configure(self) -> None:
        """Set the hyper-parameters that are entries of a dictionary."""
        arguments = self.arguments
        self.given = {n: v for n, v in arguments.items() if n not in self.call.config}
        entries = {n: v for n, v in arguments.items() if n in self.call.config}
        if not self.call.config:
            return
        for state in self.states:
            for name, value in state.items():
                if isinstance(value, dict) or value is None:
                    state[name] = {**(value or {}), **entries}

    def step(self) -> None:
        arguments = self.call.arguments
        grouped = self.call.group([require_gradient(g) for g in self.pending_gradients])
        for k, (state, gradient) in enumerate(zip(self.states, grouped, strict=True)):
            named = {arguments.parameter: self.parts[k], arguments.gradient: gradient}
            result = self.function(**named, **state, **self.given)
            moved = self.call.update(self.parts[k], state, result)
            self.parts[k] = list(moved) if isinstance(moved, tuple) else moved

    def set(self, name: str, value: Value, group: int) -> None:
        self.hyper[name] = value
        self.configure()

    def save(self) -> object:
        return deepcopy(self.states)

    def load(self, saved: Any) -> None:
        self.states = deepcopy(saved)
        self.configure()

    def clone(self, by: Any) -> Driver:
        twin = copy(self)
        twin.parts, twin.states = by((self.parts, self.states))
        return twin


def _is_step_function(target: Target) -> bool:
    signature = target.signature
    return (
        not inspect.isclass(target.thing)
        and callable(target.thing)
        and find_parameter_and_gradient(signature, target.state) is not None
    )


def _list_assumptions(target: Target, names: HyperNames) -> Iterable[str]:
    call = find_call(target, names, names.fixed)
    return describe_call(target.attribute, target.signature, call)


STEP_FUNCTION = register(
    Adapter(
        "step-function",
        "functions step(w, g, m, v, t, lr=…) that work in place or return the new values",
        StepFunctionDriver,
        recognizes=_is_step_function,
        can_set=lambda driver, theirs: True,
        unsupported=lambda target: {**PURE_UNSUPPORTED, "no gradient": NEEDS_EVERY_GRADIENT},
        takes_parameters=False,
        context=match_jax_precision,
        signature=read_step_signature,
        assumptions=_list_assumptions,
        explain=explain_step_function,
    )
)
