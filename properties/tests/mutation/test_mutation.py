"""A mutation run fails on survivors without a reason, on outdated entries, and on too few kills."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import replace
from textwrap import dedent

import pytest

from properties.tests.mutation.places import inside, left_alone
from properties.tests.mutation.plan import Module, Mutant, equivalents, plan
from properties.tests.mutation.session import ROOT, Result, mutant_of, session_config
from properties.tests.mutation.verdict import explained, problems, share_killed

MODULE = Module("properties/one.py", "properties/test_one.py")


def mutant(after: str, path: str = MODULE.path) -> Mutant:
    return Mutant(path, "f", "return a + b", after)


def result(survivors: int, killed: int) -> Result:
    """A module of which so many mutants survive and so many are killed."""
    return Result(
        MODULE,
        tuple(mutant(f"survivor {k}") for k in range(survivors)),
        tuple(mutant(f"killed {k}") for k in range(killed)),
        1.0,
        0.1,
    )


def test_a_run_passes_where_all_but_the_explained_are_killed() -> None:
    assert problems([result(0, 20)], {}, 1.0) == []
    assert problems([result(1, 19)], {mutant("survivor 0"): "the same"}, 0.95) == []


def test_a_survivor_without_a_reason_on_record_is_reported() -> None:
    (problem,) = problems([result(1, 19)], {}, 0.95)
    assert problem.startswith("survived, and is not in equivalent.toml: ")
    assert "properties/one.py, in f:\n  - return a + b\n  + survivor 0" in problem


def test_an_empty_reason_is_none() -> None:
    (problem,) = problems([result(1, 19)], {mutant("survivor 0"): " "}, 0.95)
    assert "listed in equivalent.toml without a reason" in problem


def test_a_listed_mutant_that_is_killed_is_reported() -> None:
    (problem,) = problems([result(0, 20)], {mutant("killed 3"): "the same"}, 0.95)
    assert "listed in equivalent.toml, but killed" in problem


def test_a_listed_mutant_that_the_source_no_longer_has_is_reported() -> None:
    (problem,) = problems([result(0, 20)], {mutant("return a - b"): "the same"}, 0.95)
    assert "listed in equivalent.toml, but the source has no such mutant" in problem


def test_a_listed_mutant_may_be_outside_of_a_sample() -> None:
    sampled = replace(result(0, 20), whole=False)
    assert problems([sampled], {mutant("return a - b"): "the same"}, 0.95) == []
    assert problems([sampled], {mutant("killed 3"): "the same"}, 0.95) != []


def test_entries_for_modules_that_were_not_tested_are_ignored() -> None:
    assert problems([result(0, 20)], {mutant("x", "properties/other.py"): "the same"}, 0.95) == []


def test_survivors_are_shown_with_their_reasons() -> None:
    (shown,) = explained([result(2, 38)], {mutant("survivor 1"): "It is the same."})
    assert "+ survivor 1\n  It is the same." in shown


def test_a_mutant_is_the_lines_that_its_diff_changes() -> None:
    diff = (
        "--- mutation diff ---\n--- a/one.py\n+++ b/one.py\n@@ -3,4 +3,3 @@\n     kept\n"
        "-\n-    -- a\n+    ++ a\n     kept\n"
    )
    assert mutant_of(MODULE, "f", diff) == Mutant(MODULE.path, "f", "-- a", "++ a")
    assert mutant_of(MODULE, None, diff).within == ""


def test_of_two_equal_lines_one_may_survive_and_one_be_killed() -> None:
    twice = Result(MODULE, (mutant("x"),), (mutant("x"),) * 19, 1.0, 0.1)
    assert problems([twice], {mutant("x"): "It is the same."}, 0.95) == []


def test_too_few_kills_fail_even_where_all_survivors_are_explained() -> None:
    reasons = {mutant(f"survivor {k}"): "the same" for k in range(2)}
    assert problems([result(2, 18)], reasons, 0.95) == ["90.0% of all mutants are killed, not 95%"]
    assert share_killed([result(1, 9), result(0, 10)]) == 0.95
    assert share_killed([]) == 0


def test_all_operators_but_the_listed_ones_are_excluded() -> None:
    config = tomllib.loads(session_config(MODULE, ("AddNot", "ExceptionReplacer"), 1.0))
    [excluded] = config["cosmic-ray"]["filters"]["operators-filter"]["exclude-operators"]
    names = [
        "core/AddNot", "core/ExceptionReplacer", "core/AddNotTwice", "core/NumberReplacer",
        "more/AddNot",
    ]  # fmt: skip
    # cosmic-ray groups the patterns like this.
    assert [n for n in names if re.match(f"(:?{excluded})", n)] == names[2:]


SOURCE = '''
"""Text - text."""
x: int | None = 1 - 2
Pair: TypeAlias = int | str
def f(a: int | None = 3 - 4, *rest: int | str) -> int | None:
    raise ValueError(f"α {a - 5} β" f"{a - 6}")
    return "ωω", a - 7
class C:
    def __repr__(self) -> str:
        return str(8 - 9)
    @overload
    def g(self) -> None: ...
    @property
    def h(self) -> None: ...
'''


def test_only_types_and_messages_are_excluded() -> None:
    source = dedent(SOURCE)
    spans = left_alone(source)
    lines = source.splitlines()
    kept = [
        int(lines[row - 1][column])
        for row in range(1, len(lines) + 1)
        for column in range(len(lines[row - 1]))
        if lines[row - 1][column].isdigit() and not inside((row, column), spans)
    ]
    assert kept == [1, 2, 3, 4, 7]
    bars = [(r, line.index("|")) for r, line in enumerate(lines, 1) if "|" in line]
    assert len(bars) == 3
    assert all(inside(place, spans) for place in bars)


def test_only_decorators_without_effect_are_excluded() -> None:
    source = dedent(SOURCE)
    spans = left_alone(source)
    lines = source.splitlines()
    assert inside((lines.index("    @overload") + 1, 4), spans)
    assert not inside((lines.index("    @property") + 1, 4), spans)


def test_the_modules_are_all_of_the_core_and_of_the_enclosure() -> None:
    core = {
        f"optimcore/{path.name}"
        for path in (ROOT / "optimcore").glob("*.py")
        if any(isinstance(n, ast.FunctionDef) for n in ast.walk(ast.parse(path.read_text("utf-8"))))
    }
    enclosures = {
        f"properties/enclosures/{path.name}"
        for path in (ROOT / "properties" / "enclosures").glob("[!_]*.py")
    }
    comparison = {f"properties/comparison/{name}.py" for name in ("evidence", "trajectories")}
    assert {m.path for m in plan().modules} == core | enclosures | comparison


def test_every_module_has_tests_that_are_there() -> None:
    for module in plan().modules:
        named = [word.partition("::")[0] for word in module.tests.split() if ".py" in word]
        assert named
        assert all((ROOT / path).is_file() for path in named), module.path


def test_every_entry_has_a_reason_and_its_line_is_in_the_source() -> None:
    for listed, reason in equivalents().items():
        source = " ".join((ROOT / listed.path).read_text("utf-8").split())
        assert listed.before in source, str(listed)
        assert listed.before != listed.after
        assert reason.endswith(".")


def test_modules_are_chosen_by_name() -> None:
    assert [m.path for m in plan().chosen(["sgd", "ball_arrays"])] == [
        m.path for m in plan().modules if m.name in ("sgd", "ball_arrays")
    ]
    assert plan().chosen([]) == list(plan().modules)
    with pytest.raises(ValueError, match=r"No module is called nadir\. Choose among "):
        plan().chosen(["nadir"])


def test_at_least_95_percent_must_be_killed() -> None:
    assert plan().least_killed >= 0.95
