"""The command ``check``: its JSON, and options that reach the report."""

from __future__ import annotations

import json

from conformance import check
from conformance.tests.example_subjects import SOURCES
from conformance.tests.fixture_types import Command, WriteSubject


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


def test_a_random_seed_is_recorded_so_that_it_can_be_asked_again(command: Command) -> None:
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
