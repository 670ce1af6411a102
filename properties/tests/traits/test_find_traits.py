"""The traits that are found by trying are those that the rules of optimcore declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from properties.rules.registry import optimizers, read_defaults
from properties.rules.source_edits import source_of
from properties.tests.traits.own_rule_text import rule_text
from properties.traits.describe_rule import InvalidRule, describe_rule
from properties.traits.find_traits import Traits, find_powers_among, find_traits
from properties.traits.trial_runs import TrialRuns
from properties.traits.trial_shapes import working_shape

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


def traits_of(body: str, arguments: str = "lr=0.1") -> Mapping[str, Any]:
    return describe_rule(rule_text(body, arguments), "mine", "m.py:mine", "m.py").traits


def test_a_rule_that_treats_matrices_otherwise_needs_whole_parameters() -> None:
    """Each element of a vector has its own step, but not each element of a matrix."""
    found = traits_of("if g.ndim > 1:\n    g = g - g.mean()\nreturn theta - h.lr * g, {}")
    assert not found["elementwise"]
    assert not found["shapeless"]
    assert found["dimensions"] is None


def test_a_constant_beside_tiny_gradients_is_found() -> None:
    """It has no effect on gradients of usual size: a ratio is bounded by 1."""
    body = "u = np.minimum(np.abs(g) / (h.rho * g * g + 1e-15), 1.0)\nreturn theta - h.lr * u, {}"
    arguments = "lr=0.1, rho=optimcore.positive(0.5)"
    assert traits_of(body, arguments)["gradient_powers"] is None
    without = body.replace(" + 1e-15", "")
    assert traits_of(without, arguments)["gradient_powers"] == {"rho": -1}


def test_a_rule_for_matrices_may_return_other_shapes_for_other_parameters() -> None:
    body = "g.shape[1]\nreturn (theta - h.lr * g).reshape(g.shape[0], -1), {}"
    assert traits_of(body)["dimensions"] == 2


def test_a_rule_that_fails_for_no_elements_leaves_these_parameters_out() -> None:
    assert traits_of("return theta - h.lr * g / np.max(np.abs(g)), {}")["skips_empty"]
    assert not traits_of("return theta - h.lr * g, {}")["skips_empty"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (rule_text("return theta - h.lr * g"), "update returns one .* as in return theta, {}"),
        (rule_text("return theta - h.lr * g, 0"), "as the new state. Return a mapping"),
        (rule_text("return np.sum(theta), {}"), r"shape \(\) for a parameter of shape \(6,\)"),
        (rule_text("return theta * np.array([1.0]), {}"), r"shape \(1,\) for a .* of shape \(\)"),
        (rule_text("return theta / 0, {}"), "returns numbers that are not finite"),
        (
            rule_text('return theta - s["m"], {}', 'lr=0.1, moments=("m",)'),
            "does not return the entry 'm' of the state",
        ),
        (rule_text("if g > 0:\n    g = -g\nreturn theta - g, {}"), "Write np.where"),
        (rule_text("return theta - h.rate * g, {}"), "h has the hyper-parameters"),
        (
            rule_text("return theta, {}") + "\nRANGE = optimcore.beta(0.5)\n",
            r"line 9: RANGE = optimcore.beta\(0.5\)",
        ),
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
