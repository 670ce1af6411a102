"""``convert``: the values, flags and conditions with which optimizers agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import jsonschema
import pytest

from conformance import Conversion, SubjectOptions, convert
from conformance.adapters import AdaptedSubject
from conformance.errors import WrongUse
from conformance.operations.comparable import capability_conditions
from conformance.records.base import json_schema
from conformance.tests.example_subjects import EPS_INSIDE, PAGE_ADAM
from conformance.tests.fixture_types import Command
from properties.subjects.trajectory import Capabilities

Convert = Callable[[str, str], Conversion]

# A correct SGD with momentum.
MOMENTUM = """\
import numpy as np

class SGD:
    def __init__(self, params, lr=0.1, momentum=0.9, l2=0.0):
        self.params = list(params)
        self.lr, self.momentum, self.l2 = lr, momentum, l2
        self.u = [np.zeros_like(p.data) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad + self.l2 * p.data
                self.u[i] = self.momentum * self.u[i] + g
                p.data[...] = p.data - self.lr * self.u[i]
"""
LR_INSIDE = MOMENTUM.replace("self.u[i] + g", "self.u[i] + self.lr * g").replace(
    "p.data - self.lr * self.u[i]", "p.data - self.u[i]"
)
COMPLEMENT = MOMENTUM.replace("self.momentum * self.u", "(1 - self.momentum) * self.u").replace(
    "momentum=0.9", "momentum=0.1"
)
DECOUPLED = MOMENTUM.replace("p.grad + self.l2 * p.data", "p.grad").replace(
    "p.data - self.lr", "p.data * (1 - self.lr * self.l2) - self.lr"
)
DECAY_BY_ITSELF = DECOUPLED.replace("self.lr * self.l2", "self.l2")
AVERAGE = MOMENTUM.replace("self.u[i] + g", "self.u[i] + (1 - self.momentum) * g")
SWITCHED = MOMENTUM.replace("l2=0.0)", "l2=0.0, halved=True)").replace(
    "self.l2 = lr, momentum, l2", "self.l2 = lr / (1 + halved), momentum, l2"
)
SIGNED = MOMENTUM.replace("self.lr * self.u[i]", "self.lr * np.sign(self.u[i])")


@pytest.fixture
def compared(tmp_path: Path) -> Convert:
    """Convert between two source texts, each in its own file."""

    def compare(source: str, target: str) -> Conversion:
        paths = tmp_path / "source.py", tmp_path / "target.py"
        for path, text in zip(paths, (source, target), strict=True):
            path.write_text(text)
        name = "Adam" if "class Adam" in source else "SGD"
        return convert(*(f"{path}:{name}" for path in paths))

    return compare


def arguments(conversion: Conversion) -> dict[str, str]:
    return {term.argument: term.expression for term in conversion.terms}


def test_the_same_rule_under_other_names(compared: Convert) -> None:
    seen = convert("optimcore:Adam", "optimcore:Adam")
    assert (seen.possible, seen.conditions, seen.lacking) == (True, [], [])
    assert arguments(seen)["betas"] == "betas"
    assert seen.cases > 20
    assert seen.numbers > 500


def test_arguments_without_an_equivalent_are_listed(compared: Convert) -> None:
    seen = compared(
        MOMENTUM, MOMENTUM.replace(", l2=0.0", "").replace("momentum, l2", "momentum, 0")
    )
    assert seen.possible
    assert (seen.conditions, seen.lacking) == ([], ["l2=0.0"])
    assert arguments(seen) == {"lr": "lr", "momentum": "momentum"}


def test_the_target_may_have_hard_coded_zeros(compared: Convert) -> None:
    without = PAGE_ADAM.replace(", epsilon=1e-8", "").replace("beta2, epsilon", "beta2, 0.0")
    assert without != PAGE_ADAM
    seen = compared(PAGE_ADAM, without)
    assert seen.possible
    assert "epsilon=0.0" in seen.lacking


def test_a_target_that_needs_gradients_is_compared_where_it_has_them(compared: Convert) -> None:
    seen = compared(MOMENTUM, MOMENTUM.replace("if p.grad is not None:", "if True:"))
    assert seen.conditions == ["every parameter has a gradient at every step"]


@pytest.mark.parametrize(
    ("settable", "lacks", "expected"),
    [
        ({"lr"}, {}, []),
        (set(), {}, ["no hyper-parameter changes during the run"]),
        ({"lr"}, {"no gradient": "so"}, ["every parameter has a gradient at every step"]),
    ],
)
def test_scenarios_that_the_target_does_not_support_are_listed(
    settable: set[str], lacks: dict[str, str], expected: list[str]
) -> None:
    hyper = frozenset({"lr"})
    one, other = (
        cast(
            AdaptedSubject,
            SimpleNamespace(capabilities=Capabilities(hyper, frozenset(s), frozenset(), missing)),
        )
        for s, missing in (({"lr"}, {}), (settable, lacks))
    )
    assert [condition.words for condition in capability_conditions(one, other)] == expected


def test_a_formula_is_found_for_one_number(compared: Convert) -> None:
    seen = compared(MOMENTUM, COMPLEMENT)
    assert seen.conditions == []
    assert arguments(seen) == {"lr": "lr", "momentum": "1 - momentum", "l2": "l2"}
    assert "momentum=0.09999999999999998" in seen.call


def test_a_formula_may_need_the_learning_rate(compared: Convert) -> None:
    seen = compared(DECOUPLED, DECAY_BY_ITSELF)
    assert arguments(seen)["l2"] == "l2 * lr"
    assert seen.conditions == ["no hyper-parameter changes during the run"]


def test_a_formula_may_need_the_momentum(compared: Convert) -> None:
    assert arguments(compared(MOMENTUM, AVERAGE))["lr"] == "lr / (1 - momentum)"


def test_a_flag_of_the_target_is_set(compared: Convert) -> None:
    seen = compared(MOMENTUM, SWITCHED)
    assert seen.conditions == []
    assert arguments(seen)["halved"] == "False"
    assert "halved=False" in seen.call


def test_a_condition_is_listed_and_no_more_than_needed(compared: Convert) -> None:
    seen = compared(PAGE_ADAM, EPS_INSIDE)
    assert seen.possible
    assert seen.conditions == ["epsilon=0.0"]
    assert seen.source_follows == "Adam: as published"
    assert seen.target_follows == "Adam: eps is added inside the square root"


def test_the_place_of_lr_matters_only_if_lr_changes(compared: Convert) -> None:
    seen = compared(MOMENTUM, LR_INSIDE)
    assert seen.conditions == ["no hyper-parameter changes during the run"]
    assert arguments(seen) == {"lr": "lr", "momentum": "momentum", "l2": "l2"}


def test_other_formulas_are_reported(compared: Convert, command: Command, tmp_path: Path) -> None:
    seen = compared(MOMENTUM, SIGNED)
    assert (seen.possible, seen.terms, seen.numbers) == (False, [], 0)
    paths = tmp_path / "source.py", tmp_path / "target.py"
    done = command("convert", *(f"{path}:SGD" for path in paths))
    assert done.exit_code == 1
    assert done.stdout.startswith("no arguments found")


def test_the_command_prints_and_writes(command: Command, tmp_path: Path) -> None:
    wanted = tmp_path / "conversion.json"
    done = command("convert", "optimcore:SGD", "optimcore:SGD", "--json", wanted)
    assert done.exit_code == 0
    assert "gives the same results as optimcore:SGD with\n  lr" in done.stdout
    assert "optimcore:SGD with its defaults:\n  optimcore:SGD(lr=" in done.stdout
    seen = json.loads(wanted.read_text())
    jsonschema.validate(seen, json_schema(Conversion))
    assert seen["possible"]


# One with names that are not recognized, and one with a hard-coded momentum.
ODD = MOMENTUM.replace("momentum=0.9, l2", "inertia=0.9, l2").replace(
    "lr, momentum, l2", "lr, inertia, l2"
)
BUILT_IN = MOMENTUM.replace("momentum=0.9, ", "").replace("lr, momentum, l2", "lr, 0.9, l2")


def test_source_and_target_have_options_of_their_own(command: Command, tmp_path: Path) -> None:
    paths = tmp_path / "source.py", tmp_path / "target.py"
    for path, text in zip(paths, (BUILT_IN, ODD), strict=True):
        path.write_text(text)
    both = [f"{path}:SGD" for path in paths]
    told = ["--source-assume", "momentum=0.9", "--target-map", "momentum=inertia"]
    done = command("convert", *both, *told, "--json", tmp_path / "told.json")
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "told.json").read_text())
    assert {t["argument"]: t["expression"] for t in found["terms"]} == {
        "lr": "lr", "inertia": "0.9", "l2": "l2",
    }  # fmt: skip
    assert found["conditions"] == []


def test_options_of_the_two_reach_them(command: Command) -> None:
    both = ["convert", "optimcore:SGD", "optimcore:SGD"]
    assert command(*both, "--source-adapter", "none").exit_code == 2
    assert "adapter 'none' is unknown" in command(*both, "--target-adapter", "none").stderr
    assert (
        "without wings: there is no such capability"
        in command(*both, "--target-without", "wings").stderr
    )
    done = command(*both, "--source-hyper", "momentum=0.5", "--target-hyper", "momentum=0.25")
    assert done.exit_code == 1
    assert done.stdout.startswith("no arguments found")


@pytest.mark.parametrize("whose", ["source", "target"])
def test_the_former_names_of_the_options_still_work(whose: str) -> None:
    unknown = SubjectOptions(adapter="none")
    old: dict[str, Any] = {f"{whose}_wording": unknown}
    new: dict[str, Any] = {f"{whose}_options": unknown}
    for given in (old, new):
        with pytest.raises(WrongUse, match="adapter 'none' is unknown"):
            convert("optimcore:SGD", "optimcore:SGD", **given)
    with pytest.raises(WrongUse, match=f"options and {whose}_wording both describe"):
        convert("optimcore:SGD", "optimcore:SGD", **old, **new)


def test_what_cannot_be_compared_is_wrong_use(command: Command) -> None:
    done = command("convert", "optimcore:SGD", "optimcore:Nothing")
    assert done.exit_code == 2
    assert "has no attribute 'Nothing'" in done.stderr
