"""Scenarios: the inputs and events of a run, as plain data."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Precision: TypeAlias = Literal["float64", "float32", "float16", "bfloat16"]
HyperValue: TypeAlias = bool | int | float | str | tuple[float | None, ...] | None
EncodedHyper: TypeAlias = bool | int | str | tuple[str | None, ...] | None


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base class of the values in a scenario."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[type[Data], bytes]]:
        """Pickle as JSON: msgspec omits a default from JSON only if it is the same object."""
        return _decode, (type(self), msgspec.json.encode(self))


def _decode(kind: type[Data], text: bytes) -> Data:
    return msgspec.json.decode(text, type=kind)


class Array(Data, frozen=True):
    """An array; ``values`` are hexadecimal floats, repeated until the shape is filled."""

    shape: tuple[int, ...]
    values: tuple[str, ...]

    def numpy(self, dtype: Precision) -> Floats:
        """Return a new NumPy array of this dtype; bfloat16 values are returned as float32."""
        pattern = _decode_values(self.values, dtype)
        size = math.prod(self.shape)
        if size == len(pattern):
            return pattern.reshape(self.shape).copy()
        times = -(-size // max(1, len(pattern)))
        return np.tile(pattern, times)[:size].reshape(self.shape)

    def replace_element(self, place: int, by: str) -> Array:
        """Return the array with one element replaced by ``nan`` or ``inf``."""
        count = math.prod(self.shape)
        values = [self.values[k % len(self.values)] for k in range(count)]
        values[place] = by
        return Array(self.shape, tuple(values))

    def split_first(self) -> tuple[Array, Array]:
        """Return the first element and the others as two arrays."""
        values = [self.values[k % len(self.values)] for k in range(math.prod(self.shape))]
        return Array((1,), tuple(values[:1])), Array((len(values) - 1,), tuple(values[1:]))

    def fill_shape(self, shape: tuple[int, ...]) -> Array:
        """Return an array of another shape with the same values, repeated to fill it."""
        return Array(shape, self.values)

    def reverse(self) -> Array:
        """Return the array with its elements in reverse order."""
        size = math.prod(self.shape)
        count = min(size, len(self.values))
        return Array(self.shape, tuple(self.values[(size - 1 - k) % count] for k in range(count)))

    def scale(self, factor: float) -> Array:
        """Return the array with every value multiplied by ``factor`` in float64."""
        return Array(self.shape, tuple((float.fromhex(v) * factor).hex() for v in self.values))


@lru_cache(maxsize=4096)
def _decode_values(values: tuple[str, ...], dtype: Precision) -> Floats:
    numbers = np.array([float.fromhex(v) for v in values], np.float64)
    with np.errstate(over="ignore"):
        return _to_bfloat16(numbers) if dtype == "bfloat16" else numbers.astype(dtype)


def _to_bfloat16(numbers: Floats) -> Floats:
    """Round to 8 bits of precision, ties to even; the result is float32."""
    bits = numbers.astype(np.float32).view(np.uint32)
    kept = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    return np.where(np.isfinite(numbers), kept, bits).astype(np.uint32).view(np.float32)


def carrier_dtype(dtype: Precision) -> str:
    """Return the NumPy dtype that holds numbers of this precision."""
    return "float32" if dtype == "bfloat16" else dtype


def encode_array(values: Any) -> Array:
    """Return the ``Array`` for a scalar, a nested list or an ndarray."""
    numbers = np.asarray(values, dtype=np.float64)
    return Array(numbers.shape, tuple(float(v).hex() for v in numbers.ravel()))


class Start(Data, frozen=True):
    """A parameter before the first event: its values, its group and its memory layout.

    ``dtype`` is its precision if it differs from that of the scenario. With ``complex`` the last
    axis, of length 2, holds the real and imaginary parts of complex numbers.
    """

    value: Array
    group: int = 0
    strided: bool = False
    dtype: Precision | None = None
    complex: bool = False


class Step(Data, frozen=True, tag="step"):
    """One gradient (or None) per parameter, then ``step()``; all of it ``times`` times.

    With ``recycle`` the gradient buffers are overwritten after the step, as in a training loop that
    reuses them. With ``closure`` the gradients are set by a closure that is passed to ``step``.
    With ``hooks`` one hook is called before the step and one after it. With ``sparse`` the
    gradients are sparse tensors. ``dtype`` is the precision of the gradients if it differs from
    that of the parameters. With ``loss_scale`` the gradients are multiplied by it, and the
    optimizer gets it; with ``overflow`` it also gets that one of them is not finite, so that it
    skips the step.
    """

    gradients: tuple[Array | None, ...]
    times: int = 1
    recycle: bool = False
    closure: bool = False
    hooks: bool = False
    sparse: bool = False
    dtype: Precision | None = None
    loss_scale: str | None = None
    overflow: bool = False


class SetHyper(Data, frozen=True, tag="set"):
    """Change one hyper-parameter of one group between steps."""

    name: str
    value: EncodedHyper
    group: int = 0


class Resume(Data, frozen=True, tag="resume"):
    """Save the state, build a new optimizer around copies of the parameters, load the state.

    With ``hyper`` the new optimizer is built with these hyper-parameters instead of the current.
    With ``by="file"`` the state is written to a file and read back. With ``by="deepcopy"`` or
    ``by="pickle"`` the run continues with a copy of the optimizer and its parameters.
    """

    hyper: dict[str, EncodedHyper] = {}
    by: Literal["state", "file", "deepcopy", "pickle"] = "state"


class Save(Data, frozen=True, tag="save"):
    """Store the parameters and the saved state as a checkpoint, and continue.

    With ``shared`` the saved state itself is stored, without it a copy, as in a file.
    """

    shared: bool = False


class Rewind(Data, frozen=True, tag="rewind"):
    """Build a new optimizer with the parameters of the last checkpoint and load its state.

    With ``shared`` the stored state itself is loaded, without it a copy.
    """

    shared: bool = False


class AddGroup(Data, frozen=True, tag="add"):
    """Add a parameter group to the optimizer."""

    group: int


class Schedule(Data, frozen=True, tag="schedule"):
    """Attach a scheduler that multiplies every learning rate by ``factor`` after each step.

    It acts on the current groups of the optimizer, and is lost when the optimizer is rebuilt.
    """

    factor: str


class Restart(Data, frozen=True, tag="restart"):
    """Build a new optimizer around copies of the parameters and load nothing."""


class Write(Data, frozen=True, tag="write"):
    """Write values into the parameters from outside the optimizer, as loading a model does."""

    values: tuple[Array, ...]


class Look(Data, frozen=True, tag="look"):
    """Switch to evaluation mode, read the parameters, and switch back to training mode.

    With ``calls`` both modes are set as many times in a row. The values after the event are those
    of evaluation mode.
    """

    calls: int = 1


class ZeroGrad(Data, frozen=True, tag="zero_grad"):
    """Call ``zero_grad()``."""


class OtherStep(Data, frozen=True, tag="other"):
    """A step of a second optimizer, which is built at the start with its own equal parameters."""

    gradients: tuple[Array | None, ...]


Event: TypeAlias = (
    Step
    | SetHyper
    | Resume
    | Restart
    | ZeroGrad
    | OtherStep
    | Save
    | Rewind
    | AddGroup
    | Schedule
    | Write
    | Look
)


class Scenario(Data, frozen=True):
    """Initial parameters, hyper-parameters per group, and a sequence of events.

    A hyper-parameter that is not in a group is not passed, so the subject uses its default.
    """

    rule: str
    dtype: Precision
    parameters: tuple[Start, ...]
    groups: tuple[dict[str, EncodedHyper], ...]
    events: tuple[Event, ...]
    params_as: Literal["list", "generator", "duplicated"] = "list"
    lr_as: Literal["float", "tensor"] = "float"

    def arrays(self) -> list[Floats]:
        """Return the initial parameters as new arrays."""
        return [
            start.value.numpy(dtype)
            for start, dtype in zip(self.parameters, self.dtypes, strict=True)
        ]

    def gradients(self, event: Step | OtherStep) -> list[Floats | None]:
        """Return the gradients of an event in the precision of the parameters, as new arrays."""
        return [
            None if g is None else g.numpy(dtype)
            for g, dtype in zip(event.gradients, self.dtypes, strict=True)
        ]

    @property
    def dtypes(self) -> tuple[Precision, ...]:
        """The precision of every parameter."""
        return tuple(start.dtype or self.dtype for start in self.parameters)

    @property
    def late(self) -> frozenset[int]:
        """The groups that are added later."""
        return frozenset(event.group for event in self.events if isinstance(event, AddGroup))

    @property
    def steps(self) -> int:
        """The number of calls of ``step()``."""
        return sum(event.times for event in self.events if isinstance(event, Step))

    @property
    def size(self) -> int:
        """The number of elements in all parameters."""
        return sum(math.prod(start.value.shape) for start in self.parameters)
