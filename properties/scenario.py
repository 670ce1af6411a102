"""A scenario: everything that a subject is put through, as plain data.

JSON carries every number as a hexadecimal float, so that a scenario replays bit for bit anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Precision: TypeAlias = Literal["float64", "float32"]
HyperValue: TypeAlias = bool | float | tuple[float, float]
WrittenHyper: TypeAlias = bool | str | tuple[str, str]


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the plain values that scenarios are made of."""


class Array(Data, frozen=True):
    """Numbers in a shape; ``values`` are hexadecimal floats, repeated until the shape is full."""

    shape: tuple[int, ...]
    values: tuple[str, ...]

    def numpy(self, dtype: Precision) -> Floats:
        """A new array of that dtype."""
        pattern = _decoded(self.values)
        places = np.arange(math.prod(self.shape)) % max(1, len(pattern))
        return pattern[places].astype(dtype).reshape(self.shape)

    def backward(self) -> Array:
        """The elements in reverse order."""
        size = math.prod(self.shape)
        count = min(size, len(self.values))
        return Array(self.shape, tuple(self.values[(size - 1 - k) % count] for k in range(count)))

    def times(self, factor: float) -> Array:
        """Every value multiplied by ``factor`` (in float64)."""
        return Array(self.shape, tuple((float.fromhex(v) * factor).hex() for v in self.values))


@lru_cache(maxsize=4096)
def _decoded(values: tuple[str, ...]) -> Floats:
    return np.array([float.fromhex(v) for v in values], np.float64)


def array(values: Any) -> Array:
    """The ``Array`` that holds these numbers (a scalar, a nested list, an ndarray)."""
    numbers = np.asarray(values, dtype=np.float64)
    return Array(numbers.shape, tuple(float(v).hex() for v in numbers.ravel()))


class Start(Data, frozen=True):
    """A parameter before the first event: its numbers, its group, its memory layout."""

    value: Array
    group: int = 0
    strided: bool = False


class Step(Data, frozen=True, tag="step"):
    """One gradient (or None) per parameter, then ``step()``; all of it ``times`` times.

    With ``recycle`` the gradient buffers are overwritten after the step, as a training loop that
    reuses them does. With ``closure`` the gradients are set by a closure that ``step`` is given.
    A ``dtype`` of the gradients other than the parameters' is a mixed step.
    """

    gradients: tuple[Array | None, ...]
    times: int = 1
    recycle: bool = False
    closure: bool = False
    dtype: Precision | None = None


class SetHyper(Data, frozen=True, tag="set"):
    """Change one hyper-parameter of one group between steps."""

    name: str
    value: WrittenHyper
    group: int = 0


class Resume(Data, frozen=True, tag="resume"):
    """Save the state, build a new optimizer around copies of the parameters, load the state.

    With ``hyper`` the new optimizer is built with these hyper-parameters instead of the current.
    """

    hyper: dict[str, WrittenHyper] = {}


class Restart(Data, frozen=True, tag="restart"):
    """Build a new optimizer around copies of the parameters and load nothing."""


class ZeroGrad(Data, frozen=True, tag="zero_grad"):
    """Call ``zero_grad()``."""


class OtherStep(Data, frozen=True, tag="other"):
    """A step of a second instance, built at the start from equal parameters of its own."""

    gradients: tuple[Array | None, ...]


Event: TypeAlias = Step | SetHyper | Resume | Restart | ZeroGrad | OtherStep


class Scenario(Data, frozen=True):
    """Initial parameters, hyper-parameters per group, and what happens to them in order.

    A hyper-parameter that a group does not name is not given to the subject: its default counts.
    """

    rule: str
    dtype: Precision
    parameters: tuple[Start, ...]
    groups: tuple[dict[str, WrittenHyper], ...]
    events: tuple[Event, ...]
    params_as: Literal["list", "generator"] = "list"

    def arrays(self) -> list[Floats]:
        """The initial parameters, new arrays each time."""
        return [start.value.numpy(self.dtype) for start in self.parameters]

    @property
    def steps(self) -> int:
        """How many calls of ``step()`` it makes."""
        return sum(event.times for event in self.events if isinstance(event, Step))

    @property
    def size(self) -> int:
        """The number of elements in all parameters."""
        return sum(math.prod(start.value.shape) for start in self.parameters)


def written(value: HyperValue) -> WrittenHyper:
    """A hyper-parameter's value as a scenario holds it."""
    if isinstance(value, tuple):
        return (float(value[0]).hex(), float(value[1]).hex())
    return value if isinstance(value, bool) else float(value).hex()


def read(value: WrittenHyper) -> HyperValue:
    """The value of a hyper-parameter that a scenario holds."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return float.fromhex(value)
    first, second = value
    return (float.fromhex(first), float.fromhex(second))


def read_all(group: Mapping[str, WrittenHyper]) -> dict[str, HyperValue]:
    """The values of all hyper-parameters of a group."""
    return {name: read(value) for name, value in group.items()}


def to_json(scenario: Scenario) -> bytes:
    """The scenario as JSON."""
    return msgspec.json.encode(scenario)


def from_json(text: bytes | str) -> Scenario:
    """The scenario that ``to_json`` wrote.

    Raises:
        msgspec.ValidationError: it is no scenario; the message says where.
    """
    return msgspec.json.decode(text, type=Scenario)


def schema() -> dict[str, Any]:
    """The JSON Schema of scenarios."""
    return msgspec.json.schema(Scenario)
