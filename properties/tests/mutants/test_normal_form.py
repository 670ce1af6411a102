"""A rule of a user's own has the same changes however its functions of NumPy are written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from properties.mutants import Mutant, MutantSubject, mutants
from properties.rules import own_rules, registry
from properties.rules.own_rules import add_own_rule
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.trajectory import Trajectory
from properties.tests.traits.own_rule_text import HEAD
from properties.traits.describe_rule import describe_rule

PLAIN = (
    HEAD
    + """
@optimcore.rule(lr=0.5, beta=0.9, moments=("v",))
def form(theta, g, s, t, h):
    v = h.beta * s["v"] + g**2
    size = np.sqrt(np.abs(v))
    return theta - h.lr * g / size, {"v": v}
"""
)
FORMS = {
    "names": PLAIN.replace("import numpy as np", "from numpy import abs as size_of, sqrt")
    .replace("np.abs", "size_of").replace("np.", ""),
    "whole name": PLAIN.replace(" as np", "").replace("np.", "numpy."),
    "builtin": PLAIN.replace("np.abs", "abs"),
    "synonyms": PLAIN.replace("np.abs", "np.absolute").replace("g**2", "np.square(g)"),
    "augmented": PLAIN.replace(
        'v = h.beta * s["v"] + g**2', 'v = h.beta * s["v"]\n    v += np.power(g, 2)'
    ),
    "annotated": PLAIN.replace("size =", "size: object ="),
    "assigned name": PLAIN.replace("@optim", "root = np.sqrt\n\n@optim", 1).replace(
        "= np.sqrt(", "= root("
    ),
}  # fmt: skip
STEP = Step((encode_array([0.5, -2.0]),))
SCENARIO = Scenario("form", "float64", (Start(encode_array([1.0, 2.0])),), ({},), (STEP, STEP))


@contextmanager
def registered(text: str) -> Iterator[tuple[Mutant, ...]]:
    """Yield the changes of a rule that is registered inside this context."""
    add_own_rule(describe_rule(text, "form", "form.py:form", "form.py"))
    try:
        yield mutants(rules()["form"])
    finally:
        own_rules._registered.pop("form")
        registry._known_rules.pop("form", None)
        sys.modules.pop("optimcore.form", None)


@pytest.mark.parametrize("form", FORMS)
def test_a_function_is_known_by_every_name(form: str) -> None:
    with registered(FORMS[form]) as found:
        without = [m for m in found if m.title.startswith("size is sqrt(v)")]
        [mutant] = [m for m in without if m.operator != "inline"]
        run = MutantSubject(rules()["form"], mutant).run(SCENARIO)
        assert isinstance(run, Trajectory)
        # The change is an edit of the file, which has the names of the file.
        build_variant(mutant.edits, "form")
        if form == "whole name":
            assert "numpy.sqrt(v)" in mutant.edits[0].after
        if form == "names":
            assert " sqrt(v)" in mutant.edits[0].after


def test_functions_that_a_change_brings_are_imported() -> None:
    with registered(FORMS["names"]) as found:
        brought = [m for m in found if "np.float32" in m.edits[0].after]
        assert brought
        build_variant(brought[0].edits, "form")


@pytest.mark.parametrize(
    ("head", "body", "changed"),
    [
        ("", 'new = {f"v{k}": s[f"v{k}"] + g for k in range(1)}\n    v = new["v0"]', "v"),
        ("def mix(a, b, beta=0.5):\n    return beta * a - b\n", 'v = mix(s["v0"], g)', "mix"),
        (
            "class A:\n    @staticmethod\n    def mix(a, b, *, beta=0.5):\n"
            "        return beta * a - b\n",
            'v = A.mix(s["v0"], g)', "mix",
        ),
        ("root = lambda x: np.sqrt(x)\n", 'v = s["v0"] + root(g * g)', "v"),
        (
            "from dataclasses import dataclass\n@dataclass(frozen=True)\n"
            "class C:\n    a: float = 1.0\n",
            'v = C().a * s["v0"] + g', "v",
        ),
    ],
    ids=["computed key", "default", "static method", "lambda", "dataclass"],
)  # fmt: skip
def test_a_rule_may_have_other_forms(head: str, body: str, changed: str) -> None:
    text = (
        f'{HEAD}{head}\n@optimcore.rule(lr=0.5, moments=("v0",))\n'
        f'def form(theta, g, s, t, h):\n    {body}\n    return theta - h.lr * v, {{"v0": v}}\n'
    )
    with registered(text) as found:
        right = MutantSubject(rules()["form"], found[0]).run(SCENARIO)
        runs = [
            MutantSubject(rules()["form"], m).run(SCENARIO)
            for m in found
            if m.function.name == changed or changed == "v"
        ]
        ran = [run for run in runs if isinstance(run, Trajectory)]
        assert isinstance(right, Trajectory)
        assert len(ran) > len(runs) / 2
        assert len({run.frames[-1][0].tobytes() for run in ran}) > 2
