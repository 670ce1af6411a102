"""Test vectors detect the one-edit defects that they claim, by the file alone."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from conformance.cli.schema import read_schemas
from conformance.operations.vector_results import scenario_of_vector
from conformance.operations.vectors import make_vectors
from conformance.tests.fixture_types import Command
from conformance.tests.vector_files import (
    few_vectors,
    file_of_vectors,
    is_rejected,
    read_vectors,
    rejecting,
)
from properties.engine.vector_choice import MOST, counted_mutants
from properties.pitfalls import pitfalls
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject, run_values

RULES = ["sgd", *(name for name in rules() if name != "sgd")]


@pytest.mark.sampled
@pytest.mark.parametrize("rule", RULES)
def test_the_file_alone_detects_every_defect_that_it_claims(rule: str) -> None:
    vectors = read_vectors(file_of_vectors(rule))
    assert len(vectors.vectors) <= MOST
    assert len(file_of_vectors(rule)) <= 200_000
    assert not rejecting(vectors, CoreSubject(rule))
    mutants = counted_mutants(rules()[rule])
    claimed = [name for vector in vectors.vectors for name in vector.mutants]
    assert sorted(claimed) == sorted(mutants.keys() - vectors.unseen.keys())
    assert vectors.caught == len(claimed) >= 0.9 * len(mutants)
    for vector in vectors.vectors:
        scenario = scenario_of_vector(vectors, vector)
        for name in vector.mutants:
            assert is_rejected(vector, run_values(mutants[name], scenario)), name
        for name in vector.pitfalls:
            assert is_rejected(vector, run_values(pitfalls()[name].subject(), scenario)), name


@pytest.mark.campaign
@pytest.mark.parametrize("rule", RULES)
def test_files_are_the_same_to_the_byte(rule: str) -> None:
    assert make_vectors(rule).to_json() == file_of_vectors(rule)


def test_the_file_has_the_published_schema_and_numbers_twice() -> None:
    vectors = few_vectors("adam", 6)
    jsonschema.validate(json.loads(vectors.to_json()), read_schemas()["vectors"])
    assert read_vectors(vectors.to_json()) == vectors
    for vector in vectors.vectors:
        for numbers in (vector.start, *(n for s in vector.steps for n in (s.lower, s.upper))):
            assert [float(x).hex() for x in numbers.plain] == numbers.hex
    assert vectors.vectors[0].hyper.keys() == rules()["adam"].defaults.keys()


@pytest.mark.campaign
def test_a_hyper_parameter_can_be_left_out(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "vectors.json"
    done = command(
        "vectors", "--rule", "sgd", "--out", out, "--without", "nesterov", "--without", "maximize"
    )
    assert done.exit_code == 0, done.output
    vectors = read_vectors(out.read_text(encoding="utf-8"))
    assert vectors.excluded == ["maximize", "nesterov"]
    assert not any(v.hyper["nesterov"] or v.hyper["maximize"] for v in vectors.vectors)
    assert any("nesterov" in title for title in vectors.unseen.values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--rule NAME"),
        (("--rule", "sgd"), "--out FILE"),
        (("--rule", "sdg", "--out", "-"), "The rule 'sdg' is unknown"),
        (("--rule", "sgd", "--out", "-", "--without", "beta"), "no hyper-parameter 'beta'"),
    ],
)
def test_wrong_use_is_explained(arguments: tuple[str, ...], said: str, command: Command) -> None:
    done = command("vectors", *arguments)
    assert done.exit_code == 2
    assert said in done.output
