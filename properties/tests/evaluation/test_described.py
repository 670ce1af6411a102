"""What is found out about a rule with a point of evaluation, and how wrong ones are rejected."""

from __future__ import annotations

import re

import pytest

from properties.enclosures.evaluate import enclose
from properties.mutants import MutantSubject, mutants
from properties.rules.own_balls import RuleError
from properties.rules.own_rules import OwnRule
from properties.rules.registry import read_defaults
from properties.scenarios.model import EncodedHyper, Look, Scenario, Start, Step
from properties.scenarios.model import encode_array as array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory
from properties.tests.evaluation.example_rules import (
    HALFWAY,
    SCHEDULE_FREE_ADAMW,
    SCHEDULE_FREE_SGD,
)
from properties.tests.shared_values.example_rules import registered
from properties.traits.dead_hyper import find_dead
from properties.traits.describe_rule import InvalidRule, describe_rule, load_class
from properties.traits.purity import find_impurities
from properties.traits.trial_runs import TrialRuns

EXAMPLES = (
    (HALFWAY, "halfway"),
    (SCHEDULE_FREE_SGD, "schedule_free_sgd"),
    (SCHEDULE_FREE_ADAMW, "ScheduleFreeAdamW"),
)


def describe(text: str) -> OwnRule:
    return describe_rule(text, "halfway", "paper.py:halfway", "paper.py")


def runs_of(own: OwnRule) -> TrialRuns:
    kind = load_class(own)
    return TrialRuns(kind, read_defaults(kind))


@pytest.mark.parametrize(("text", "name"), EXAMPLES)
def test_the_traits_of_the_examples(text: str, name: str) -> None:
    found = describe_rule(text, name, f"paper.py:{name}", "paper.py")
    assert found.traits["elementwise"]
    assert found.traits["shapeless"]
    assert found.traits["gradient_powers"] is not None
    assert found.is_odd


def test_an_average_with_a_rate_of_zero_is_not_drawn() -> None:
    own = describe_rule(SCHEDULE_FREE_SGD, "schedule_free_sgd", "paper.py:mine", "paper.py")
    values = own.profile["values"]["momentum"]
    assert 0.5 in values
    assert 0.0 not in values


@pytest.mark.parametrize(
    ("point", "trait"),
    [
        ('(theta + s["start"]) / 2 + 1', "is_odd"),
        ('theta + np.mean(s["start"])', "elementwise"),
        ("theta + theta.ndim", "shapeless"),
    ],
)
def test_the_point_of_evaluation_has_a_part_in_the_traits(point: str, trait: str) -> None:
    text = HALFWAY.replace('(theta + s["start"]) / 2', point)
    text = text.replace("import optimcore", "import numpy as np\nimport optimcore", 1)
    found = describe(text)
    assert not (found.is_odd if trait == "is_odd" else found.traits[trait])


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("def middle(theta, s, t, h)", "def middle(x, s, t, h)",
         r"The shown .* arguments \(x, s, t, h\).*Call them \(theta, s, t, h\)"),
        ("shown=middle", "shown=lambda *a: 0", "The shown .* is a lambda"),
        ('s["start"]) / 2', 's["begin"]) / 2', r'cannot be run on small arrays(.|\n)*s\["begin"\]'),
        ('(theta + s["start"]) / 2', "[theta, theta]", r"shown returns an array of shape \(2,\)"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_rejected_with_a_reason(before: str, after: str, message: str) -> None:
    assert before in HALFWAY
    with pytest.raises(InvalidRule, match=message):
        describe(HALFWAY.replace(before, after))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("theta[...] = 0", "shown changes an argument"),
        ('s["m"] = 0', r"shown changes an argument(.|\n)*sets s\[\"m\"\]"),
        ("h.lr = 1.0", "sets h.lr"),
        ("global SEEN", "shown keeps SEEN between calls"),
    ],
)
def test_an_impure_point_of_evaluation_is_reported(body: str, message: str) -> None:
    text = HALFWAY.replace("t, h):\n", f"t, h):\n    {body}\n", 1)
    own = OwnRule("mine", "halfway", "paper.py:halfway", "paper.py", text)
    found = find_impurities(own, load_class(own), runs_of(own), [(6,)])
    assert any(re.search(message, one) for one in found), found


@pytest.mark.parametrize(("text", "name"), EXAMPLES)
def test_a_pure_rule_is_not_reported_and_all_its_hyper_parameters_do_something(
    text: str, name: str
) -> None:
    own = describe_rule(text, name, f"paper.py:{name}", "paper.py")
    runs = runs_of(own)
    assert find_impurities(own, load_class(own), runs, [(6,)]) == []
    assert find_dead(runs, [(6,)], own.profile["values"]) == []


def test_a_hyper_parameter_of_the_point_of_evaluation_alone_does_something() -> None:
    text = HALFWAY.replace("/ 2", "* h.share").replace("lr=0.1", "lr=0.1, share=SHARE")
    text = text.replace("SHARE", "optimcore.positive(0.5)")
    own = describe(text)
    assert find_dead(runs_of(own), [(6,)], own.profile["values"]) == []


def test_a_point_that_fails_on_balls_names_its_line() -> None:
    text = HALFWAY.replace("return (theta", "return np.fft.fft(theta).real * 0 + (theta")
    text = text.replace("import optimcore", "import numpy as np\nimport optimcore", 1)
    with registered(text, "halfway") as rule:
        assert rule.ball_shown is not None
        step = Step((array([1.0]),))
        case = Scenario(rule.name, "float64", (Start(array([1.0])),), ({},), (step, Look()))
        with pytest.raises(RuleError, match=r"line 9: return np\.fft"):
            enclose(rule, case)


def test_mutants_come_from_both_functions_and_are_looked_at() -> None:
    with registered(HALFWAY, "halfway") as rule:
        found = mutants(rule)
        assert {m.function.name for m in found} == {"halfway", "middle"}
        group: dict[str, EncodedHyper] = {"lr": (0.5).hex()}
        steps = (Step((array([3.0]),)), Look(), Look(2))
        case = Scenario(rule.name, "float64", (Start(array([1.0])),), (group,), steps)
        right = CoreSubject(rule.name).run(case)
        assert isinstance(right, Trajectory)
        wrong = next(m for m in found if "return theta / 2" in m.diff())
        assert wrong.title == (
            "The point of evaluation is theta / 2; it should be (theta + start) / 2."
        )
        run = MutantSubject(rule, wrong).run(case)
        assert isinstance(run, Trajectory)
        seen = [[float(frame[0][0]) for frame in one.frames] for one in (right, run)]
        assert seen == [[-0.5, 0.25, 0.25], [-0.5, -0.25, -0.25]]
