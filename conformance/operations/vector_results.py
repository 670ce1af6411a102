"""``vectors verify``: judge what a kernel returned for test vectors, and name its defect."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
import numpy as np

from properties.diagnosis.recorded_runs import diagnose_recorded
from properties.rules.registry import rules
from properties.scenarios.model import Array, Scenario, Start, Step, carrier_dtype
from properties.subjects.recorded_subject import RecordedSubject
from properties.subjects.trajectory import Trajectory

from ..errors import WrongUse
from ..recording.diagnosis import diagnosis_records
from ..records.base import Verdict
from ..records.storage import read_file
from ..records.vectors import (
    RESULTS_SCHEMA,
    VECTORS_SCHEMA,
    Numbers,
    Vector,
    VectorFailure,
    VectorResults,
    Vectors,
    Verification,
)
from ..targets.own_rule import record_rule_source
from .own_rule import prepare_rule

R = TypeVar("R", Vectors, VectorResults)

Frames = list[list[float]]


def verify_vectors(vectors_path: str, results_path: str) -> Verification:
    """Judge the results of a kernel by the bounds in a file, and name the defect from them alone.

    Raises:
        WrongUse: A file cannot be read or does not fit the other, or the rule has changed.
    """
    vectors = _read(vectors_path, Vectors, VECTORS_SCHEMA, "conformance vectors wrote")
    results = _read(results_path, VectorResults, RESULTS_SCHEMA, "has the results of a kernel")
    known = {vector.id: vector for vector in vectors.vectors}
    unknown = sorted(results.results.keys() - known.keys())
    if unknown:
        raise WrongUse(
            f"{results_path!r} has a result for {unknown[0]!r}, which is not a vector of "
            f"{vectors_path!r}, so it cannot be judged. Give the file that the kernel has read."
        )
    frames = {
        name: _decode(known[name], values, results_path) for name, values in results.results.items()
    }
    failures = [f for name, values in frames.items() if (f := find_failure(known[name], values))]
    missing = [name for name in known if name not in frames]
    verdict: Verdict = "diverges" if failures else "undecided" if missing else "conforms"
    record = Verification(
        rule=vectors.rule, dtype=vectors.dtype, verdict=verdict, vectors=len(known),
        missing=missing, failures=failures,
    )  # fmt: skip
    return _diagnose(vectors, frames, record) if failures else record


def _read(path: str, kind: type[R], schema: str, origin: str) -> R:
    try:
        found = msgspec.json.decode(read_file(path), type=kind)
    except msgspec.DecodeError as error:
        raise WrongUse(
            f"{path!r} does not have the format {schema}, so it cannot be used: {error}. Give a "
            f"file that {origin}; 'conformance schema' prints its JSON Schema."
        ) from error
    if found.schema != schema:
        raise WrongUse(
            f"{path!r} has the schema {found.schema!r} instead of {schema!r}, so it cannot be "
            f"used. Give a file that {origin}."
        )
    return found


def _decode(vector: Vector, steps: list[list[float | str]], path: str) -> Frames:
    """Return the values after each step as numbers."""
    size = len(vector.start.plain)
    if len(steps) != len(vector.steps) or any(len(values) != size for values in steps):
        sizes = sorted({len(values) for values in steps})
        raise WrongUse(
            f"{path!r}: the result of {vector.id} has {len(steps)} steps of {sizes} values instead "
            f"of {len(vector.steps)} steps of {size}, so it cannot be judged. Write all values "
            "after each step."
        )
    return [[_number(value, vector, path) for value in values] for values in steps]


def _number(value: float | str, vector: Vector, path: str) -> float:
    if not isinstance(value, str):
        return value
    try:
        return float.fromhex(value) if "x" in value.lower() else float(value)
    except (ValueError, OverflowError) as error:
        raise WrongUse(
            f"{path!r}: the result of {vector.id} has the value {value!r}, which is not a number. "
            "Write a number, or a string with a decimal or hexadecimal number, nan or inf."
        ) from error


def find_failure(vector: Vector, frames: Frames) -> VectorFailure | None:
    """Return the first value that is outside its bounds; None if there is none."""
    for step, element, got, lower, upper in _values(vector, frames):
        if not lower <= got <= upper:
            return VectorFailure(
                id=vector.id, step=step, element=element,
                got=got if math.isfinite(got) else None, lower=lower, upper=upper,
                message=f"after step {step}, element {element}: got {got!r}, allowed is "
                f"{lower!r} to {upper!r}",
            )  # fmt: skip
    return None


def _values(vector: Vector, frames: Frames) -> Iterator[tuple[int, int, float, float, float]]:
    """Yield every value with its step and element, from 1, and its bounds."""
    for step, (values, expected) in enumerate(zip(frames, vector.steps, strict=True), 1):
        bounds = zip(values, _exact(expected.lower), _exact(expected.upper), strict=True)
        for element, (got, lower, upper) in enumerate(bounds, 1):
            yield step, element, got, lower, upper


def _exact(numbers: Numbers) -> list[float]:
    return [float.fromhex(text) for text in numbers.hex]


def _diagnose(vectors: Vectors, frames: dict[str, Frames], record: Verification) -> Verification:
    name = prepare_rule(vectors.source.spec if vectors.source else vectors.rule)
    source = record_rule_source(name)
    if source and vectors.source and source.sha256 != vectors.source.sha256:
        raise WrongUse(
            f"{source.file!r} has changed since the vectors were written, so the defect cannot be "
            "named by it. Write the vectors again, and run the kernel with them."
        )
    rule = rules()[name]
    runs = [
        (scenario_of_vector(vectors, vector), _trajectory(vectors, vector, frames[vector.id]))
        for vector in vectors.vectors
        if vector.id in frames
    ]
    found = diagnose_recorded(rule, RecordedSubject(rule, runs, frozenset(vectors.excluded)))
    return msgspec.structs.replace(
        record, diagnoses=diagnosis_records(found), residual=list(found.residual)
    )


def scenario_of_vector(vectors: Vectors, vector: Vector) -> Scenario:
    """Return the scenario of a vector."""
    shape = tuple(vector.shape)
    return Scenario(
        vectors.rule,
        vectors.dtype,
        (Start(Array(shape, tuple(vector.start.hex))),),
        (dict(vector.hyper_hex),),
        tuple(Step((Array(shape, tuple(step.gradient.hex)),)) for step in vector.steps),
    )


def _trajectory(vectors: Vectors, vector: Vector, frames: Frames) -> Trajectory:
    dtype: Any = carrier_dtype(vectors.dtype)
    with np.errstate(over="ignore"):  # a number that the format does not have is infinite
        arrays = [np.array(values, np.float64).astype(dtype) for values in frames]
    return Trajectory(tuple((array.reshape(vector.shape),) for array in arrays))
