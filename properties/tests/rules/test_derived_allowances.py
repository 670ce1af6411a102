"""Averages of a user's own rule have the rounding bounds of both forms, and nothing else has."""

from __future__ import annotations

import ast

import pytest

from properties.rules.derived_allowances import HELPER, widen_rule
from properties.rules.own_balls import decay_names
from properties.tests.traits.own_rule_text import rule_text


def count(expression: str) -> int:
    """Return the number of roundings that are added to an expression."""
    text = rule_text(f"w = 1 - h.beta\nreturn {expression}, {{}}", "lr=0.1")
    return ast.unparse(widen_rule(ast.parse(text))).count(f"{HELPER}(") - 1


@pytest.mark.parametrize(
    ("expression", "added"),
    [
        ("h.beta * m + (1 - h.beta) * g", 1),
        ("(1 - h.beta) * g * g + v * h.beta", 1),
        ("h.beta * m + w * g", 1),
        ("m + (1 - h.beta) * (g - m)", 2),
        ("m - (1 - h.beta) * (m - g)", 2),
        ("h.beta * m + g", 0),
        ("h.beta * m + (1 - h.other) * g", 0),
        ("m + h.lr * (g - theta)", 0),
        ("h.beta + (1 - h.beta)", 0),
    ],
)
def test_averages_are_widened_and_other_sums_are_not(expression: str, added: int) -> None:
    assert count(expression) == added


def test_the_hyper_parameters_that_decay_the_parameter_are_found() -> None:
    text = rule_text("u = g + h.wd * theta\nreturn theta * (1 - h.lr * h.rate) - h.lr * u, {}")
    assert decay_names(text) == {"wd", "rate"}
