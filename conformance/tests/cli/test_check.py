"""The command ``check``: its JSON, and options that reach the report."""

from __future__ import annotations

import json

import pytest

from conformance import check
from conformance.tests.example_subjects import PAGE_SGD, SOURCES
from conformance.tests.fixture_types import Command, WriteSubject
from properties.engine.examiner import Examiner
from properties.engine.results import Examination


def test_json_on_standard_output_is_json_and_nothing_else(command: Command) -> None:
    result = command("check", "optimcore:SGD", "--examples", 1, "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["verdict"] == "conforms"


def test_what_a_subject_prints_is_not_in_the_json(
    command: Command, write_subject: WriteSubject
) -> None:
    source = SOURCES["sgd"].replace("for p in", "print('stepping')\n        for p in", 1)
    path = write_subject(source)
    result = command("check", f"{path}:SGD", "--examples", 1, "--json", "-")
    assert json.loads(result.stdout)["verdict"] == "conforms"


def test_a_random_seed_is_recorded_so_that_it_can_be_used_again(command: Command) -> None:
    first, second = (
        json.loads(
            command(
                "check", "optimcore:SGD", "--examples", 1, "--seed", "random", "--json", "-"
            ).stdout
        )
        for _ in range(2)
    )
    assert first["verdict"] == second["verdict"] == "conforms"
    assert first["options"]["seed"] != second["options"]["seed"]
    again = check("optimcore:SGD", examples=1, seed=first["options"]["seed"])
    assert json.loads(again.to_json()) == first


def test_the_maps_and_hypers_of_the_command_reach_the_report(
    command: Command, write_subject: WriteSubject
) -> None:
    source = SOURCES["sgd"].replace("lr=1e-3", "gamma, device").replace("= lr", "= gamma")
    path = write_subject(source)
    result = command(
        "check", f"{path}:SGD", "--examples", 1, "--map", "lr=gamma", "--hyper", "device=cpu",
        "--json", "-",
    )  # fmt: skip
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["names"] == {"lr": ["gamma"]}
    assert record["options"]["map"] == {"lr": "gamma"}
    assert record["options"]["hyper"] == {"device": "cpu"}


def test_a_conforming_subject_exits_0(command: Command) -> None:
    result = command("check", "optimcore:SGD", "--examples", 1)
    assert result.exit_code == 0
    assert "optimcore:SGD conforms to sgd" in result.stdout


def test_a_diverging_subject_exits_1_and_names_the_law(
    command: Command, write_subject: WriteSubject
) -> None:
    path = write_subject("climbing")
    result = command("check", f"{path}:SGD", "--examples", 1)
    assert result.exit_code == 1
    assert f"{path}:SGD diverges" in result.stdout
    assert "agreement" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["optimcore:SGD", "--rule", "no-such-rule"],
        ["optimcore:Optimizer"],
        ["optimcore:absent"],
        ["absent.py:SGD"],
        ["absent:SGD"],
        ["optimcore"],
        ["optimcore:SGD", "--examples", "0"],
        ["optimcore:SGD", "--examples", "many"],
        ["optimcore:SGD", "--seed", "often"],
        ["optimcore:SGD", "--map", "lr"],
        ["optimcore:SGD", "--map", "lr="],
        ["optimcore:SGD", "--map", "lr=speed"],
        ["optimcore:SGD", "--map", "eps=lr"],
        ["optimcore:SGD", "--hyper", "=3"],
        ["optimcore:SGD", "--adapter", "mxnet"],
        ["optimcore:SGD", "--frobnicate"],
    ],
    ids=" ".join,
)
def test_an_invalid_check_exits_2_with_the_reason(command: Command, arguments: list[str]) -> None:
    result = command("check", *arguments)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_a_subject_that_cannot_be_built_exits_3(
    command: Command, write_subject: WriteSubject
) -> None:
    path = write_subject(PAGE_SGD.replace("self.lr = lr", "raise RuntimeError('needs a GPU')"))
    result = command("check", f"{path}:SGD")
    assert result.exit_code == 3
    assert "needs a GPU" in result.output


def test_a_file_that_cannot_be_imported_exits_3(
    command: Command, write_subject: WriteSubject
) -> None:
    result = command("check", f"{write_subject('1 / 0')}:SGD")
    assert result.exit_code == 3
    assert "ZeroDivisionError" in result.output


def test_a_subject_that_ends_the_process_does_not_conform(
    command: Command, write_subject: WriteSubject
) -> None:
    path = write_subject(PAGE_SGD.replace("for p in", "raise SystemExit(0)\n        for p in", 1))
    result = command("check", f"{path}:SGD", "--examples", 1)
    assert result.exit_code in (1, 3)


def test_a_check_without_decided_comparisons_exits_3(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Examination({}, {})

    def examine(examiner: Examiner) -> Examination:
        examiner.result = nothing
        return nothing

    monkeypatch.setattr(Examiner, "examine", examine)
    result = command("check", "optimcore:SGD")
    assert result.exit_code == 3
    assert "optimcore:SGD undecided" in result.stdout
