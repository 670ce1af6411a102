"""``conformance bench`` prints measurements and rejects unknown rules."""

from __future__ import annotations

import pytest

from conformance.benchmarks.alarms import run_portion
from conformance.benchmarks.floors import naive_test_limit
from conformance.benchmarks.steps import CASES, measure_steps
from conformance.tests.fixture_types import Command
from properties.comparison.evidence import THRESHOLD
from properties.rules.registry import rules


def test_an_unknown_rule_is_wrong_use(command: Command) -> None:
    assert command("bench", "floors", "gravity").exit_code == 2
    assert command("bench", "alarms", "gravity").exit_code == 2
    assert command("bench", "step", "gravity").exit_code == 2
    assert command("bench", "speed", "gravity").exit_code == 2
    assert command("bench", "growth", "gravity").exit_code == 2


def test_the_convergence_test_detects_a_large_error_of_lr_and_none_of_decay() -> None:
    assert (naive_test_limit(rules()["sgd"], "lr") or 0) > 2**30
    assert naive_test_limit(rules()["sgd"], "weight_decay") is None


def test_torchs_loop_raises_no_alarm_and_a_missing_path_has_no_row() -> None:
    pytest.importorskip("torch")
    seen = run_portion("sgd", "loop", 0, 12)
    assert seen is not None
    assert (seen.scenarios, seen.evidence.decided > 0) == (12, True)
    assert seen.evidence.ratio <= THRESHOLD
    assert run_portion("rprop", "fused", 0, 1) is None


def test_a_number_that_torchs_muon_cannot_hold_is_undecided_and_no_alarm() -> None:
    pytest.importorskip("torch")
    # Its eps of 2^137 overflows in bfloat16, in which it iterates.
    muon = run_portion("muon", "loop", 1, 60)
    assert muon is not None
    assert muon.evidence.ratio <= THRESHOLD
    assert muon.evidence.undecided > 0


def test_dialects_are_listed_with_their_rule(command: Command) -> None:
    listed = command("list", "dialects")
    assert listed.exit_code == 0
    assert "adam-eps-hat" in listed.output
    assert "keras" in listed.output


def test_a_step_of_every_path_is_measured_and_missing_paths_are_left_out() -> None:
    pytest.importorskip("torch")
    rows = list(measure_steps(sizes=(469,), dtypes=("float32",), repetitions=1))
    assert [row.name for row in rows] == list(CASES)
    assert all(row.optimcore > row.moving > 0 for row in rows)
    assert set(rows[0].torch) == {"loop", "foreach", "fused"}
    assert set(rows[-1].torch) == {"loop", "foreach"}
