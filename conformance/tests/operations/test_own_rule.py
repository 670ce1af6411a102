"""A rule in a file of the user's own: optimizers are checked against it as against ours."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from conformance import check, convert, identify
from conformance.cli.main import main
from conformance.errors import WrongUse
from conformance.operations.own_rule import is_prepared, prepare_rule
from conformance.operations.replay import replay
from conformance.operations.rule_check import check_rule
from conformance.records.capsule import encode_capsules, read_capsules
from conformance.targets import own_rule
from conformance.targets.rule_name import resolve_rule_name
from conformance.worker.messages import Open
from optimcore import Parameter
from properties.rules.registry import optimizers, rules
from properties.tests.traits.own_rule_text import HEAVY_BALL, SIGNUM, rule_text

SUBJECT = """
import numpy as np


class Signum:
    def __init__(self, lr=1e-3, momentum=0.9, weight_decay=0.0):
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.m = {}

    def step(self, params, grads):
        for i, (p, g) in enumerate(zip(params, grads)):
            m = self.m.setdefault(i, np.zeros_like(p))
            m += (1 - self.momentum) * (g - m)
            p *= 1 - self.lr * self.weight_decay
            p -= self.lr * np.sign(m)
"""
STEP = "            p -= self.lr * np.sign(m)\n"
AVERAGE = "            m += (1 - self.momentum) * (g - m)\n"
LATE = SUBJECT.replace("class Signum", "class Late").replace(STEP, STEP + AVERAGE)
LATE = LATE.replace(AVERAGE, "", 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the rule and two optimizers, which is the current one, with its own cache."""
    path = tmp_path_factory.mktemp("own")
    # No other test of this process has prepared a rule with this source.
    (path / "paper.py").write_text(f"{SIGNUM}\n# {path}\n", encoding="utf-8")
    (path / "ours.py").write_text(SUBJECT, encoding="utf-8")
    (path / "wrong.py").write_text(LATE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path)
        patch.setenv("XDG_CACHE_HOME", str(path / "cache"))
        patch.setattr("properties.engine.own_rule_facts.SMALL", 40)
        patch.setattr("properties.engine.own_rule_facts.LIFECYCLES", 5)
        yield path


@pytest.fixture(scope="module")
def wrong(folder: Path) -> Any:
    return check("wrong.py:Late", rule="paper.py:signum", examples=20)


def test_a_correct_optimizer_conforms_and_every_one_edit_defect_would_be_detected(
    folder: Path,
) -> None:
    report = check("ours.py:Signum", rule="paper.py:signum", examples=5)
    assert report.verdict == "conforms"
    mutants = report.certificate.mutants
    assert mutants.known == mutants.caught > 50
    assert mutants.equivalent > 0
    assert is_prepared("signum")
    assert len(list((folder / "cache" / "optimcore" / "rules").iterdir())) == 1


def test_a_defect_is_named_by_a_diff_of_the_users_own_source(wrong: Any) -> None:
    assert wrong.verdict == "diverges"
    assert wrong.rule_source.spec == "paper.py:signum"
    [first, *_] = wrong.diagnosis
    assert first.diff.startswith("--- paper.py\n+++ paper.py\n")
    assert first.cases == first.of


def test_a_capsule_loads_the_rule_again_and_says_if_it_has_changed(
    wrong: Any, folder: Path
) -> None:
    (folder / "case.json").write_text(encode_capsules(wrong)["agreement"], encoding="utf-8")
    [capsule] = read_capsules("case.json")
    assert capsule.rule_source is not None
    assert len(capsule.rule_source.sha256) == 64
    again = replay(capsule)
    assert (again.state, "changed" in again.message) == ("STILL BROKEN", False)
    (folder / "other.py").write_text(SIGNUM + "\n# changed\n", encoding="utf-8")
    moved = replay(capsule, rule="other.py:signum")
    assert (moved.state, "other.py, has changed since" in moved.message) == ("STILL BROKEN", True)


def test_identify_and_convert_know_the_rule(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_rule("paper.py:signum")
    known = {name: rules()[name] for name in ("sgd", "signum")}
    monkeypatch.setattr("conformance.operations.identify.rules", lambda: known)
    assert identify("ours.py:Signum", rule="paper.py:signum").matches[0].rule == "signum"
    found = convert("ours.py:Signum", "ours.py:Signum", rule="paper.py:signum")
    assert found.possible


def test_a_class_is_a_rule(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "ball_rule.py").write_text(HEAVY_BALL, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    from ball_rule import HeavyBall  # type: ignore[import-not-found]

    assert resolve_rule_name(HeavyBall) == own_rule.register_own_rule("ball_rule:HeavyBall")
    assert own_rule.record_rule_source("heavyball").file == "ball_rule.py"  # type: ignore[union-attr]
    local: Any = type("Local", (HeavyBall,), {"__module__": "nowhere"})
    with pytest.raises(WrongUse, match="cannot be read"):
        resolve_rule_name(local)


def test_a_rule_has_a_name_by_an_entry_point(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "package_rule.py").write_text(HEAVY_BALL.replace("0.9", "0.8"), encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    external = {"ball": "package_rule:HeavyBall"}
    for place in ("own_rule", "rule_name"):
        monkeypatch.setattr(f"conformance.targets.{place}.external_rules", lambda: external)
    listed = CliRunner().invoke(main, ["list", "rules"]).output
    assert "from package_rule:HeavyBall" in listed
    assert resolve_rule_name("ball") == "ball"


def test_a_rule_goes_to_a_worker_as_plain_data(folder: Path) -> None:
    prepare_rule("paper.py:signum")
    sent = pickle.loads(pickle.dumps(own_rule.send_own_rules()))  # noqa: S301 - our own
    assert sent == own_rule.send_own_rules()
    assert "signum" in {one.name for one in sent}
    assert Open("", None, (), None, sent).own_rules == sent  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("missing.py:signum", "cannot be read"),
        ("no_module:signum", "there is no module"),
        ("paper.py:", "does not have the form"),
        ("paper.py:other", "Its rules are: signum"),
        ("signun", "or a rule of your own as path/file.py:MyRule"),
    ],
)
def test_a_rule_that_is_not_there_is_wrong_use(spec: str, message: str, folder: Path) -> None:
    with pytest.raises(WrongUse, match=message):
        resolve_rule_name(spec)


def test_rule_check_prints_and_exits_by_what_it_finds(folder: Path) -> None:
    done = CliRunner().invoke(main, ["rule", "check", "paper.py:signum", "--json", "found.json"])
    assert done.exit_code == 0
    assert "is a rule that optimizers can be judged by" in done.output
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    assert found["problems"] == []
    assert found["traits"]["elementwise"] == "yes"
    assert found["undecided"] < 0.2
    assert found["caught"] > 50
    dead = rule_text("return theta - h.lr * g, {}", "lr=0.1, momentum=0.9").replace("mine", "dead")
    (folder / "dead.py").write_text(dead, encoding="utf-8")
    done = CliRunner().invoke(main, ["rule", "check", "dead.py:dead"])
    assert done.exit_code == 1
    assert "'momentum' does nothing" in done.output
    assert CliRunner().invoke(main, ["rule", "check", "dead.py:nothing"]).exit_code == 2
    assert CliRunner().invoke(main, ["rule", "check", "adam"]).exit_code == 2


def test_an_impure_rule_has_no_other_problems(folder: Path) -> None:
    body = "CALLS[0] += 1\nreturn theta - h.lr / CALLS[0] * g, {}"
    text = rule_text(body, head="import optimcore\n\nCALLS = [0]\n").replace("mine", "counting")
    (folder / "counting.py").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["rule", "check", "counting.py:counting"])
    assert done.exit_code == 1
    assert "reads the global CALLS" in done.output
    assert "rounding bound" not in done.output
    assert "Traits" not in done.output


@pytest.mark.campaign
def test_the_report_of_a_rule_counts_its_one_edit_defects(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.pitfall_report.run.EXAMPLES", 5)
    done = CliRunner().invoke(main, ["report", "--rule", "paper.py:signum", "--out", "report"])
    assert done.exit_code == 0, done.output
    assert re.search(r"caught \d+ of \d+ one-edit defects; not seen: none; \d+ equal", done.output)
    assert "Equivalent defects of signum" in (folder / "report/pitfalls.md").read_text("utf-8")


def test_what_balls_do_not_know_is_an_error_with_the_line(folder: Path) -> None:
    body = "u = np.linalg.svd(np.atleast_2d(g))[1].sum() * g\nreturn theta - h.lr * u, {}"
    (folder / "svd.py").write_text(rule_text(body).replace("mine", "svd"), encoding="utf-8")
    [problem] = check_rule("svd.py:svd").problems
    assert "svd.py, line 7: u = np.linalg.svd" in problem
    assert "Write an iteration of matrix products, such as Newton-Schulz instead" in problem


def test_rule_new_writes_a_rule_that_is_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["rule", "new", "my_rule"])
    assert (done.exit_code, done.output) == (0, "wrote my_rule.py\nwrote test_my_rule.py\n")
    name = own_rule.register_own_rule("my_rule.py:my_rule")
    kind = optimizers()[name]
    new, _ = kind.update(np.ones(2), np.ones(2), {"m": 0.0, "v": 0.0}, 1, kind([_parameter()]))
    assert new == pytest.approx(np.ones(2) - 1e-3)
    compile((tmp_path / "test_my_rule.py").read_text(encoding="utf-8"), "test", "exec")
    assert CliRunner().invoke(main, ["rule", "new", "my_rule"]).exit_code == 2
    assert CliRunner().invoke(main, ["rule", "new", "my-rule"]).exit_code == 2


def _parameter() -> Any:
    return Parameter(np.ones(2))
