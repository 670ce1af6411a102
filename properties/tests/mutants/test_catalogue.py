"""The mutants of the rules: their edits are what is run, and every operator has some."""

from __future__ import annotations

import ast
from warnings import catch_warnings, simplefilter

import pytest

from properties.dialects import dialects
from properties.dialects.base import apply_dialects
from properties.mutants import MutantSubject, mutants
from properties.mutants.operator import operators, rewrites
from properties.mutants.rule_source import find_definition
from properties.mutants.tree import unparse
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import apply_edits
from properties.scenarios.model import Scenario, SetHyper, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Outcome, SubjectError

RULES = ("adam", "sgd", "rprop")

# One mutant in so many is run as an edited package, which takes longer.
EVERY = 25


def small_scenario(rule: str) -> Scenario:
    steps = [Step((encode_array(g),)) for g in ([0.5, -1.0], [0.25, 2.0], [-0.5, 1.0])]
    later = SetHyper("lr", (0.25).hex())
    return Scenario(
        rule, "float64", (Start(encode_array([1.0, -3.0])),), ({"lr": (0.5).hex()},),
        (*steps[:2], later, steps[2]),
    )  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_edits_are_what_is_run(rule: str) -> None:
    for mutant in mutants(rules()[rule]):
        name = mutant.function.name
        qualified = f"{rules()[rule].title}.update" if name == "update" else name
        (edit,) = mutant.edits
        edited = find_definition(edit.apply(mutant.function.text), qualified)
        assert unparse(ast.Module(edited.body, [])) == unparse(ast.Module(mutant.changed.body, []))


@pytest.mark.parametrize("rule", RULES)
def test_an_edited_package_has_the_results_of_the_subject(rule: str) -> None:
    scenario = small_scenario(rule)
    for mutant in mutants(rules()[rule])[::EVERY]:
        ours = MutantSubject(rules()[rule], mutant).run(scenario)
        theirs = CoreSubject(rule, build_variant(mutant.edits)).run(scenario)
        assert frames_of(ours) == frames_of(theirs), mutant.id


@pytest.mark.parametrize("rule", ["nadam", "adan"])
def test_a_diff_changes_no_blank_line(rule: str) -> None:
    in_place = [m for m in mutants(rules()[rule]) if m.operator != "order of statements"]
    for mutant in in_place[::50]:
        changed = [line for line in mutant.diff().splitlines() if line[0] in "+-"]
        assert not {"+", "-"} & set(changed), mutant.id


def frames_of(outcome: Outcome) -> object:
    if isinstance(outcome, SubjectError):
        return outcome.event, outcome.kind
    return [[a.tobytes() for a in frame] for frame in outcome.frames]


@pytest.mark.parametrize("rule", rules())
@pytest.mark.sampled("rule")
def test_ids_are_unique(rule: str) -> None:
    found = [mutant.id for mutant in mutants(rules()[rule])]
    assert len(set(found)) == len(found)


def operators_without_mutant() -> set[str]:
    """Return the operators and rewrites that change no rule."""
    made = {m.operator for rule in rules().values() for m in mutants.__wrapped__(rule)}
    return {*operators.items(), *rewrites.items()} - made


@pytest.mark.campaign
def test_every_operator_has_a_mutant_and_one_without_is_noticed() -> None:
    with operators.add_temporarily("nothing", lambda node, scope: iter(())):
        assert operators_without_mutant() == {"nothing"}


def test_no_change_of_a_dialect_makes_python_warn() -> None:
    rule = apply_dialects("adafactor", [dialects()["adafactor-eps-in-square"]])
    for mutant in mutants(rule):
        for text in apply_edits((*rule.edits, *mutant.edits)).values():
            with catch_warnings():
                simplefilter("error")
                compile(text, "changed", "exec")
