"""``conformance bench speed`` measures checks: their parts add up, and their verdicts are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conformance.benchmarks import speed
from conformance.benchmarks.cost import Cost
from conformance.benchmarks.speed import SUBJECTS, installed_subjects, measure_costs
from conformance.errors import CannotRun
from conformance.tests.fixture_types import Command


def measure(name: str, **options: Any) -> Cost:
    [cost] = measure_costs([name], examples=0, **options)
    return cost


@pytest.fixture(scope="module")
def costs() -> dict[bool, Cost]:
    """The costs of a correct subject in this process and in a worker process."""
    return {inside: measure("numpy-adam", in_process=inside) for inside in (False, True)}


@pytest.mark.parametrize("in_process", [False, True])
def test_the_parts_of_a_correct_subject_add_up(in_process: bool, costs: dict[bool, Cost]) -> None:
    cost = costs[in_process]
    assert cost.verdict == "conforms"
    assert 0 < cost.step_cpu < cost.run_cpu < cost.cpu
    assert 0 < cost.build_cpu < cost.run_cpu
    assert 0 < cost.certificate < cost.cpu
    assert cost.runs <= cost.builds < cost.steps
    assert cost.first_finding is None
    assert cost.torch_tests is None
    assert 20 < cost.memory < 4000


def test_a_worker_process_and_this_process_run_the_same_steps(costs: dict[bool, Cost]) -> None:
    inside, outside = costs[True], costs[False]
    assert (inside.runs, inside.steps) == (outside.runs, outside.steps)


def test_the_parts_of_a_broken_subject_are_measured() -> None:
    pytest.importorskip("torch")
    cost = measure("torch-eps-inside-root")
    assert cost.verdict == "diverges"
    assert cost.findings > 0
    assert cost.first_finding is not None
    assert 0 < cost.first_finding < cost.cpu
    assert cost.shrinking > 0
    assert cost.diagnosis > 0
    assert 0 < cost.explanation_share < 1
    assert cost.first_finding + cost.shrinking + cost.diagnosis + cost.certificate < cost.cpu


def test_a_wrong_verdict_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = msgspec.structs.replace(SUBJECTS["numpy-adam"], is_broken=True)
    monkeypatch.setitem(speed.SUBJECTS, "numpy-adam", wrong)
    with pytest.raises(CannotRun, match="is conforms, not diverges"):
        measure("numpy-adam")


def test_a_subject_that_cannot_be_imported_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = msgspec.structs.replace(SUBJECTS["numpy-adam"], imports=("no_such_module",))
    monkeypatch.setitem(speed.SUBJECTS, "numpy-adam", missing)
    with pytest.raises(CannotRun, match="No module named 'no_such_module'"):
        measure("numpy-adam")


def test_the_table_and_the_json_have_a_row_for_each_subject(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(names: list[str], examples: int, in_process: bool) -> list[Cost]:
        return [example_cost(name, 2.0 * (k + 1)) for k, name in enumerate(names)]

    monkeypatch.setattr(speed, "measure_costs", measured)
    path = tmp_path / "speed.json"
    seen = command("bench", "speed", "torch-adam", "numpy-adam", "--json", str(path))
    assert seen.exit_code == 0
    rows = [
        [text.strip() for text in line.strip("│").split("│")]
        for line in seen.output.splitlines()
        if "-adam" in line and "│" in line
    ]
    assert [row[:5] for row in rows] == [
        ["torch-adam", "2.00", "0.50", "4.00", "1.00"],
        ["numpy-adam", "4.00", "0.50", "8.00", "2.00"],
    ]
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["schema"] == "optimcore/speed/1"
    assert [cost["name"] for cost in record["costs"]] == ["torch-adam", "numpy-adam"]


def example_cost(name: str, cpu: float) -> Cost:
    return Cost(
        name=name, verdict="conforms", error=None, findings=0, cpu=cpu, run_cpu=1.0, step_cpu=0.5,
        build_cpu=0.1, runs=10, builds=11, steps=100, first_finding=None, shrinking=0.2,
        diagnosis=0.2, certificate=0.1, memory=300.0, torch_tests=None,
    )  # fmt: skip


def test_subjects_without_their_library_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "find_spec", lambda library: None)
    assert installed_subjects() == ["numpy-adam", "optimcore-adam"]


def test_pytorchs_generic_tests_fail_for_a_wrong_class() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("expecttest")
    from conformance.benchmarks.torch_tests import GenericTests, goes_in_the_right_direction

    class Climbing(torch.optim.SGD):  # type: ignore[misc, name-defined]
        def step(self, closure: Any = None) -> Any:
            for group in self.param_groups:
                group["maximize"] = not group["maximize"]
            return super().step(closure)

    tests = GenericTests(torch.optim.SGD)
    goes_in_the_right_direction(tests)
    tests.kind = Climbing
    with pytest.raises(AssertionError):
        goes_in_the_right_direction(tests)
