"""What is found out about a rule whose parameters share values, and how wrong ones are rejected."""

from __future__ import annotations

import re

import pytest

from properties.laws import laws
from properties.mutants import MutantSubject, mutants
from properties.rules.own_rules import OwnRule
from properties.rules.registry import read_defaults
from properties.scenarios.model import EncodedHyper, Scenario, Start, Step
from properties.scenarios.model import encode_array as array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory
from properties.tests.shared_values.example_rules import D_ADAPT_SGD, PRODIGY, registered
from properties.tests.traits.own_rule_text import HEAD
from properties.traits.describe_rule import InvalidRule, describe_rule, load_class
from properties.traits.purity import find_impurities
from properties.traits.trial_runs import TrialRuns

LENGTH = """def length(thetas, gs, states, shared, t, h):
    return {"length": np.sqrt(sum(np.sum(g * g) for g in gs)) + h.eps}

"""
RULE = f"""{HEAD}
{LENGTH}
@optimcore.rule(lr=0.1, eps=1e-8, decay=0.0, shared=length)
def mine(theta, g, s, t, h, shared):
    return theta - h.lr * (g / shared["length"] + h.decay * theta), {{}}
"""


def describe(text: str) -> OwnRule:
    return describe_rule(text, "mine", "paper.py:mine", "paper.py")


def test_the_traits_are_those_of_a_rule_that_depends_on_other_elements() -> None:
    found = describe(RULE)
    assert not found.traits["elementwise"]
    assert found.traits["shapeless"]
    assert found.traits["gradient_powers"] == {"eps": 1}
    assert found.is_odd
    assert found.profile["same_in_all_groups"] == ("eps",)
    assert found.profile["depends_on_order"] is False


def test_a_rule_that_treats_the_first_parameter_differently_is_not_tested_in_other_orders() -> None:
    with registered(RULE.replace("for g in gs)", "for g in gs[:1])"), "mine") as rule:
        reason = laws()["order"].not_applicable(rule, CoreSubject(rule.name))
        assert reason == (
            "mine: the values that all parameters share depend on the order of the parameters"
        )


def test_the_hyper_parameters_of_comprehensions_and_helpers_are_those_of_all_groups() -> None:
    helped = RULE.replace("+ h.eps}", "+ sum(part(g, h) for g in gs)}").replace(
        LENGTH.splitlines()[0], f"def part(g, h):\n    return h.eps\n\n{LENGTH.splitlines()[0]}"
    )
    assert describe(helped).profile["same_in_all_groups"] == ("eps",)
    assert describe(PRODIGY.replace("class Prodigy", "class mine")).profile[
        "same_in_all_groups"
    ] == ("lr", "betas", "d0", "d_coef")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (", shared=length", "", "nothing computes what all"),
        ("t, h, shared):", "t, h):", r"The update .* Call them \(theta, g, s, t, h, shared\)"),
        ("gs, states", "grads, states", r"The shared .* Call them \(thetas, gs, states, shared,"),
        ("shared=length", "shared=lambda *a: {}", "The shared .* is a lambda"),
        ('return {"length"', 'return 3.0 or {"length"', r"cannot be run on small arrays"),
        ('{"length": ', '{"size": ', r"cannot be run on small arrays"),
    ],
)
def test_a_wrong_rule_is_rejected_with_a_reason(before: str, after: str, message: str) -> None:
    assert before in RULE
    with pytest.raises(InvalidRule, match=message):
        describe(RULE.replace(before, after))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("gs[0][...] = 0", "shared changes an argument"),
        ('shared["t"] = t', r'shared changes an argument(.|\n)*sets shared\["t"\]'),
        ('states[0]["m"] = 0', r'sets s\["m"\]'),
        ("h.lr = 1.0", "sets h.lr"),
        ("thetas = [np.random.standard_normal(3)]", "shared uses numpy.random"),
    ],
)
def test_an_impure_function_of_shared_values_is_reported(body: str, message: str) -> None:
    text = RULE.replace("t, h):\n", f"t, h):\n    {body}\n", 1)
    own = OwnRule("mine", "mine", "paper.py:mine", "paper.py", text)
    kind = load_class(own)
    found = find_impurities(own, kind, TrialRuns(kind, read_defaults(kind)), [(6,)])
    assert any(re.search(message, one) for one in found), found


def test_a_pure_rule_is_not_reported() -> None:
    for text, name in ((RULE, "mine"), (D_ADAPT_SGD, "d_adapt_sgd"), (PRODIGY, "Prodigy")):
        own = OwnRule(name, name, f"paper.py:{name}", "paper.py", text)
        kind = load_class(own)
        assert find_impurities(own, kind, TrialRuns(kind, read_defaults(kind)), [(6,)]) == []


def test_mutants_come_from_both_functions_and_can_be_run() -> None:
    with registered(RULE, "mine") as rule:
        found = mutants(rule)
        assert {m.function.name for m in found} == {"mine", "length"}
        start = (Start(array([1.0])), Start(array([2.0])))
        group: dict[str, EncodedHyper] = {"lr": (0.5).hex()}
        step = Step((array([3.0]), array([4.0])))
        case = Scenario(rule.name, "float64", start, (group,), (step,))
        right = CoreSubject(rule.name).run(case)
        assert isinstance(right, Trajectory)
        wrong = next(m for m in found if "np.abs(np.sum" in m.diff() or "g * g * g" in m.diff())
        run = MutantSubject(rule, wrong).run(case)
        assert isinstance(run, Trajectory)
        assert run.frames[0][0] != right.frames[0][0]
