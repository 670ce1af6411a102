"""The traits that are found by trying are those that the rules of optimcore declare."""

from __future__ import annotations

import pytest

from properties.rules.registry import optimizers, read_defaults
from properties.rules.source_edits import source_of
from properties.tests.traits.own_rule_text import rule_text
from properties.traits.describe_rule import InvalidRule, describe_rule
from properties.traits.find_traits import Traits, find_powers_among, find_traits, working_shape
from properties.traits.trial_runs import TrialRuns

# Their updates take another name for an argument, or their state needs more than moments.
NAMES = sorted(optimizers())


def found(name: str) -> Traits:
    kind = optimizers()[name]
    return find_traits(TrialRuns(kind, read_defaults(kind)), source_of(f"{name}.py"), kind.__name__)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_found_is_what_a_rule_declares(name: str) -> None:
    traits, kind = found(name), optimizers()[name]
    assert traits.elementwise == kind.elementwise
    assert traits.dimensions == kind.dimensions
    assert traits.skips_empty == kind.skips_empty
    assert traits.shapeless == (kind.shapeless and kind.dimensions is None)
    assert traits.is_odd
    if kind.sign_based:
        assert traits.sign_based


@pytest.mark.parametrize("name", NAMES)
def test_the_declared_powers_of_the_gradient_are_confirmed_and_others_are_not(name: str) -> None:
    kind = optimizers()[name]
    runs = TrialRuns(kind, read_defaults(kind))
    shape = working_shape(kind.dimensions)
    settings = [s for s in runs.settings() if runs.works(shape, s) and not s.get("rebuild")]
    powers = kind.gradient_powers
    if powers is not None and "decoupled_weight_decay" not in kind.hyperparameters():
        assert find_powers_among(runs, [shape], settings, [powers]) is not None
        assert find_powers_among(runs, [shape], settings, [{**powers, "lr": 3}]) is None


WRONG = {
    "elementwise": "return theta - h.lr * g / np.linalg.norm(g), {}",
    "shapeless": "return theta - h.lr * g * theta.ndim, {}",
    "gradient_powers": "return theta - h.lr * g, {}",
}


@pytest.mark.parametrize("trait", WRONG)
def test_a_wrong_declaration_is_rejected(trait: str) -> None:
    value = "{}" if trait == "gradient_powers" else "True"
    text = rule_text(WRONG[trait], f"lr=0.1, {trait}={value}")
    with pytest.raises(InvalidRule, match=rf"declares {trait} = .*Correct the declaration"):
        describe_rule(text, "mine", "paper.py:mine", "paper.py")
    described = describe_rule(rule_text(WRONG[trait]), "mine", "paper.py:mine", "paper.py")
    assert described.traits[trait] in (False, {"lr": -1})


def test_a_wrong_declaration_in_a_rule_of_optimcore_is_rejected() -> None:
    right = source_of("lars.py").replace("from .", "from optimcore.")
    wrong = right.replace("elementwise = False", "elementwise = True")
    assert wrong != right
    assert not describe_rule(right, "LARS", "lars.py:LARS", "lars.py").traits["elementwise"]
    with pytest.raises(InvalidRule, match="elementwise = True"):
        describe_rule(wrong, "LARS", "lars.py:LARS", "lars.py")


def test_a_threshold_that_floats_do_not_reach_is_found_by_balls() -> None:
    body = "g = np.where(np.sum(g * g) > 1e4, 0.5 * g, g)\nreturn theta - h.lr * g, {}"
    assert not describe_rule(rule_text(body), "mine", "m.py:mine", "m.py").traits["elementwise"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (rule_text("return theta, {}").replace("mine", "other"), "has no attribute 'mine'"),
        (rule_text("return theta, {}", head="import torch\n"), "line 1, imports"),
        ("mine = 3\n", "is no rule"),
        (rule_text("return theta, {}", "lr=0.1, alpha=2.0"), "range of the hyper-parameter"),
        (rule_text("return theta, {}").replace("theta, g", "p, g"), "Call them"),
        (
            rule_text('return theta - s["v"], {}'),
            r"line 7: return theta - s\[\"v\"\](.|\n)*moments",
        ),
        (rule_text("return theta - g.sum(axis=5), {}"), "cannot be run on small arrays"),
    ],
)
def test_what_is_no_rule_is_rejected_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(InvalidRule, match=message):
        describe_rule(text, "mine", "paper.py:mine", "paper.py")
