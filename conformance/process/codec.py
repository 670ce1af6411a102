"""Encode scenarios as requests of the process protocol, and decode the answers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from properties.scenarios.encoding import decode_group, decode_hyper
from properties.scenarios.model import (
    Array,
    Floats,
    Look,
    OtherStep,
    Restart,
    Scenario,
    SetHyper,
    Step,
)
from properties.scenarios.model import HyperValue as Value
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Outcome, SubjectError, Trajectory

from .messages import (
    Answer,
    EncodedValue,
    Event,
    LookEvent,
    Numbers,
    OtherEvent,
    RestartEvent,
    RunRequest,
    SetEvent,
    StepEvent,
)


def encode_request(number: int, scenario: Scenario, names: HyperNames) -> RunRequest:
    """Encode a scenario as a request, with the subject's names.

    Raises:
        NotImplementedError: The protocol does not support something in the scenario.
    """
    if scenario.dtype not in ("float64", "float32"):
        raise NotImplementedError(f"the process protocol does not support {scenario.dtype}")
    return RunRequest(
        id=number,
        dtype=scenario.dtype,
        hyper=_encode_hyper(decode_group(scenario.groups[0]), names),
        parameters=[_encode_numbers(start.value, scenario) for start in scenario.parameters],
        events=[_encode_event(event, scenario, names) for event in scenario.events],
    )


def _encode_event(event: object, scenario: Scenario, names: HyperNames) -> Event:
    match event:
        case Step():
            return StepEvent(gradients=_encode_gradients(event, scenario), times=event.times)
        case OtherStep():
            return OtherEvent(gradients=_encode_gradients(event, scenario))
        case SetHyper(name, value):
            return SetEvent(hyper=_encode_hyper({name: decode_hyper(value)}, names))
        case Restart():
            return RestartEvent()
        case Look(calls):
            return LookEvent(times=calls)
    raise NotImplementedError(f"the process protocol does not support {type(event).__name__}")


def _encode_gradients(event: Step | OtherStep, scenario: Scenario) -> list[Numbers | None]:
    return [None if g is None else _encode_numbers(g, scenario) for g in event.gradients]


def _encode_numbers(array: Array, scenario: Scenario) -> Numbers:
    values = array.numpy(scenario.dtype)
    return Numbers(shape=list(values.shape), values=[float(v).hex() for v in values.ravel()])


def _encode_hyper(hyper: Mapping[str, Value], names: HyperNames) -> dict[str, EncodedValue]:
    return {name: _encode_value(value) for name, value in names.arguments(hyper).items()}


def _encode_value(value: Value) -> EncodedValue:
    if isinstance(value, tuple):
        return [None if v is None else float(v).hex() for v in value]
    return float(value).hex() if isinstance(value, float) else value


def decode_value(value: EncodedValue) -> Value:
    """Decode a hyper-parameter.

    Raises:
        ValueError: A string is not a number.
    """
    if isinstance(value, list):
        return tuple(None if v is None else float.fromhex(v) for v in value)
    return float.fromhex(value) if isinstance(value, str) else value


def decode_outcome(answer: Answer, request: RunRequest) -> Outcome:
    """Decode the outcome of a run.

    Raises:
        ValueError: The answer has a wrong number of frames, parameters or values, or an exception
            at an event that does not exist.
    """
    if answer.id != request.id:
        raise ValueError(f"the answer to request {request.id} has the id {answer.id}")
    if answer.raised is not None:
        failure = answer.raised
        if not -1 <= failure.event < len(request.events):
            raise ValueError(
                f"the answer says that event {failure.event} raised {failure.kind}, but the events "
                f"are 0 to {len(request.events) - 1} (-1: construction)"
            )
        return SubjectError(failure.event, failure.kind, failure.message[:400])
    _check_count(len(answer.frames), len(request.events), "frames, one for each event")
    return Trajectory(tuple(tuple(_decode_frame(frame, request)) for frame in answer.frames))


def _decode_frame(frame: list[list[str]], request: RunRequest) -> list[Floats]:
    _check_count(len(frame), len(request.parameters), "parameters in a frame")
    return [
        _decode_array(v, p, request.dtype) for v, p in zip(frame, request.parameters, strict=True)
    ]


def _decode_array(values: list[str], parameter: Numbers, dtype: str) -> Floats:
    _check_count(len(values), len(parameter.values), "values of a parameter")
    numbers = np.array([float.fromhex(v) for v in values], np.float64)
    with np.errstate(over="ignore"):
        kept = numbers.astype(dtype)
    if not np.array_equal(kept.astype(np.float64), numbers, equal_nan=True):
        raise ValueError(f"a value of the answer is not representable in {dtype}")
    return kept.reshape(parameter.shape)


def _check_count(came: int, wanted: int, what: str) -> None:
    if came != wanted:
        raise ValueError(f"the answer has {came} {what}; expected {wanted}")
