"""Messages between the judging process and a worker are decoded to what was encoded."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from conformance.worker.messages import (
    Buffer,
    Ran,
    RunError,
    answer_from_outcome,
    decode_answer,
    encode_answer,
    outcome_from_answer,
)
from properties.subjects.trajectory import ContractViolation, Outcome, SubjectError, Trajectory


def pass_on(outcome: Outcome) -> Outcome:
    answer = decode_answer(encode_answer(answer_from_outcome(outcome)))
    assert isinstance(answer, Ran | RunError)
    return outcome_from_answer(answer)


def test_arrays_keep_their_bits_and_can_be_written() -> None:
    arrays: tuple[Any, ...] = (
        np.array([0.0, -0.0, np.nan, np.inf]), np.array([[1.5], [2.5]], np.float32),
        np.array([1e-7], np.float16), np.array(3.0), np.zeros((0, 2)),
        np.array([1 + 2j]), np.array([[1.0, 2.0], [3.0, 4.0]]).T, np.array([1.0], ">f8"),
        np.array([True]),
    )  # fmt: skip
    found = pass_on(Trajectory((arrays,), (ContractViolation("kind", 1, 2, "detail"),)))
    assert isinstance(found, Trajectory)
    for sent, received in zip(arrays, found.frames[0], strict=True):
        assert (sent.dtype, sent.shape) == (received.dtype, received.shape)
        assert sent.tobytes() == received.tobytes()
        received[...] = 0
    assert found.violations == (ContractViolation("kind", 1, 2, "detail"),)


def test_an_error_is_passed_on() -> None:
    assert pass_on(SubjectError(2, "E", "no")) == SubjectError(2, "E", "no")


def test_numbers_as_objects_are_numbers_and_others_are_an_error() -> None:
    found = pass_on(Trajectory(((np.array([1, 2.5], object),),)))
    assert isinstance(found, Trajectory)
    assert found.frames[0][0].tolist() == [1.0, 2.5]
    with pytest.raises(ValueError, match="could not convert"):
        answer_from_outcome(Trajectory(((np.array(["text"]),),)))


@pytest.mark.parametrize(
    ("buffer", "message"),
    [
        (Buffer("<f8", (2,), b"\0" * 8), "8 bytes do not fill an array of shape"),
        (Buffer("|O", (1,), b"\0" * 8), "is not numeric"),
        (Buffer("<U1", (1,), b"\0" * 4), "is not numeric"),
        (Buffer("<f8", (-1,), b""), "do not fill"),
    ],
)
def test_a_buffer_that_is_no_array_is_rejected(buffer: Buffer, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        outcome_from_answer(Ran(((buffer,),), ()))


@pytest.mark.parametrize("data", [b"", b"junk", encode_answer(Ran((), ()))[:-1]])
def test_other_bytes_are_no_answer(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_answer(data)
