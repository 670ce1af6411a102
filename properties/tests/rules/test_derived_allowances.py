"""Averages of a user's own rule have the rounding bounds of both forms, and nothing else has."""

from __future__ import annotations

import ast
import itertools
from typing import Any

import numpy as np
import pytest

from properties.enclosures.ball_arrays import FORMATS, Balls
from properties.rules.derived_allowances import HELPER, HELPER_SOURCE, SUM, widen_rule
from properties.rules.own_balls import decay_names
from properties.tests.traits.own_rule_text import HEAD, rule_text


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


@pytest.mark.parametrize(
    ("body", "head", "widened"),
    [
        ("u = sum(x for x in [g, g])", "", True),
        ("u = np.sum(g)", "", False),
        ("u = sum(g, 0.5)", "", False),
        ("u = sum(g)", "from numpy import sum\n", False),
    ],
)
def test_pythons_sum_may_be_in_any_order(body: str, head: str, widened: bool) -> None:
    text = rule_text(f"{body}\nreturn theta - u, {{}}", "lr=0.1", head=f"{head}{HEAD}")
    assert (ast.unparse(widen_rule(ast.parse(text))).count(f"{SUM}(") > 1) is widened


def test_the_bound_of_a_sum_holds_for_every_order() -> None:
    names: dict[str, Any] = {}
    exec(HELPER_SOURCE, names)  # noqa: S102 - our own
    form = FORMATS["float32"]
    items = [Balls.exact(np.array(x), form) for x in (1.0, 2.0**-24, 2.0**-24, -1.0)]
    found = names[SUM](items)
    mid, rad = found.to_arrays()
    for order in itertools.permutations(np.float32(x.to_arrays()[0]) for x in items):
        total = np.float32(0)
        for x in order:
            total = np.float32(total + x)
        assert abs(float(total) - mid) <= rad
    assert names[SUM]([1.0, 2.0]) == 3.0
    assert names[SUM]([]) == 0
