"""Results of a kernel are judged by the file, and its defect is named from them alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import msgspec
import pytest

from conformance.cli.schema import read_schemas
from conformance.operations.vector_results import find_failure
from conformance.records.vectors import VectorResults
from conformance.tests.fixture_types import Command
from conformance.tests.vector_files import changed, few_vectors, results_of
from properties.pitfalls import pitfalls

VECTORS = few_vectors("sgd")
FIRST = VECTORS.vectors[0]
RIGHT = results_of(VECTORS)


@pytest.fixture
def files(tmp_path: Path) -> Callable[[object], tuple[str, str]]:
    def write(results: object) -> tuple[str, str]:
        (tmp_path / "vectors.json").write_text(VECTORS.to_json(), encoding="utf-8")
        text = results if isinstance(results, bytes) else msgspec.json.encode(results)
        (tmp_path / "results.json").write_bytes(text)
        return str(tmp_path / "vectors.json"), str(tmp_path / "results.json")

    return write


Files = Callable[[object], tuple[str, str]]


def test_results_of_the_rule_conform(files: Files, command: Command) -> None:
    done = command("vectors", "verify", *files(RIGHT))
    assert done.exit_code == 0, done.output
    assert "sgd in float32: conforms" in done.output


def test_a_defect_is_named_from_the_results_alone(files: Files, command: Command) -> None:
    wrong = results_of(VECTORS, pitfalls()["dampened-first-step"].subject())
    done = command("vectors", "verify", *files(wrong), "--json", "-")
    assert done.exit_code == 1, done.output
    found = json.loads(done.stdout)
    jsonschema.validate(found, read_schemas()["verification"])
    assert found["verdict"] == "diverges"
    assert any("dampened-first-step" in diagnosis["id"] for diagnosis in found["diagnoses"])
    assert found["failures"][0]["message"].startswith("after step ")


def test_what_no_known_defect_explains_is_said(files: Files, command: Command) -> None:
    off = [[-3.0 for _ in step.lower.plain] for step in FIRST.steps]
    wrong = changed(RIGHT, **{FIRST.id: off})  # type: ignore[arg-type]
    done = command("vectors", "verify", *files(wrong))
    assert done.exit_code == 1, done.output
    assert "no known defect fits" in done.output
    assert f"1 of {len(VECTORS.vectors)} vectors failed" in done.output


def test_without_all_results_nothing_is_decided(files: Files, command: Command) -> None:
    done = command("vectors", "verify", *files(changed(RIGHT, **{FIRST.id: None})))
    assert done.exit_code == 3, done.output
    assert f"1 vector without a result: {FIRST.id}" in done.output


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_values_that_are_not_finite_are_outside(value: float) -> None:
    frames = [[value for _ in step.lower.plain] for step in FIRST.steps]
    failure = find_failure(FIRST, frames)
    assert failure
    assert (failure.id, failure.step, failure.element, failure.got) == (FIRST.id, 1, 1, None)


@pytest.mark.parametrize(
    ("results", "said"),
    [
        (b"[", "does not have the format optimcore/vector-results/1"),
        ({"results": {"sgd-1": []}}, "not a vector of"),
        ({"results": {FIRST.id: []}}, "has 0 steps"),
        ({"results": {FIRST.id: [["x"] * len(FIRST.start.plain)] * len(FIRST.steps)}}, "'x'"),
        ({"schema": "mine/1", "results": {}}, "has the schema 'mine/1'"),
    ],
)
def test_bad_results_are_wrong_use(
    results: object, said: str, files: Files, command: Command
) -> None:
    done = command("vectors", "verify", *files(results))
    assert done.exit_code == 2
    assert said in done.output


def test_results_may_be_numbers() -> None:
    text = b'{"results": {"a": [[0.5, "0x1p-1", 1]]}}'
    assert msgspec.json.decode(text, type=VectorResults).results == {"a": [[0.5, "0x1p-1", 1]]}
