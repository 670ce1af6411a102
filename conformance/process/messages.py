"""The messages of the process protocol between the suite and programs in any language.

Each message is one line with a JSON object, on standard input and output. Numbers are hexadecimal
floats, so that they are exact. A request holds a whole scenario, its answer the whole trajectory.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from ..records.base import Record

PROTOCOL = "optimcore/process/1"

# A number in hexadecimal (also ``inf`` and ``nan``), a flag, an integer, a string, or a list.
EncodedValue: TypeAlias = bool | int | str | list[str | None] | None


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

    hyper: dict[str, EncodedValue]


class RestartEvent(Record, frozen=True, kw_only=True, tag="restart"):
    """Build a new optimizer over the current parameters with the current hyper-parameters."""


class OtherEvent(Record, frozen=True, kw_only=True, tag="other"):
    """A step of a second optimizer over a copy of the initial parameters."""

    gradients: list[Numbers | None]


class LookEvent(Record, frozen=True, kw_only=True, tag="look"):
    """Answer with the parameters of evaluation mode, and continue in training mode.

    An optimizer with methods for the modes calls each of them ``times`` times in a row.
    """

    times: int = 1


Event: TypeAlias = StepEvent | SetEvent | RestartEvent | OtherEvent | LookEvent


class HelloRequest(Record, frozen=True, kw_only=True, tag_field="ask", tag="hello"):
    """The first request, for a description of the optimizer."""

    protocol: str = PROTOCOL


class RunRequest(Record, frozen=True, kw_only=True, tag_field="ask", tag="run"):
    """Build an optimizer over these parameters and run these events."""

    id: int
    dtype: Literal["float64", "float32"]
    hyper: dict[str, EncodedValue]
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
        has_modes: Whether it has an evaluation mode, so that it understands the event ``look``.
        versions: Versions of what it runs on.
    """

    protocol: str
    name: str
    hyper: dict[str, EncodedValue]
    settable: list[str] = []
    lacks: dict[str, str] = {}
    has_modes: bool = False
    versions: dict[str, str] = {}


class Failure(Record, frozen=True, kw_only=True):
    """An exception of the optimizer, and the event that raised it (-1: construction)."""

    event: int
    kind: str
    message: str = ""


class Answer(Record, frozen=True, kw_only=True):
    """The answer to run: the values of each parameter after each event, or an exception.

    After the event ``look``, they are the values of evaluation mode.
    """

    id: int
    frames: list[list[list[str]]] = []
    raised: Failure | None = None


def protocol_schemas() -> dict[str, object]:
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
