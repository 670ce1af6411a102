"""``identify``: the rule, the dialect, a fixed hyper-parameter, or the nearest rules."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from conformance import SubjectOptions, identify
from conformance.errors import CannotRun, WrongUse
from conformance.records.base import json_schema
from conformance.records.identity import Identity
from conformance.tests.example_subjects import EPS_INSIDE, PAGE_ADAM
from conformance.tests.fixture_types import Command, WriteSubject

DRIFTING = PAGE_ADAM.replace("= p.data - ", "= 0.999 * p.data - ")


def test_optimcores_sgd_is_sgd() -> None:
    first = identify("optimcore:SGD").known[0]
    assert (first.rule, first.how) == ("sgd", "")
    assert first.hyper["momentum"] == ["momentum"]
    assert first.cases == first.of > 5


def test_a_dialect_is_named(command: Command, write_subject: WriteSubject, tmp_path: Path) -> None:
    wanted = tmp_path / "identity.json"
    done = command("identify", f"{write_subject(EPS_INSIDE)}:Adam", "--json", wanted)
    assert done.exit_code == 0
    assert (
        "follows Adam: eps is added inside the square root (adam-eps-root, as in optax, nadir);"
        " same results in" in done.stdout
    )
    seen = json.loads(wanted.read_text())
    jsonschema.validate(seen, json_schema(Identity))
    assert seen["matches"][0]["how"] == "adam-eps-root"


def test_without_a_rule_the_nearest_is_reported(
    command: Command, write_subject: WriteSubject
) -> None:
    assert DRIFTING != PAGE_ADAM
    done = command("identify", f"{write_subject(DRIFTING)}:Adam")
    assert done.exit_code == 1
    assert "follows no known rule; the nearest are:\n  Adam" in done.stdout


def test_an_optimizer_that_cannot_be_run_follows_no_rule(write_subject: WriteSubject) -> None:
    source = PAGE_ADAM.replace("self.params = list(params)", "raise OSError('no device')")
    with pytest.raises(CannotRun, match="no device"):
        identify(f"{write_subject(source)}:Adam")


def test_a_class_without_a_step_is_no_optimizer() -> None:
    with pytest.raises(WrongUse, match="without a method that takes a step"):
        identify("fractions:Fraction")


def test_options_apply_to_the_rules_that_have_the_hyper_parameter(
    command: Command, write_subject: WriteSubject
) -> None:
    odd = PAGE_ADAM.replace("epsilon=", "smidgen=").replace("beta2, epsilon", "beta2, smidgen")
    assert odd != PAGE_ADAM
    target = f"{write_subject(odd)}:Adam"
    assert "eps as smidgen" not in command("identify", target).stdout
    done = command("identify", target, "--map", "eps=smidgen", "--without", "float32")
    assert done.exit_code == 0, done.output
    assert "eps as smidgen" in done.stdout


def test_an_option_that_applies_to_no_rule_is_rejected() -> None:
    with pytest.raises(WrongUse, match="No rule has a hyper-parameter 'wings'"):
        identify("optimcore:SGD", options=SubjectOptions(assumed={"wings": 2.0}))


def test_the_former_name_of_the_options_still_works() -> None:
    wings = SubjectOptions(assumed={"wings": 2.0})
    with pytest.raises(WrongUse, match="No rule has a hyper-parameter 'wings'"):
        identify("optimcore:SGD", wording=wings)
    with pytest.raises(WrongUse, match="options and wording both describe the optimizer"):
        identify("optimcore:SGD", options=SubjectOptions(), wording=wings)
