"""The interface of drivers: a built optimizer with its parameters, and its specification."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from ..scenarios.model import Floats, Precision, Scenario, Start
from ..scenarios.model import HyperValue as Value

P = TypeVar("P")


@dataclass(frozen=True)
class BuildSpec:
    """The specification from which a driver is built. Groups in ``late`` are added later."""

    arrays: list[Floats]
    starts: tuple[Start, ...]
    dtypes: tuple[Precision, ...]
    groups: list[dict[str, Value]]
    late: frozenset[int] = frozenset()
    params_as: Literal["list", "generator", "duplicated"] = "list"
    lr_as: Literal["float", "tensor"] = "float"

    @classmethod
    def from_scenario(
        cls,
        scenario: Scenario,
        arrays: list[Floats],
        groups: list[dict[str, Value]],
        late: frozenset[int],
    ) -> BuildSpec:
        """Return the specification of a scenario for the current values of the parameters."""
        return cls(
            arrays,
            scenario.parameters,
            scenario.dtypes,
            groups,
            late,
            scenario.params_as,
            scenario.lr_as,
        )

    @property
    def initial_parameters(self) -> list[int]:
        """The parameters that the optimizer is given at construction."""
        return [i for i, start in enumerate(self.starts) if start.group not in self.late]

    def constructor_parameters(self, params: Sequence[P]) -> Iterable[P]:
        """Return the parameters as they are passed to the constructor with one group."""
        first = [params[i] for i in self.initial_parameters]
        if self.params_as == "duplicated":
            return [*first, first[0]]
        return iter(first) if self.params_as == "generator" else first


class Driver(Protocol):
    """A live optimizer with its parameters."""

    def values(self) -> list[Floats]:
        """Return the current parameters (the live arrays, or views of them)."""

    def gradients(self) -> list[Floats | None]:
        """Return the current gradient buffers (live)."""

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        """Set the gradients."""

    def step(self) -> None:
        """Take one step."""

    def step_with(self, closure: Callable[[], float]) -> float | None:
        """Take one step with a closure that sets the gradients; return what the step returns."""

    def write(self, values: Sequence[Floats]) -> None:
        """Write values into the parameters from outside the optimizer."""

    def look(self, calls: int) -> list[Floats]:
        """Return copies of the parameters in evaluation mode, and switch back to training mode.

        Args:
            calls: how often each mode is set in a row.
        """

    def step_scaled(self, scale: float, overflow: bool) -> None:
        """Take one step with gradients that are multiplied by ``scale``.

        Args:
            scale: what the optimizer divides the gradients by.
            overflow: whether one of them is not finite, so that the step is skipped.
        """

    def zero_grad(self) -> None:
        """Clear the gradients."""

    def set(self, name: str, value: Value, group: int) -> None:
        """Change a hyper-parameter."""

    def save(self) -> object:
        """Return the state of the optimizer, for ``load``."""

    def load(self, saved: object) -> None:
        """Load a state returned by ``save``."""

    def pass_through_file(self, saved: object) -> object:
        """Return the saved state after writing it to a file and reading it with the library."""

    def set_sparse_gradients(self, gradients: Sequence[Floats | None]) -> None:
        """Set the gradients as sparse tensors."""

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        """Return a copy of parameters and optimizer, made together by a function."""

    def add_group(self, group: int, hyper: dict[str, Value]) -> None:
        """Add a group with its parameters to the optimizer."""

    def schedule(self, factor: float) -> None:
        """Attach a scheduler that multiplies the learning rate by ``factor`` after each step."""

    def hook(self, before: Callable[[], None], after: Callable[[], None]) -> Callable[[], None]:
        """Register hooks around the step; return a function that removes them."""


Build = Callable[[BuildSpec], Driver]
