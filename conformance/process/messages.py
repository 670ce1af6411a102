"""The messages of the process protocol between the suite and programs in any language.

Each message is one line with a JSON object, on standard input and output. Numbers are hexadecimal
floats, so that they are exact. A request holds a whole scenario, its answer the whole trajectory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from properties.scenarios.encoding import read, read_all
from properties.scenarios.model import Array, Floats, OtherStep, Restart, Scenario, SetHyper, Step
from properties.scenarios.model import HyperValue as Value
from properties.subjects.hyper_names import Names
from properties.subjects.trajectory import Outcome, Raised, Trajectory

from ..records.base import Record

PROTOCOL = "optimcore/process/1"

# A number in hexadecimal (also ``inf`` and ``nan``), a flag, an integer, a string, or a list.
Told: TypeAlias = bool | int | str | list[str | None] | None


class Numbers(Record, frozen=True, kw_only=True):
    """An array in row-major order; each value in hexadecimal, as in ``0x1.8p+0``."""

    shape: list[int]
    values: list[str]


class StepEvent(Record, frozen=True, kw_only=True, tag="step"):
    """A step, repeated ``times`` times, with a gradient or null for each parameter."""

    gradients: list[Numbers | None]
    times: int = 1


class SetEvent(Record, frozen=True, kw_only=True, tag="set"):
    """Change hyper-parameters."""

    hyper: dict[str, Told]


class RestartEvent(Record, frozen=True, kw_only=True, tag="restart"):
    """Build a new optimizer over the current parameters with the current hyper-parameters."""


class OtherEvent(Record, frozen=True, kw_only=True, tag="other"):
    """A step of a second optimizer over a copy of the initial parameters."""

    gradients: list[Numbers | None]


Event: TypeAlias = StepEvent | SetEvent | RestartEvent | OtherEvent


class HelloRequest(Record, frozen=True, kw_only=True, tag_field="ask", tag="hello"):
    """The first request: which optimizer is it, and what does it support?"""

    protocol: str = PROTOCOL


class RunRequest(Record, frozen=True, kw_only=True, tag_field="ask", tag="run"):
    """Build an optimizer over these parameters and run these events."""

    id: int
    dtype: Literal["float64", "float32"]
    hyper: dict[str, Told]
    parameters: list[Numbers]
    events: list[Event]


Request: TypeAlias = HelloRequest | RunRequest


class Hello(Record, frozen=True, kw_only=True):
    """The answer to hello.

    Attributes:
        hyper: The optimizer's hyper-parameters with their defaults; null if one is required.
        settable: The hyper-parameters that a ``set`` may change.
        lacks: Capabilities that it does not have, with the reasons: ``float64``, ``float32``,
            ``no gradient``, ``scalar``, ``empty``.
        versions: Versions of what it runs on.
    """

    protocol: str
    name: str
    hyper: dict[str, Told]
    settable: list[str] = []
    lacks: dict[str, str] = {}
    versions: dict[str, str] = {}


class Failure(Record, frozen=True, kw_only=True):
    """An exception of the optimizer, and the event that raised it (-1: construction)."""

    event: int
    kind: str
    message: str = ""


class Answer(Record, frozen=True, kw_only=True):
    """The answer to run: the values of each parameter after each event, or an exception."""

    id: int
    frames: list[list[list[str]]] = []
    raised: Failure | None = None


def request_of(number: int, scenario: Scenario, names: Names) -> RunRequest:
    """Encode a scenario as a request, with the subject's names.

    Raises:
        NotImplementedError: The protocol does not support something in the scenario.
    """
    if scenario.dtype not in ("float64", "float32"):
        raise NotImplementedError(f"the process protocol does not support {scenario.dtype}")
    return RunRequest(
        id=number,
        dtype=scenario.dtype,
        hyper=_spelt(read_all(scenario.groups[0]), names),
        parameters=[_numbers(start.value, scenario) for start in scenario.parameters],
        events=[_event(event, scenario, names) for event in scenario.events],
    )


def _event(event: object, scenario: Scenario, names: Names) -> Event:
    match event:
        case Step():
            return StepEvent(gradients=_gradients(event, scenario), times=event.times)
        case OtherStep():
            return OtherEvent(gradients=_gradients(event, scenario))
        case SetHyper(name, value):
            return SetEvent(hyper=_spelt({name: read(value)}, names))
        case Restart():
            return RestartEvent()
    raise NotImplementedError(f"the process protocol does not support {type(event).__name__}")


def _gradients(event: Step | OtherStep, scenario: Scenario) -> list[Numbers | None]:
    return [None if g is None else _numbers(g, scenario) for g in event.gradients]


def _numbers(array: Array, scenario: Scenario) -> Numbers:
    values = array.numpy(scenario.dtype)
    return Numbers(shape=list(values.shape), values=[float(v).hex() for v in values.ravel()])


def _spelt(hyper: Mapping[str, Value], names: Names) -> dict[str, Told]:
    return {name: _told(value) for name, value in names.arguments(hyper).items()}


def _told(value: Value) -> Told:
    if isinstance(value, tuple):
        return [None if v is None else float(v).hex() for v in value]
    return float(value).hex() if isinstance(value, float) else value


def heard(value: Told) -> Value:
    """Decode a hyper-parameter.

    Raises:
        ValueError: A string is not a number.
    """
    if isinstance(value, list):
        return tuple(None if v is None else float.fromhex(v) for v in value)
    return float.fromhex(value) if isinstance(value, str) else value


def outcome_of(answer: Answer, request: RunRequest) -> Outcome:
    """Decode the outcome of a run.

    Raises:
        ValueError: The answer has a wrong number of frames, parameters or values.
    """
    if answer.id != request.id:
        raise ValueError(f"the answer to request {request.id} has the id {answer.id}")
    if answer.raised is not None:
        failure = answer.raised
        return Raised(failure.event, failure.kind, failure.message[:400])
    _same(len(answer.frames), len(request.events), "frames, one for each event")
    return Trajectory(tuple(tuple(_arrays(frame, request)) for frame in answer.frames))


def _arrays(frame: list[list[str]], request: RunRequest) -> list[Floats]:
    _same(len(frame), len(request.parameters), "parameters in a frame")
    return [_array(v, p, request.dtype) for v, p in zip(frame, request.parameters, strict=True)]


def _array(values: list[str], parameter: Numbers, dtype: str) -> Floats:
    _same(len(values), len(parameter.values), "values of a parameter")
    numbers = np.array([float.fromhex(v) for v in values], np.float64)
    with np.errstate(over="ignore"):
        kept = numbers.astype(dtype)
    if not np.array_equal(kept.astype(np.float64), numbers, equal_nan=True):
        raise ValueError(f"a value of the answer is not representable in {dtype}")
    return kept.reshape(parameter.shape)


def _same(came: int, wanted: int, what: str) -> None:
    if came != wanted:
        raise ValueError(f"the answer has {came} {what}; expected {wanted}")


def schemas() -> dict[str, object]:
    """Return the JSON Schema of the requests and answers."""
    (found, definitions) = msgspec.json.schema_components(
        [Request, Hello, Answer], ref_template="#/$defs/{name}"
    )
    said, hello, answer = found
    return {
        "$defs": definitions,
        "title": PROTOCOL,
        "description": "standard input: request; standard output: hello, then answers",
        "properties": {"request": said, "hello": hello, "answer": answer},
    }
