"""The process protocol: what is said to a program in any language, and what it answers.

One JSON object a line, on standard input and output; numbers as hexadecimal floats, so that no
digit is lost. A scenario is one request, its whole trajectory one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from properties.names import Names
from properties.scenario import (
    Array,
    Floats,
    OtherStep,
    Restart,
    Scenario,
    SetHyper,
    Step,
    read,
    read_all,
)
from properties.scenario import HyperValue as Value
from properties.trajectory import Outcome, Raised, Trajectory

from .records import Record

PROTOCOL = "optimcore/process/1"

# A number in hexadecimal (``inf`` and ``nan`` too), or a flag, a count, a word, or several.
Told: TypeAlias = bool | int | str | list[str | None] | None


class Numbers(Record, frozen=True, kw_only=True):
    """An array, row after row; each value in hexadecimal, as ``0x1.8p+0``."""

    shape: list[int]
    values: list[str]


class StepEvent(Record, frozen=True, kw_only=True, tag="step"):
    """One step, ``times`` times, with a gradient or null for each parameter."""

    gradients: list[Numbers | None]
    times: int = 1


class SetEvent(Record, frozen=True, kw_only=True, tag="set"):
    """From now on these hyper-parameters have other values."""

    hyper: dict[str, Told]


class RestartEvent(Record, frozen=True, kw_only=True, tag="restart"):
    """A new optimizer takes over the parameters as they are, with the hyper-parameters of now."""


class OtherEvent(Record, frozen=True, kw_only=True, tag="other"):
    """A second optimizer, over a copy of the first parameters, takes a step of its own."""

    gradients: list[Numbers | None]


Event: TypeAlias = StepEvent | SetEvent | RestartEvent | OtherEvent


class HelloRequest(Record, frozen=True, kw_only=True, tag_field="ask", tag="hello"):
    """The first line: what can be asked of the optimizer?"""

    protocol: str = PROTOCOL


class RunRequest(Record, frozen=True, kw_only=True, tag_field="ask", tag="run"):
    """Build an optimizer over these parameters, and lead it through these events."""

    id: int
    dtype: Literal["float64", "float32"]
    hyper: dict[str, Told]
    parameters: list[Numbers]
    events: list[Event]


Request: TypeAlias = HelloRequest | RunRequest


class Hello(Record, frozen=True, kw_only=True):
    """The answer to hello.

    Attributes:
        hyper: the hyper-parameters that it takes, by its own names, with their defaults; null
            where it has none.
        settable: those of them that a ``set`` may change.
        lacks: abilities that it has not, with reasons: ``float64``, ``float32``, ``no gradient``,
            ``scalar``, ``empty``.
        versions: of what it runs on.
    """

    protocol: str
    name: str
    hyper: dict[str, Told]
    settable: list[str] = []
    lacks: dict[str, str] = {}
    versions: dict[str, str] = {}


class Failure(Record, frozen=True, kw_only=True):
    """What the optimizer raised, during which event (-1: when it was built)."""

    event: int
    kind: str
    message: str = ""


class Answer(Record, frozen=True, kw_only=True):
    """The answer to run: the values of each parameter after each event, or what it raised."""

    id: int
    frames: list[list[list[str]]] = []
    raised: Failure | None = None


def request_of(number: int, scenario: Scenario, names: Names) -> RunRequest:
    """A scenario as a request, with the subject's names.

    Raises:
        NotImplementedError: the scenario has something that the protocol has no words for.
    """
    if scenario.dtype not in ("float64", "float32"):
        raise NotImplementedError(f"the process protocol has no words for {scenario.dtype}")
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
    raise NotImplementedError(f"the process protocol has no words for {type(event).__name__}")


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
    """A told value as Python has it.

    Raises:
        ValueError: a text is no number.
    """
    if isinstance(value, list):
        return tuple(None if v is None else float.fromhex(v) for v in value)
    return float.fromhex(value) if isinstance(value, str) else value


def outcome_of(answer: Answer, request: RunRequest) -> Outcome:
    """What an answer says of the run.

    Raises:
        ValueError: it has another number of frames, parameters or values than was asked for.
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
        raise ValueError(f"a value of the answer is no number of {dtype}")
    return kept.reshape(parameter.shape)


def _same(came: int, wanted: int, what: str) -> None:
    if came != wanted:
        raise ValueError(f"the answer has {came} {what}, not {wanted}")


def schemas() -> dict[str, object]:
    """The JSON Schema of every line that is said or answered."""
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
