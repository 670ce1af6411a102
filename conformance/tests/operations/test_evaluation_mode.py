"""Commands for a rule that is evaluated at another point than the stored parameter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import check
from conformance.adapters import AdaptedSubject
from conformance.errors import WrongUse
from conformance.operations.rule_check import check_rule
from conformance.operations.script import make_script
from conformance.operations.vectors import make_vectors
from conformance.records.capsule import make_capsule
from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from conformance.targets.rule_name import resolve_rule_name
from conformance.tests.own_rule_folder import brief_preparation
from conformance.tests.process.programs import HARNESS, python
from conformance.tests.script_runs import run_script
from properties.laws import laws
from properties.rules.registry import rules
from properties.scenarios.model import Look, Scenario, Start, Step, encode_array
from properties.subjects.trajectory import Trajectory
from properties.tests.evaluation.example_rules import HALFWAY

SUBJECTS = """
import numpy as np


class Plain:
    def __init__(self, params, lr=0.1, weight_decay=0.0):
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay
        self.starts = {}

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.starts.setdefault(id(p), p.data.copy())
                p.data -= (self.lr * (p.grad + self.weight_decay * p.data)).astype(p.data.dtype)

    def state_dict(self):
        starts = [self.starts.get(id(p)) for p in self.params]
        return {"starts": starts, "lr": self.lr, "weight_decay": self.weight_decay}

    def load_state_dict(self, saved):
        starts = zip(self.params, saved["starts"])
        self.starts = {id(p): start for p, start in starts if start is not None}
        self.lr, self.weight_decay = saved["lr"], saved["weight_decay"]


class Halfway(Plain):
    training = False

    def eval(self):
        if self.training:
            self.kept = [p.data.copy() for p in self.params]
            for p in self.params:
                p.data[...] = (p.data + self.starts.get(id(p), p.data)) / 2
        self.training = False

    def train(self):
        if not self.training:
            for p, kept in zip(self.params, getattr(self, "kept", [])):
                p.data[...] = kept
        self.training = True


class NeverHalfway(Halfway):
    def eval(self):
        self.kept = [p.data.copy() for p in self.params]
        self.training = False


class Unfinished(Plain):
    def eval(self):
        raise NotImplementedError("evaluation mode is not implemented")

    def train(self):
        pass


class Crashing(Halfway):
    def eval(self):
        raise ZeroDivisionError("no average")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("halfway")
    (path / "paper.py").write_text(f"{HALFWAY}\n# {path}\n", encoding="utf-8")
    (path / "ours.py").write_text(SUBJECTS, encoding="utf-8")
    with brief_preparation(path):
        yield path


RULE = "paper.py:halfway"
LAW = "evaluation-mode"


def probed(name: str) -> AdaptedSubject:
    subject, _ = find_subject(resolve(f"ours.py:{name}"), rules()[resolve_rule_name(RULE)])
    return subject


def test_rule_check_says_that_it_is_evaluated_elsewhere_and_changes_both_functions(
    folder: Path,
) -> None:
    found = check_rule(RULE)
    assert found.problems == []
    assert found.traits["evaluation"] == "at another point than the stored parameter"
    assert found.caught is not None
    assert found.caught > 10


def test_vectors_without_the_point_of_evaluation_are_rejected(folder: Path) -> None:
    with pytest.raises(WrongUse, match="evaluates another point"):
        make_vectors(RULE)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Plain", "the optimizer has no method eval()"),
        ("Unfinished", "evaluation mode is not implemented"),
    ],
)
def test_a_subject_without_evaluation_mode_is_compared_in_training_mode_alone(
    folder: Path, name: str, reason: str
) -> None:
    subject, rule = probed(name), rules()[resolve_rule_name(RULE)]
    told = laws()[LAW].not_applicable(rule, subject)
    assert told is not None
    assert reason in told
    assert laws()["agreement"].not_applicable(rule, subject) is None


@pytest.mark.parametrize("name", ["Halfway", "NeverHalfway", "Crashing"])
def test_a_subject_with_modes_is_looked_at_also_if_one_of_them_fails(
    folder: Path, name: str
) -> None:
    assert probed(name).capabilities.supports("eval mode")


def test_modes_are_not_probed_where_the_rule_has_none(folder: Path) -> None:
    subject, _ = find_subject(resolve("ours.py:Plain"), rules()["sgd"])
    assert "eval mode" not in subject.capabilities.unsupported


def test_an_optimizer_that_is_built_in_evaluation_mode_is_switched_to_training(
    folder: Path,
) -> None:
    step = Step((encode_array([2.0]),))
    events = (step, Look(), step, Look(2), step)
    case = Scenario(
        resolve_rule_name(RULE), "float64", (Start(encode_array([1.0])),),
        ({"lr": (0.5).hex()},), events,
    )  # fmt: skip
    run = probed("Halfway").run(case)
    assert isinstance(run, Trajectory)
    assert [float(frame[0][0]) for frame in run.frames] == [0.0, 0.5, -1.0, 0.0, -2.0]


@pytest.mark.campaign
def test_a_correct_optimizer_conforms_and_what_is_not_evaluated_is_named_with_a_script(
    folder: Path, tmp_path: Path
) -> None:
    assert check("ours.py:Halfway", rule=RULE, examples=4).verdict == "conforms"
    wrong = check("ours.py:NeverHalfway", rule=RULE, examples=4)
    assert wrong.verdict == "diverges"
    assert [d.id for d in wrong.diagnosis] == ["modes-without-effect"]
    script = tmp_path / "shown.py"
    script.write_text(make_script(make_capsule(wrong, wrong.findings[0])))
    assert "run.look(times)" in script.read_text()
    broken = run_script(script)
    assert broken.returncode == 1, broken.stderr
    assert "got " in broken.stdout


@pytest.mark.campaign
def test_a_program_with_modes_is_looked_at_and_has_a_script(folder: Path, tmp_path: Path) -> None:
    right, wrong = (python(HARNESS, f"ours.py:{name}") for name in ("Halfway", "NeverHalfway"))
    assert check(right, rule=RULE, examples=2).verdict == "conforms"
    report = check(wrong, rule=RULE, examples=2)
    assert [d.id for d in report.diagnosis] == ["modes-without-effect"]
    script = tmp_path / "shown.py"
    script.write_text(make_script(make_capsule(report, report.findings[0])))
    broken = run_script(script)
    assert broken.returncode == 1, broken.stderr
    assert "got " in broken.stdout


@pytest.mark.campaign
def test_the_report_says_why_evaluation_mode_is_not_checked(folder: Path) -> None:
    report = check("ours.py:Plain", rule=RULE, examples=4)
    assert report.verdict == "conforms"
    [told] = [n.reason for n in report.certificate.not_applicable if n.law == LAW]
    assert "no method eval()" in told
