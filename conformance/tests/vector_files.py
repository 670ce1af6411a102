"""Files of test vectors, and results that a kernel would write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec
import numpy as np

from conformance.operations.vector_results import scenario_of_vector
from conformance.operations.vectors import make_vectors, record_vectors
from conformance.records.vectors import Vector, VectorResults, Vectors
from properties.comparison.allowed_values import allowed_values
from properties.enclosures.evaluate import enclose
from properties.engine.vector_choice import ChosenVector, VectorSet
from properties.generation.plain_vectors import PlainVectors
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject, run_values
from properties.subjects.trajectory import Outcome, Subject, SubjectError


@cache
def few_vectors(rule: str, count: int = 24) -> Vectors:
    """The record of generated scenarios that nothing has been chosen for."""
    known = rules()[rule]
    found = [
        ChosenVector(s, allowed_values(enclose(known, s), "float32"), (), ())
        for s in PlainVectors(known, "float32").scenarios((), count)
    ]
    whole = tuple(v for v in found if v.allowed.finite_events == len(v.scenario.events))
    return record_vectors(known, "float32", "small", (), VectorSet(whole, {}))


@cache
def file_of_vectors(rule: str) -> str:
    """The text of the file of a rule."""
    return make_vectors(rule).to_json()


def read_vectors(text: str) -> Vectors:
    """Read a file as another program does: nothing else is known."""
    return msgspec.json.decode(text, type=Vectors)


def is_rejected(vector: Vector, run: Outcome) -> bool:
    """Whether the hexadecimal bounds of a vector reject a run."""
    if isinstance(run, SubjectError):
        return True
    for frame, step in zip(run.frames, vector.steps, strict=True):
        lower, upper = ([float.fromhex(x) for x in b.hex] for b in (step.lower, step.upper))
        got = frame[0].astype(np.float64).ravel()
        if not ((got >= lower) & (got <= upper)).all():
            return True
    return False


def rejecting(vectors: Vectors, subject: Subject) -> list[str]:
    """The vectors that reject a subject."""
    return [
        v.id
        for v in vectors.vectors
        if is_rejected(v, run_values(subject, scenario_of_vector(vectors, v)))
    ]


def results_of(vectors: Vectors, subject: Subject | None = None) -> VectorResults:
    """What a kernel with the formula of a subject would write."""
    subject = subject or CoreSubject(vectors.rule)
    results: dict[str, list[list[float | str]]] = {}
    for vector in vectors.vectors:
        run = run_values(subject, scenario_of_vector(vectors, vector))
        assert not isinstance(run, SubjectError)
        results[vector.id] = [[float(x).hex() for x in frame[0].ravel()] for frame in run.frames]
    return VectorResults(results=results)


def changed(
    results: VectorResults, **values: list[list[float | str]] | None
) -> Mapping[str, object]:
    """The results as JSON data, with those of some vectors replaced or left out."""
    found = {**results.results, **{name.replace("_", "-"): v for name, v in values.items()}}
    return {"results": {name: v for name, v in found.items() if v is not None}}
