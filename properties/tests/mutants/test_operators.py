"""Every operator on a small expression."""

from __future__ import annotations

import ast

import pytest

from properties.mutants import catalogue
from properties.mutants.operator import operators
from properties.mutants.scope import Scope
from properties.mutants.tree import unparse

assert catalogue  # importing it registers the operators

SCOPE = Scope(
    arrays=("theta", "g", "m", "v", 's["v"]'),
    numbers=("h.lr", "h.eps", "beta1"),
    entries=("v",),
    counts=True,
    defaults={"h.lr": 1e-3, "beta1": 0.9, "h.ns_steps": 5},
    decay_rates=("beta1",),
    definitions={
        "v_hat": ast.parse("v / c", mode="eval").body,
        "size": ast.parse("np.linalg.norm(theta)", mode="eval").body,
    },
    later={"m": (ast.parse("m / (1 - beta1 ** t)", mode="eval").body,)},
)

# For each operator an expression and some of what it is replaced by.
CASES: dict[str, tuple[str, set[str]]] = {
    "operation": ("g * m", {"g / m", "g + m"}),
    "order of operands": ("g - m", {"m - g"}),
    "array": ("g", {"theta", 's["v"]'}),
    "arrays exchanged": ("h.lr * g - beta1 * m", {"h.lr * m - beta1 * g"}),
    "ratio bounded": ("h.lr * size / np.linalg.norm(g)",
                      {"min(h.lr * size / np.linalg.norm(g), 1.0)",
                       "min(h.lr * size / np.linalg.norm(g), 10.0)"}),
    "bound": ("np.maximum(beta1 * v, g)", {"np.minimum(beta1 * v, g)", "g",
                                           "beta1 * v + (1 - beta1) * g"}),
    "brackets": ("h.lr * (g + m)", {"h.lr * g + m"}),
    "factor of another term": ("beta1 * m + g", {"m + beta1 * g"}),
    "average": ("average(m, g, beta1)", {"m + g", "g if t == 1 else average(m, g, beta1)"}),
    "order of functions": ("np.sign(average(m, g, beta1))", {"average(m, np.sign(g), beta1)"}),
    "comparison": ("t > 5", {"t >= 5", "t < 5", "True", "False"}),
    "part of a condition": ("a and b", {"a", "b", "a or b"}),
    "branch": ("g if a else m", {"g", "m"}),
    "condition": ("h.nesterov", {"True", "False", "not h.nesterov"}),
    "constant": ("2", {"3", "1", "0", "4"}),
    "correction put in": ("m", {"m / (1 - beta1 ** t)"}),
    "factor put in": ('s["v"]', {'h.lr * s["v"]'}),
    "later value": ("m", {"m / (1 - beta1 ** t)"}),
    "hyper-parameter": ("h.lr", {"h.eps", "beta1"}),
    "complement": ("1 - beta1", {"beta1"}),
    "argument ignored": ("beta1", {"0.9", "0.0", "1.0"}),
    "argument off by one": ("h.ns_steps", {"h.ns_steps + 1", "h.ns_steps - 1"}),
    "state not kept": ('{"m": m, "v": v}', {'{"m": m}', '{"v": v}'}),
    "first value": ('beta1 * s["v"] + g if "v" in s else g', {'beta1 * s.get("v", 0.0) + g'}),
    "power": ("g * g", {"g", "np.abs(g)", "g * g * g"}),
    "power put in": ("m", {"m * m", "np.abs(m)", "np.sign(m)"}),
    "precision": ("beta1 ** t", {"np.float32(beta1 ** t)", "np.float16(beta1 ** t)"}),
    "precision of the state": ('{"m": m}', {'{"m": np.float32(m)}'}),
    "reduction": ("np.linalg.norm(g)", {"np.abs(g)", "1.0", "(g * g).sum()"}),
    "sign": ("g", {"-g"}),
    "place of eps": ("np.sqrt(v_hat) + h.eps", {"np.sqrt(v_hat + h.eps)",
                                                "(np.sqrt(v) + h.eps) / np.sqrt(c)"}),
    "step count": ("t", {"t - 1", "t + 1", "1"}),
    "term left out": ("g + m", {"g", "m"}),
    "term twice": ("g + m", {"2 * g + m", "g + 2 * m"}),
}  # fmt: skip


def replacements(name: str, expression: str) -> set[str]:
    node = ast.parse(expression, mode="eval").body
    return {unparse(new) for new in operators.items()[name](node, SCOPE)}


@pytest.mark.parametrize("name", CASES)
def test_an_operator_yields_its_replacements(name: str) -> None:
    expression, expected = CASES[name]
    assert expected <= replacements(name, expression)


@pytest.mark.parametrize("name", CASES)
def test_an_operator_leaves_a_name_that_it_does_not_know(name: str) -> None:
    assert not replacements(name, "unknown")


@pytest.mark.parametrize(
    "expression",
    [
        "beta1 * m + (1 - beta1) * g",
        "(1 - beta1) * m + (1 - (1 - beta1)) * g",
        "m / size",
        "size / c",
    ],
)
def test_a_complement_and_a_ratio_of_other_numbers_are_left(expression: str) -> None:
    assert not replacements("arrays exchanged", expression)
    assert not replacements("ratio bounded", expression)


def operators_without_case() -> set[str]:
    return operators.items().keys() ^ CASES.keys()


def test_every_operator_has_a_case() -> None:
    assert not operators_without_case()


def test_an_operator_without_a_case_is_noticed() -> None:
    with operators.add_temporarily("new", lambda node, scope: iter(())):
        assert operators_without_case() == {"new"}
