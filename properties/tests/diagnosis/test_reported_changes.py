"""What is found beside the formula is shown as a change of the formula that was found."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.candidate import Candidate
from properties.diagnosis.candidates.candidate_pool import combine, single_changes
from properties.diagnosis.contract import ContractName, as_reported
from properties.diagnosis.hypotheses.value_origins import ORIGINS
from properties.rules.registry import rules
from properties.rules.source_edits import Edit

SGD = rules()["sgd"]
ALWAYS_NESTEROV = Edit(
    "sgd.py", "u = g + h.momentum * v if h.nesterov else v", "u = g + h.momentum * v"
)


def formula() -> Candidate:
    return Candidate("found", "mutant", "", "", SGD, "sgd", (ALWAYS_NESTEROV,))


def dialect() -> Candidate:
    return next(one for one in single_changes(SGD) if one.id == "sgd-lr-inside-velocity")


def test_a_dialect_is_a_change_of_the_formula_that_was_found() -> None:
    applied = combine(formula(), dialect())
    assert applied is not None
    name = ContractName(dialect(), applied, None, 1)
    lines = as_reported(name, SGD, formula()).diff.splitlines()
    assert "-        u = g + h.momentum * v" in lines
    assert "+        u = h.lr * g + h.momentum * v" in lines
    assert not any("nesterov" in line for line in lines if line[0] in "+-")


def test_without_a_formula_it_is_a_change_of_the_rule() -> None:
    name = ContractName(dialect(), dialect(), None, 1)
    assert as_reported(name, SGD, None).diff == dialect().diff


@pytest.mark.parametrize("has_groups", [False, True])
def test_advice_about_groups_is_for_optimizers_with_groups(has_groups: bool) -> None:
    for origin in ORIGINS:
        if origin.needs != "groups":
            words = origin.explain(["lr"], ["lr"], has_groups) + origin.name(has_groups)
            assert not ("group" in words and not has_groups)
            assert "{" not in words


def test_only_hyper_parameters_with_other_places_are_said_to_have_them() -> None:
    [origin] = [one for one in ORIGINS if one.id == "construction"]
    words = origin.explain(["lr", "weight_decay"], ["lr"], has_groups=False)
    assert "other places of the formula have the new lr." in words
    assert words.endswith("Compute whatever depends on lr or weight_decay at each step.")
