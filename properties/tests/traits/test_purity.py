"""Rules that depend on more than their arguments are found, and idle hyper-parameters."""

from __future__ import annotations

import re

import pytest

from properties.rules.own_rules import OwnRule
from properties.rules.registry import read_defaults
from properties.tests.traits.own_rule_text import HEAD, SIGNUM, rule_text
from properties.traits.dead_hyper import find_dead
from properties.traits.describe_rule import load_class
from properties.traits.purity import find_impurities
from properties.traits.trial_runs import TrialRuns
from properties.traits.trial_shapes import trial_shapes

STEP = "return theta - h.lr * g, {}"


def impurities(text: str, attribute: str = "mine") -> list[str]:
    own = OwnRule(attribute, attribute, f"paper.py:{attribute}", "paper.py", text)
    kind = load_class(own)
    return find_impurities(own, kind, TrialRuns(kind, read_defaults(kind)), [(6,), (3, 2)])


IMPURE = {
    "clock": (f"{HEAD}import time\n", f"g = g * (1 + time.time() % 1)\n{STEP}", "time.time"),
    "clock by its name": (
        f"{HEAD}from time import time\n", f"g = g * (1 + time() % 1)\n{STEP}", "uses time.time",
    ),
    "date": (
        f"{HEAD}from datetime import datetime\n", f"g = g * (datetime.now().year > 0)\n{STEP}",
        "uses datetime.datetime.now",
    ),
    "random by its name": (
        f"{HEAD}from random import random\n", f"g = g * random()\n{STEP}", "uses random.random",
    ),
    "attribute": (
        f"{HEAD}def helper(x):\n    helper.calls = 1\n    return x\n",
        "return theta - h.lr * helper(g), {}", "keeps helper.calls between calls",
    ),
    "matrices only": (HEAD, f"if g.ndim == 2:\n    g *= 2\n{STEP}", "changes an argument"),
    "random": (HEAD, f"g = g + np.random.standard_normal(g.shape)\n{STEP}", "numpy.random"),
    "global": (f"{HEAD}RATE = [0.5]\n", f"g = g * RATE[0]\n{STEP}", "reads the global RATE"),
    "counter": (
        f"{HEAD}COUNT = 0\n", f"global COUNT\nCOUNT += 1\ng = g * COUNT\n{STEP}",
        "keeps COUNT between calls",
    ),
    "gradient": (HEAD, f"g *= 2\n{STEP}", "line 7: g \\*= 2"),
    "parameter": (HEAD, "theta -= h.lr * g\nreturn theta, {}", "changes an argument"),
    "state": (HEAD, f's["v"] = g\n{STEP}', 'sets s\\["v"\\]'),
    "hyper": (HEAD, f"h.lr = 0.5\n{STEP}", "sets h.lr"),
    "default": (
        f"{HEAD}def helper(x, seen=[]):\n    seen.append(1)\n    return x * len(seen)\n",
        "return theta - h.lr * helper(g), {}", "different results",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", IMPURE)
def test_an_impure_rule_is_reported(kind: str) -> None:
    head, body, message = IMPURE[kind]
    found = impurities(rule_text(body, head=head))
    assert any(re.search(message, one) for one in found), found


def test_a_pure_rule_is_not_reported() -> None:
    assert impurities(SIGNUM, "signum") == []
    constants = f"{HEAD}SHARE = 0.5\nPAIR = (1.0, 2.0)\n"
    assert impurities(rule_text(f"g = g * SHARE * PAIR[1]\n{STEP}", head=constants)) == []


def test_constants_of_other_kinds_are_no_impurity() -> None:
    head = (
        f"from dataclasses import dataclass\nfrom math import sqrt\n{HEAD}"
        "@dataclass(frozen=True)\nclass Constants:\n    share: float = 0.5\n\n"
        "class Averages:\n    @staticmethod\n    def mix(a, b, *, beta=0.5):\n"
        "        return beta * a + (1 - beta) * b\n\n"
        "C = Constants()\n"
    )
    assert (
        impurities(rule_text(f"g = Averages.mix(g, g) * C.share * sqrt(2)\n{STEP}", head=head))
        == []
    )


def test_a_static_method_that_reads_a_table_is_reported() -> None:
    method = "class A:\n    @staticmethod\n    def f(x):\n        return x * TABLE[0]\n"
    head = f"{HEAD}TABLE = [1]\n{method}"
    assert impurities(rule_text("return theta - h.lr * A.f(g), {}", head=head))


def test_names_that_no_call_reads_are_no_impurity() -> None:
    """A decorator is run once, and a local variable hides the global of its name."""
    shared = f"{HEAD}SHARE = optimcore.nonnegative(0.5)\n"
    used = "return theta - h.lr * h.share * g, {}"
    assert impurities(rule_text(used, "lr=0.1, share=SHARE", head=shared)) == []
    hidden = f"{HEAD}table = [1, 2]\n"
    used = "table = 2 * g\nreturn theta - h.lr * table, {}"
    assert impurities(rule_text(used, head=hidden)) == []


def test_a_hyper_parameter_that_does_nothing_is_found() -> None:
    text = rule_text(STEP, "lr=0.1, momentum=0.9, nesterov=False")
    own = OwnRule("mine", "mine", "paper.py:mine", "paper.py", text)
    kind = load_class(own)
    runs = TrialRuns(kind, read_defaults(kind))
    assert find_dead(runs, [(6,)], {}) == ["momentum", "nesterov"]
    period = "if t % h.k == 0:\n    g = h.share * g\n"
    text = rule_text(f"{period}{STEP}", "lr=0.1, k=50, share=optimcore.nonnegative(0.5)")
    kind = load_class(OwnRule("mine", "mine", "paper.py:mine", "paper.py", text))
    assert find_dead(TrialRuns(kind, read_defaults(kind)), [(6,)], {"k": (1, 2)}) == []
    axes = "if g.ndim == 2:\n    g = g + h.eps\n"
    text = rule_text(f"{axes}{STEP}", "lr=0.1, eps=0.1")
    kind = load_class(OwnRule("mine", "mine", "paper.py:mine", "paper.py", text))
    shapes = trial_shapes(None, shapeless=False)
    assert find_dead(TrialRuns(kind, read_defaults(kind)), shapes, {}) == []
    body = "d = s['d'] + g\ng = np.where(np.all(d > 2), h.share * g, g)\n"
    text = rule_text(
        f"{body}return theta - h.lr * g, {{'d': d}}",
        'lr=0.1, share=optimcore.nonnegative(0.5), moments=("d",)',
    )
    kind = load_class(OwnRule("mine", "mine", "paper.py:mine", "paper.py", text))
    assert find_dead(TrialRuns(kind, read_defaults(kind)), [(6,)], {}) == []
    small = rule_text("return theta - h.lr * g / (np.abs(g) + h.eps), {}", "lr=0.1, eps=1e-8")
    kind = load_class(OwnRule("mine", "mine", "paper.py:mine", "paper.py", small))
    assert find_dead(TrialRuns(kind, read_defaults(kind)), [(6,)], {}) == []
