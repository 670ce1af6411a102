"""The messages between the judging process and a worker.

Requests are pickled: they come from the judging process, and their options may hold any object.
Answers come from the process that runs the subject, so they are plain data that is checked when it
is decoded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from properties.rules.own_rules import OwnRule
from properties.scenarios.model import EncodedHyper, Floats
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import (
    Capabilities,
    ContractViolation,
    Outcome,
    SubjectError,
    Trajectory,
)

from ..records.calls import Calls
from ..records.source import SourceRecord
from ..targets.options import SubjectOptions


@dataclass(frozen=True)
class Open:
    """Import a target, find its adapter, and probe what it supports.

    The rule is inferred from the name of the target if it is None. Rules of users' own are sent as
    plain data.
    """

    target: str
    rule: str | None
    dialects: Sequence[str]
    options: SubjectOptions
    own_rules: tuple[OwnRule, ...] = ()


@dataclass(frozen=True)
class Reopen:
    """Import a target whose adapter and capabilities are known, in place of a lost worker."""

    target: str
    adapter: str
    names: HyperNames
    capabilities: Capabilities
    state: str = ""
    parameter: str = ""


@dataclass(frozen=True)
class Run:
    """Run a scenario, given as JSON, on a subject that was opened, with further fixed arguments."""

    subject: int
    scenario: bytes
    more: Mapping[str, bool | float]


Request = Open | Reopen | Run


class Answer(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Base class of the answers."""


class Opened(Answer, frozen=True):
    """What is known of a subject that was opened.

    Attributes:
        subject: The number of the subject, for ``Run``.
        rule: The name of the rule.
        fixed: Values that the subject has fixed, in addition to those of the options.
        rule_defaults: The defaults of the rule with the values that the subject has fixed.
        is_reduced_precision: Whether the subject follows the reduced-precision variant.
        untouched: Arguments that are no known hyper-parameter, with their defaults; None for a
            default that is no flag and no number with a point.
    """

    subject: int
    rule: str
    adapter: str
    fixed: dict[str, EncodedHyper]
    mapped: dict[str, tuple[str, ...]]
    hyper: frozenset[str]
    settable: frozenset[str]
    required: frozenset[str]
    unsupported: dict[str, str]
    defaults: dict[str, EncodedHyper]
    unwritten: tuple[str, ...]
    few_shapes: bool
    only_sparse: bool
    rule_defaults: dict[str, EncodedHyper]
    is_reduced_precision: bool
    untouched: dict[str, bool | float | None]
    calls: Calls | None
    assumptions: list[str] = []
    source: SourceRecord | None = None


class Failed(Answer, frozen=True):
    """Why a request has no answer: the error of the suite, or that it cannot be unpickled."""

    kind: Literal["WrongUse", "CannotRun", "NotReceived"]
    message: str


class Buffer(msgspec.Struct, frozen=True, array_like=True):
    """An array: its NumPy dtype, its shape and its bytes in row-major order."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


class Violation(msgspec.Struct, frozen=True, array_like=True):
    """A violation of the contract of optimizers that was observed during a run."""

    kind: str
    event: int
    parameter: int
    detail: str


class Ran(Answer, frozen=True):
    """A trajectory, and the number of compilations in the worker so far."""

    frames: tuple[tuple[Buffer, ...], ...]
    violations: tuple[Violation, ...]
    compilations: int = 0


class RunError(Answer, frozen=True):
    """An exception of the subject, and the number of compilations in the worker so far."""

    event: int
    kind: str
    message: str
    compilations: int = 0


Answered = Opened | Failed | Ran | RunError

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Answered] = msgspec.msgpack.Decoder(Answered)

# The kinds of dtypes that hold numbers: flags, integers, floats and complex numbers.
NUMERIC = "biufc"


def encode_answer(answer: Answer) -> bytes:
    """Encode an answer."""
    return _encoder.encode(answer)


def decode_answer(data: bytes) -> Answered:
    """Decode an answer.

    Raises:
        msgspec.DecodeError: It is not an answer.
    """
    return _decoder.decode(data)


def answer_from_outcome(outcome: Outcome, compilations: int = 0) -> Ran | RunError:
    """Encode the outcome of a run, with the number of compilations so far.

    Raises:
        TypeError, ValueError: A parameter does not consist of numbers.
    """
    if isinstance(outcome, SubjectError):
        return RunError(outcome.event, outcome.kind, outcome.message, compilations)
    return Ran(
        tuple(tuple(_encode_array(values) for values in frame) for frame in outcome.frames),
        tuple(Violation(v.kind, v.event, v.parameter, v.detail) for v in outcome.violations),
        compilations,
    )


def outcome_from_answer(answer: Ran | RunError) -> Outcome:
    """Decode the outcome of a run.

    Raises:
        ValueError: A buffer does not have the length of its shape, or its dtype is not numeric.
    """
    if isinstance(answer, RunError):
        return SubjectError(answer.event, answer.kind, answer.message)
    return Trajectory(
        tuple(tuple(_decode_array(buffer) for buffer in frame) for frame in answer.frames),
        tuple(ContractViolation(v.kind, v.event, v.parameter, v.detail) for v in answer.violations),
    )


def _encode_array(values: Floats) -> Buffer:
    values = np.asarray(values)
    if values.dtype.kind not in NUMERIC:
        values = values.astype(np.float64)
    return Buffer(values.dtype.str, values.shape, values.tobytes())


def _decode_array(buffer: Buffer) -> Floats:
    dtype = np.dtype(buffer.dtype)
    if dtype.kind not in NUMERIC:
        raise ValueError(f"the dtype {buffer.dtype!r} is not numeric")
    if len(buffer.data) != math.prod(buffer.shape) * dtype.itemsize:
        raise ValueError(f"{len(buffer.data)} bytes do not fill an array of shape {buffer.shape}")
    # A copy, because callers may write into the arrays of a trajectory.
    return np.frombuffer(buffer.data, dtype).reshape(buffer.shape).copy()
