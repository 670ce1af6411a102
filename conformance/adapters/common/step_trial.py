"""Find out by calling a step function what its state starts with and what comes back."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ...targets.declared_state import DeclaredState
from .step_arguments import (
    DICTIONARY,
    STATE,
    StepArguments,
    is_count,
    read_returned_names,
)
from .step_call import Form, Initial, StepCall
from .step_values import (
    describe,
    find_config,
    is_finite,
    is_like,
    is_number,
)

# Of the parameter in trials. A state that is unpacked into two or three has another length.
SHAPE = (5, 4)

# Stands for the default of a hyper-parameter that a dictionary has to contain.
REQUIRED = inspect.Parameter.empty

# Entries of a dictionary that a function may expect are found by its KeyErrors, at most so many.
MOST_ENTRIES = 12


# What a state with a number may start with.
NUMBERS: tuple[Initial, ...] = ("number", "filled")


def _is_product(name: str) -> bool:
    """Whether an argument of this name is multiplied at each step, so that it starts at 1."""
    return "prod" in name.lower() or "power" in name.lower()


@dataclass
class StepTrial:
    """Trials of a step function.

    Attributes:
        hyper: Values of the arguments that are hyper-parameters.
        array: Makes an array of the function's library.
        problems: What went wrong in each trial, for messages.
    """

    function: Callable[..., Any]
    arguments: StepArguments
    hyper: Mapping[str, Any]
    array: Callable[[Any], Any]
    init: Callable[[Any], Any] | None
    defaults: Mapping[str, Any]
    declared: Sequence[DeclaredState]
    is_hyper: Callable[[str], bool]
    problems: list[str] = field(default_factory=list)

    def find(self) -> StepCall | None:
        """Return the first way of calling the function that works for two steps."""
        forms: tuple[Form, ...] = ("array", "list", "dict")
        if self.arguments.takes_several:
            forms = ("list", "dict", "array")
        for form, initial, start in itertools.product(forms, self._initials(), self._starts()):
            numbers = {n: self._number(n) for n, kind in initial.items() if kind in NUMBERS}
            call = self._try(StepCall(self.arguments, form, initial, numbers, start=start))
            if call is not None:
                return call
        return None

    def _initials(self) -> Iterator[dict[str, Initial]]:
        """Yield what the state may start with, the most likely first."""
        names = self.arguments.states
        for kinds in itertools.product(*(self._likely(name) for name in names)):
            yield dict(zip(names, kinds, strict=True))

    def _declared_number(self, name: str) -> float | None:
        return next((one.start for one in self.declared if one.name == name), None)

    def _number(self, name: str) -> float:
        declared = self._declared_number(name)
        default = self.defaults.get(name)
        if declared is None:
            return float(default) if default is not None and is_number(default) else 1.0
        return float(declared)

    def _likely(self, name: str) -> list[Initial]:
        if self._declared_number(name) is not None or is_number(self.defaults.get(name)):
            return list(NUMBERS)
        first: list[Initial] = ["init"] if self.init and name.lower() in DICTIONARY else []
        if "config" in name.lower():
            return [*first, "dictionary", "zeros", "none"]
        first += ["number"] if _is_product(name) else []
        return [*first, "zeros", *(() if name.lower() in STATE else ("dictionary",)), "none"]

    def _starts(self) -> list[int]:
        if self.arguments.count is None:
            return [1]
        told = [one.start for one in self.declared if one.name == self.arguments.count]
        # A count from 0 divides by 0 in a function that expects one from 1.
        return [int(told[0])] if told and told[0] is not None else [0, 1]

    def _try(self, call: StepCall) -> StepCall | None:
        entries: dict[str, Any] = {}
        hypers: dict[str, Any] = {}
        for _ in range(MOST_ENTRIES):
            try:
                with self._division_errors(call):
                    return self._run(call, entries, hypers)
            except KeyError as missing:
                name = missing.args[0] if missing.args else None
                holds = "dictionary" in call.initial.values()
                if not holds or not isinstance(name, str) or name in entries:
                    self._note(call, missing)
                    return None
                entries[name] = 0 if is_count(name) else 0.5 if self.is_hyper(name) else None
                if self.is_hyper(name):
                    hypers[name] = REQUIRED
            except Exception as error:
                self._note(call, error)
                return None
        return None

    def _division_errors(self, call: StepCall) -> AbstractContextManager[object]:
        """Return a context in which NumPy raises at a division by 0, for a count from 0 alone."""
        is_from_zero = self.arguments.count and call.start == 0
        return np.errstate(divide="raise", invalid="raise") if is_from_zero else nullcontext()

    def _note(self, call: StepCall, error: Exception | str) -> None:
        state = ", ".join(f"{name}: {kind}" for name, kind in call.initial.items())
        what = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
        count = f", {self.arguments.count} from {call.start}" if self.arguments.count else ""
        self.problems.append(f"{call.form}{', ' if state else ''}{state}{count}: {what}"[:200])

    def _run(
        self, call: StepCall, entries: Mapping[str, Any], hypers: Mapping[str, Any]
    ) -> StepCall | None:
        call = replace(call, entries=dict(entries))
        params, gradients = self._wrap(1.0, call.form), self._wrap(0.5, call.form)
        state = call.initial_state(params, self.init)
        before = deepcopy(params)
        result = self.function(**self._keywords(params, gradients, state))
        returned = self._match_result(call, result, before, params)
        if returned is None:
            self._note(call, f"what comes back is not understood: {describe(result)}")
            return None
        call = replace(call, returned=returned, is_single=not isinstance(result, tuple | list))
        if call.form == "list" and len(returned) == 1:
            call = replace(call, is_single=is_like(result, before))
        params = call.update(params, state, result)
        if not is_like(params, before) or not self._states_fit(call, state, before):
            self._note(call, f"what comes back has other shapes: {describe(result)}")
            return None
        first = find_config(state)
        result = self.function(**self._keywords(params, gradients, state))
        params = call.update(params, state, result)
        from_zero = self.arguments.count and call.start == 0
        if (from_zero or call.numbers) and not is_finite(params):
            self._note(call, "the parameter is not finite after two steps")
            return None
        return replace(call, config={**find_config(state, first), **hypers})

    def _wrap(self, value: float, form: Form) -> Any:
        one = self.array(np.full(SHAPE, value))
        return one if form == "array" else [one] if form == "list" else {"W0": one}

    def _keywords(self, params: Any, gradients: Any, state: Mapping[str, Any]) -> dict[str, Any]:
        named = {self.arguments.parameter: params, self.arguments.gradient: gradients}
        return {**named, **state, **self.hyper}

    def _match_result(
        self, call: StepCall, result: Any, before: Any, after: Any
    ) -> tuple[str | None, ...] | None:
        """Return the argument of which each returned element is the new value."""
        states, own = self.arguments.states, self.arguments.parameter
        in_place = not is_like(after, before, values=True)
        if result is None:
            return None if "none" in call.initial.values() else ()
        if is_like(result, before):
            of_state = in_place and not is_like(result, after, values=True) and len(states) == 1
            return states if of_state else (own,)
        if in_place and self.arguments.count and is_number(result):
            return (self.arguments.count,)
        if isinstance(result, dict):
            return states if len(states) == 1 and in_place else None
        if not isinstance(result, tuple | list):
            return None
        named = read_returned_names(self.function, (own, *self.arguments.kept))
        if named and len(named) == len(result):
            if own not in named and not in_place and named.count(None) == 1:
                named[named.index(None)] = own
            if own in named or in_place:
                return tuple(named)
        counts = [k for k, one in enumerate(result) if self.arguments.count and is_number(one)]
        others = len(result) - len(counts)
        found = {1 + len(states): (own, *states), 1: (own,)}.get(others)
        if others == len(states) and in_place:
            found = states
        if found is None or len(counts) > 1:
            return None
        left = iter(found)
        return tuple(
            self.arguments.count if k in counts else next(left) for k in range(len(result))
        )

    def _states_fit(self, call: StepCall, state: Mapping[str, Any], before: Any) -> bool:
        """Whether the state has the form that it started with."""
        return all(
            is_like(state[name], before)
            if kind in ("zeros", "filled")
            else is_number(state[name]) or is_like(state[name], before)
            if kind == "number"
            else isinstance(state[name], dict)
            if kind == "dictionary"
            else state[name] is not None
            for name, kind in call.initial.items()
        )
