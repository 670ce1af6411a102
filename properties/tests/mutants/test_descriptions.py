"""The sentences about mutants."""

from __future__ import annotations

import ast
import re

import pytest

from properties.mutants import mutants, wider_changes
from properties.mutants.descriptions import describe_change
from properties.mutants.formula_text import format_formula
from properties.mutants.rule_source import RuleFunction, RuleSource
from properties.rules.registry import optimizers, rules

SENTENCES = (
    ("adam", "The second moment is average(v, g, beta2); it should be average(v, g * g, beta2)."),
    ("adam", "The corrected second moment is v / (1 - beta1 ** t); "
             "it should be v / (1 - beta2 ** t)."),
    ("adam", "The second moment is beta2 * v + g * g; "
             "it should be beta2 * v + (1 - beta2) * (g * g)."),
    ("adam", "The names for betas are beta2, beta1; they should be beta1, beta2."),
    ("adam", "The corrected first moment is m; it should be m / (1 - beta1 ** t). "
             "The corrected second moment is v; it should be v / (1 - beta2 ** t)."),
    ("adabelief", "The corrected first moment is m / (1 - beta1); "
                  "it should be m / (1 - beta1 ** t). "
                  "The corrected variance is variance / (1 - beta2); "
                  "it should be variance / (1 - beta2 ** t). "
                  "A step count t that stays at 1 gives the same steps."),
    ("sgd", "The direction of the step is g if nesterov else v; "
            "it should be g + momentum * v if nesterov else v."),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES)
def test_a_mutant_has_this_title(rule: str, sentence: str) -> None:
    assert sentence in {mutant.title for mutant in mutants(rules()[rule])}


@pytest.mark.parametrize("rule", ["adagrad", "asgd", "nadam", "rprop", "sgd"])
def test_every_title_is_a_sentence_that_names_a_difference(rule: str) -> None:
    for mutant in (*mutants(rules()[rule]), *wider_changes(rules()[rule])):
        assert mutant.title.endswith("."), mutant.id
        assert not re.search(r"“(\w+) = \1”", mutant.title), mutant.title
        for sentence in mutant.title.split(". "):
            told, separator, expected = sentence.partition("; it should be ")
            formula = re.split(r" (?:is|becomes) ", told, maxsplit=1)[-1]
            assert not separator or formula != expected.removesuffix("."), mutant.title


def test_a_formula_is_written_without_the_names_of_the_source() -> None:
    assert format_formula('np.sqrt(s["v"]) + h.eps') == "sqrt(v) + eps"
    assert format_formula('s.get("v", h.first) * 2') == "v * 2"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("size = size / 2", "size = size", "size stays as it is; it should be size / 2."),
        ("lr = h.lr * t", "lr = h.lr", "lr is the hyper-parameter lr; it should be lr * t."),
        (
            'm = g if t == 1 else s["m"]', 'm = s.get("m", 0.0)',
            "The first moment is the value from the previous step; it should be g if t == 1 else "
            "m.",
        ),
        (
            "spread = v - a * a", 'spread = v - s.get("a", 0.0) * a',
            "spread is v - old_a * a; it should be v - a * a. "
            "old_a is the value of a after the previous step.",
        ),
    ],
)  # fmt: skip
def test_a_value_with_the_name_that_it_gets_is_described(old: str, new: str, sentence: str) -> None:
    head, end = "def update(theta, g, s, t, h):\n    ", "\n    return theta, {}\n"
    texts = [f"{head}{line}{end}" for line in (old, new)]
    before, after = (ast.parse(text).body[0] for text in texts)
    assert isinstance(before, ast.FunctionDef)
    assert isinstance(after, ast.FunctionDef)
    function = RuleFunction("update", "adam.py", texts[0], before)
    source = RuleSource(rules()["adam"], (function,), optimizers()["adam"], {})
    assert describe_change(source, function, after, function.texts_of(after)) == sentence


def test_the_results_of_a_helper_are_not_called_those_of_the_step() -> None:
    source = """
def update(theta, g, s, t, h):
    v, kept = estimate(g, s)
    return theta - v, kept

def estimate(g, s):
    return g * g, s
"""
    update, helper = (n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef))
    functions = tuple(RuleFunction(tree.name, "adam.py", source, tree) for tree in (update, helper))
    rule = RuleSource(rules()["adam"], functions, optimizers()["adam"], {})
    changed = ast.parse(source.replace("g * g", "abs(g)")).body[1]
    assert isinstance(changed, ast.FunctionDef)
    texts = [ast.unparse(statement) for statement in changed.body]
    assert describe_change(rule, functions[1], changed, texts) == (
        "The first result of estimate is abs(g); it should be g * g."
    )


def test_the_result_of_an_inner_function_is_named_after_it() -> None:
    titles = [m.title for m in mutants(rules()["nadam"]) if m.title.startswith("The result")]
    assert {title.split()[3] for title in titles} == {"average", "weight"}
