"""How a step function is called, and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

from .step_arguments import StepArguments
from .step_values import full_like_all, zeros_like_all

Form = Literal["array", "list", "dict"]
Initial = Literal["zeros", "none", "dictionary", "init", "number", "filled"]


@dataclass(frozen=True)
class StepCall:
    """How a step function is called, and what it returns.

    Attributes:
        form: Whether it takes one array, a list or a dictionary of arrays.
        initial: What each argument that is state starts with.
        numbers: The number for each argument that starts with one, or is filled with one.
        entries: For an argument that starts as a dictionary: the entries that it needs; None stands
            for zeros like the parameter.
        returned: The argument of which each returned element is the new value; empty if it
            returns None, so that it works in place.
        is_single: Whether one value is returned, and not a tuple.
        start: The count of the first step.
        config: Hyper-parameters in the dictionary, with their defaults.
    """

    arguments: StepArguments
    form: Form
    initial: Mapping[str, Initial]
    numbers: Mapping[str, float] = field(default_factory=dict)
    entries: Mapping[str, Any] = field(default_factory=dict)
    returned: tuple[str | None, ...] = ()
    is_single: bool = False
    start: int = 1
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def returns_count(self) -> bool:
        """Whether the function counts the steps itself."""
        return self.arguments.count in self.returned

    def group(self, arrays: list[Any]) -> list[Any]:
        """Return what the function is called with: each array, or all in a list or dictionary."""
        if self.form == "array":
            return arrays
        return [arrays] if self.form == "list" else [{f"W{k}": one for k, one in enumerate(arrays)}]

    def initial_state(self, params: Any, init: Callable[[Any], Any] | None) -> dict[str, Any]:
        """Return the state before the first step."""
        state = {
            name: self._make_number(name, kind, params)
            if name in self.numbers
            else make_initial(kind, params, self.entries, init)
            for name, kind in self.initial.items()
        }
        if self.arguments.count:
            state[self.arguments.count] = self.start
        return state

    def _make_number(self, name: str, kind: Initial, params: Any) -> Any:
        number = self.numbers[name]
        return full_like_all(params, number) if kind == "filled" else number

    def update(self, params: Any, state: dict[str, Any], result: Any) -> Any:
        """Put what came back into the state; return the parameters."""
        values = (result,) if self.is_single else result
        for name, value in zip(self.returned, values, strict=False):
            if name == self.arguments.parameter:
                params = value
            elif name is not None:
                state[name] = value
        if self.arguments.count and not self.returns_count:
            state[self.arguments.count] += 1
        return params


def make_initial(
    kind: Initial,
    params: Any,
    entries: Mapping[str, Any],
    init: Callable[[Any], Any] | None,
) -> Any:
    """Make the initial value of an argument that is state."""
    if kind == "zeros":
        return zeros_like_all(params)
    if kind == "dictionary":
        return {k: zeros_like_all(params) if v is None else v for k, v in entries.items()}
    return init(deepcopy(params)) if kind == "init" and init else None
