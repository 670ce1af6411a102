"""Every rewrite on a small function."""

from __future__ import annotations

import ast

import pytest

from properties.mutants import catalogue
from properties.mutants.operator import rewrites
from properties.mutants.rule_source import RuleFunction, RuleSource
from properties.mutants.tree import unparse
from properties.rules.registry import optimizers, rules

assert catalogue  # importing it registers the rewrites

SOURCE = '''
def update(theta, g, s, t, h):
    """Take a step."""
    if h.maximize:
        g = -g
    if h.weight_decay:
        g = g + h.weight_decay * theta
    beta1, beta2 = h.betas
    m = beta1 * s["m"] + (1 - beta1) * g
    v = beta2 * s["v"] + (1 - beta2) * (g * g)
    m_hat = m / (1 - beta1 ** t)
    v_hat = v / (1 - beta2 ** t)
    return theta - h.lr * m_hat / np.sqrt(v_hat), {"m": m, "v": v}
'''

# For each rewrite, lines that some changed function has.
CASES: dict[str, tuple[str, ...]] = {
    "step count everywhere": ("m_hat = m / (1 - beta1 ** (t - 1))",
                              "v_hat = v / (1 - beta2 ** (t - 1))"),
    "order of hyper-parameters": ("beta2, beta1 = h.betas",),
    "entries exchanged": ('m = beta1 * s["v"] + (1 - beta1) * g',),
    "array everywhere": ("v = beta2 * s[\"v\"] + (1 - beta2) * (m * m)",),
    "number everywhere": ("m_hat = m / (1 - 0.9 ** t)",),
    "order of statements": (),
    "statement left out": (),
    "earlier value": ("g_before = g", 'm = beta1 * s["m"] + (1 - beta1) * g_before'),
    "both places": ("m_hat = m", "v_hat = v"),
    "update without -lr": ('return (theta + m_hat / np.sqrt(v_hat), {"m": m, "v": v})',),
    "maximize twice": (
        "return (theta - (-1 if h.maximize else 1) * (h.lr * m_hat / np.sqrt(v_hat)), "
        '{"m": m, "v": v})',
    ),
    "learning rate on the gradient": ("g = h.lr * g",
                                      'return (theta - m_hat / np.sqrt(v_hat), {"m": m, "v": v})'),
    "form of the decay": ("theta = theta * (1 - h.lr * h.weight_decay)",),
}  # fmt: skip


def read_function(text: str = SOURCE) -> tuple[RuleSource, RuleFunction]:
    rule = rules()["adam"]
    (tree,) = ast.parse(text).body
    assert isinstance(tree, ast.FunctionDef)
    function = RuleFunction("update", "adam.py", text, tree)
    return RuleSource(rule, (function,), optimizers()["adam"], {}), function


def changed_texts(name: str) -> list[str]:
    return [unparse(changed) for changed in rewrites.items()[name](*read_function())]


@pytest.mark.parametrize("name", CASES)
def test_a_rewrite_yields_its_change(name: str) -> None:
    found = changed_texts(name)
    assert found
    assert any(all(line in text.replace("    ", "").splitlines() for line in CASES[name])
               for text in found)  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_rewrite_leaves_the_function_itself_as_it_is(name: str) -> None:
    source, function = read_function()
    list(rewrites.items()[name](source, function))
    assert unparse(function.tree) == unparse(read_function()[1].tree)


def test_a_moved_statement_and_a_missing_one() -> None:
    first, second = "m_hat = m / (1 - beta1 ** t)", "v_hat = v / (1 - beta2 ** t)"
    assert any(t.index(second) < t.index(first) for t in changed_texts("order of statements"))
    assert any(first not in text for text in changed_texts("statement left out"))


def rewrites_without_case() -> set[str]:
    return rewrites.items().keys() ^ CASES.keys()


def test_every_rewrite_has_a_case() -> None:
    assert not rewrites_without_case()


def test_a_rewrite_without_a_case_is_noticed() -> None:
    with rewrites.add_temporarily("new", lambda source, function: iter(())):
        assert rewrites_without_case() == {"new"}
