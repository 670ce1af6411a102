"""The sentences about statements that are put in, missing, or at another place."""

from __future__ import annotations

import ast

import pytest

from properties.mutants.descriptions import describe_change
from properties.mutants.rule_source import RuleFunction, RuleSource
from properties.rules.registry import optimizers, rules

HEAD = "def update(theta, g, s, t, h):\n"
END = "    return theta, {}\n"
RULE = """
    if h.nesterov:
        g = -g
    if h.decay:
        g = g + h.decay * theta
    eta = s.get("eta", h.lr)
    theta = theta - eta * g
"""


def describe(old: str, new: str) -> str:
    """Return the sentences about a change of the body of an update."""
    texts = [f"{HEAD}{body.rstrip()}\n{END}" for body in (old, new)]
    before, after = (ast.parse(text).body[0] for text in texts)
    assert isinstance(before, ast.FunctionDef)
    assert isinstance(after, ast.FunctionDef)
    function = RuleFunction("update", "adam.py", texts[0], before)
    source = RuleSource(rules()["adam"], (function,), optimizers()["adam"], {})
    return describe_change(source, function, after, function.texts_of(after))


DECAY = "        g = g + h.decay * theta\n"
STEP = "    theta = theta - eta * g\n"
SHRINK = "theta = theta * (1 - h.decay)\n"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            STEP, STEP * 2,
            "The statement “theta = theta - eta * g” is executed twice; "
            "it should be executed once.",
        ),
        (
            DECAY, DECAY * 2,
            "The statement “g = g + decay * theta” is executed twice, executed if decay; "
            "it should be executed once.",
        ),
        (
            STEP, f"    {SHRINK}{STEP}",
            "The statement “theta = theta * (1 - decay)” is put in "
            "after “eta = (eta, first value lr)”.",
        ),
        (
            DECAY, f"{DECAY}        {SHRINK}",
            "The statement “theta = theta * (1 - decay)” is put in after “g = g + decay * theta”, "
            "executed if decay.",
        ),
        (
            "    if h.decay:\n", "    if h.nesterov:\n",
            "The branch is taken if nesterov; it should be taken if decay.",
        ),
        (
            f"    if h.decay:\n{DECAY}", "    g = g + h.decay * theta\n",
            "The statement “g = g + decay * theta” is always executed; "
            "it should be executed only if decay.",
        ),
        ('    eta = s.get("eta", h.lr)\n', "",
         "The statement “eta = (eta, first value lr)” is missing."),
        (
            'eta = s.get("eta", h.lr)', 'eta = s.get("eta", np.float32(h.lr))',
            "eta is (eta, first value float32(lr)); it should be (eta, first value lr).",
        ),
        (
            STEP, "    g_before = g\n    g = 2 * g\n    theta = theta - eta * g_before\n",
            "The statement “g = 2 * g” is put in after “eta = (eta, first value lr)”. "
            "The parameter is theta - eta * g_before; it should be theta - eta * g. "
            "g_before is the value of g before “g = 2 * g”.",
        ),
    ],
)  # fmt: skip
def test_a_statement_at_another_place_is_described(old: str, new: str, sentence: str) -> None:
    assert old in RULE
    assert describe(RULE, RULE.replace(old, new)) == sentence


def test_the_statement_that_moved_is_named() -> None:
    lines = ["    a = g\n", "    b = g\n", "    if t:\n        c = 1\n", "    d = g\n"]
    moved = [lines[3], *lines[:3]]
    assert describe("".join(lines), "".join(moved)) == (
        "The statement “d = g” comes before “a = g”; it should come after the branch “if t”."
    )
    assert describe("".join(moved), "".join(lines)) == (
        "The statement “d = g” comes after the branch “if t”; it should come before “a = g”."
    )
    swapped = [*lines[:2], lines[3], lines[2]]
    assert describe("".join(lines), "".join(swapped)) == (
        "The statement “d = g” comes before the branch “if t”; it should come after it."
    )


def test_only_statements_whose_order_matters_are_named() -> None:
    lines = ["    g = -g\n", "    a = theta\n", "    b = g\n", "    d = theta\n"]
    moved = [*lines[1:], lines[0]]
    assert describe("".join(lines), "".join(moved)) == (
        "The statement “g = -g” comes after “b = g”; it should come before it."
    )


def test_a_hyper_parameter_in_place_of_a_value_of_its_name_is_called_so() -> None:
    old = "    lr = h.lr / t\n    theta = theta - lr * g\n"
    assert describe(old, old.replace("- lr", "- h.lr")) == (
        "The parameter is theta - (hyper-parameter lr) * g; it should be theta - lr * g."
    )


def test_all_conditions_of_a_statement_are_named() -> None:
    old = "    if t > 1:\n        g = -g\n    elif h.decay:\n        g = 2 * g\n"
    assert describe(old, f"{old}        {SHRINK}") == (
        "The statement “theta = theta * (1 - decay)” is put in after “g = 2 * g”, "
        "executed if decay, unless t > 1."
    )


def test_a_statement_that_moved_beside_a_change_is_named_if_the_order_matters() -> None:
    lines = ["    if t:\n        g = -g\n", "    a = g\n", "    b = theta\n", "    d = a + b\n"]
    changed = [lines[1], lines[0], lines[2], "    d = a - b\n"]
    assert describe("".join(lines), "".join(changed)) == (
        "d is a - b; it should be a + b. "
        "The statement “a = g” comes before the branch “if t”; it should come after it."
    )
    without_effect = [lines[0], lines[2], lines[1], "    d = a - b\n"]
    assert describe("".join(lines), "".join(without_effect)) == "d is a - b; it should be a + b."
