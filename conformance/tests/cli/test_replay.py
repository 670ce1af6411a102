"""Failures are replayed: fixed, failed, flaky, or not applicable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from conformance import check
from conformance.errors import WrongUse
from conformance.operations.replay import replay
from conformance.records.capsule import Capsule, read_capsules
from conformance.records.check import Report
from conformance.tests.example_scenarios import SCENARIO
from conformance.tests.example_subjects import CLIMBING_SGD, PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject


def capsule(target: str, **changes: Any) -> Capsule:
    """A capsule of one step of one element, for the law agreement."""
    given: dict[str, Any] = {
        "rule": "sgd", "law": "agreement", "message": "", "ratio": 9.0, "scenario": SCENARIO,
    }  # fmt: skip
    return Capsule(target=target, **(given | changes))


def save_capsule(folder: Path, one: Capsule) -> Path:
    path = folder / "capsule.json"
    path.write_text(one.to_json())
    return path


def test_a_remaining_failure_is_still_broken(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    path = save_capsule(tmp_path, capsule(f"{write_subject('climbing')}:SGD"))
    result = command("replay", path)
    assert result.exit_code == 1
    assert result.stdout.startswith("FAILED agreement: ")


def test_a_finding_replayed_on_a_correct_optimizer_is_fixed(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    path = save_capsule(tmp_path, capsule(f"{write_subject('climbing')}:SGD"))
    result = command("replay", path, "--against", "optimcore:SGD")
    assert result.exit_code == 0
    assert result.stdout == "PASSED agreement: optimcore:SGD\n"


def test_a_finding_of_adam_replayed_on_optimcores_adam_is_fixed(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    target, out = f"{write_subject('eps_inside')}:Adam", tmp_path / "out"
    assert command("check", target, "--examples", 1, "--capsules", out).exit_code == 1
    path = out / "agreement.json"
    assert command("replay", path).exit_code == 1
    assert command("replay", path, "--against", "optimcore:Adam").exit_code == 0


def test_a_failure_that_was_corrected_in_its_file_is_fixed(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    subject = write_subject("climbing")
    path = save_capsule(tmp_path, capsule(f"{subject}:SGD"))
    assert command("replay", path).exit_code == 1
    subject.write_text(PAGE_SGD)
    result = command("replay", path)
    assert (result.exit_code, result.stdout) == (0, f"FIXED agreement: {subject}:SGD\n")


def test_a_whole_report_replays_finding_by_finding(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    target, out = f"{write_subject('climbing')}:SGD", tmp_path / "report.json"
    assert command("check", target, "--examples", 1, "--json", out).exit_code == 1
    report = msgspec.json.decode(out.read_bytes(), type=Report)
    result = command("replay", out)
    assert result.exit_code == 1
    for finding in report.findings:
        assert f"FAILED {finding.law}: {target}: " in result.stdout
    again = command("replay", out, "--against", "optimcore:SGD")
    assert again.exit_code == 0
    assert again.stdout.count("PASSED") == len(report.findings)


def test_a_report_of_an_errored_check_is_not_fixed_by_replaying_it(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    path = write_subject("def sgd(params):\n    raise RuntimeError('no')\n")
    assert command("check", f"{path}:sgd", "--json", tmp_path / "r.json").exit_code == 3
    assert command("replay", tmp_path / "r.json").exit_code in (2, 3)


@pytest.mark.parametrize(
    "text", ["", "garbage", "[]", "{}", '{"law": 3}', "\x00"],
    ids=["empty", "words", "list", "empty object", "wrong type", "a zero byte"],
)  # fmt: skip
def test_a_file_that_is_no_capsule_exits_2(command: Command, tmp_path: Path, text: str) -> None:
    (tmp_path / "garbage.json").write_text(text)
    result = command("replay", tmp_path / "garbage.json")
    assert result.exit_code == 2
    assert "neither a capsule nor a report" in result.stderr


def test_a_missing_capsule_exits_2(command: Command, tmp_path: Path) -> None:
    result = command("replay", tmp_path / "absent.json")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize("changes", [{"law": "gravity"}, {"rule": "gravity"}])
def test_a_capsule_of_another_version_exits_2(
    command: Command, tmp_path: Path, changes: dict[str, str]
) -> None:
    result = command("replay", save_capsule(tmp_path, capsule("optimcore:SGD", **changes)))
    assert result.exit_code == 2
    assert "Replay it with the version that wrote it" in result.stderr


def test_a_capsule_with_a_missing_target_exits_2(command: Command, tmp_path: Path) -> None:
    path = save_capsule(tmp_path, capsule(f"{tmp_path / 'gone.py'}:SGD"))
    assert command("replay", path).exit_code == 2


def test_a_capsule_with_a_target_that_cannot_be_built_exits_3(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    subject = write_subject("def sgd(params):\n    raise RuntimeError('no')\n")
    assert command("replay", save_capsule(tmp_path, capsule(f"{subject}:sgd"))).exit_code == 3


def test_a_law_that_does_not_apply_to_the_other_subject_exits_3(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    path = save_capsule(tmp_path, capsule("optimcore:SGD", law="maximize"))
    result = command("replay", path, "--against", f"{write_subject('sgd')}:SGD")
    assert result.exit_code == 3
    assert result.stdout.startswith("NOT APPLICABLE maximize")


# Every second step, over all instances, has the wrong sign.
FLICKERING_SGD = CLIMBING_SGD.replace(
    "class SGD:", "import itertools\n\nTURN = itertools.cycle((1, -1))\n\nclass SGD:"
).replace("self.lr * p.grad", "next(TURN) * self.lr * p.grad")


def test_a_failure_that_occurs_in_one_of_two_runs_is_flaky(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    path = save_capsule(tmp_path, capsule(f"{write_subject(FLICKERING_SGD)}:SGD"))
    result = command("replay", path)
    assert result.exit_code == 1
    assert result.stdout.startswith("FLAKY agreement")


def test_the_options_of_the_check_are_those_of_the_replay(write_subject: WriteSubject) -> None:
    source = PAGE_SGD.replace("lr=1e-3", "gamma, device").replace("= lr", "= gamma")
    target = f"{write_subject(source)}:SGD"
    report = check(target, map={"lr": "gamma"}, hyper={"device": "cpu"}, examples=1)
    assert report.verdict == "conforms"
    assert replay(capsule(target, options=report.options)).state == "FIXED"


def test_a_pair_among_the_options_is_still_a_pair_in_the_replay(
    write_subject: WriteSubject, tmp_path: Path
) -> None:
    source = PAGE_SGD.replace("lr=1e-3", "lr=1e-3, pair=()").replace(
        "self.lr = lr", "self.lr = lr\n        assert isinstance(pair, tuple)"
    )
    target = f"{write_subject(source)}:SGD"
    report = check(target, hyper={"pair": (0.5, 0.9)}, examples=1)
    assert report.verdict == "conforms"
    [one] = read_capsules(str(save_capsule(tmp_path, capsule(target, options=report.options))))
    assert replay(one).state == "FIXED"


def test_reading_says_which_file_it_could_not_read(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="cannot be read: Is a directory"):
        read_capsules(str(tmp_path))
