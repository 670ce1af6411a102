"""Edits fit exactly one place, and copies with edits are independent."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

import optimcore
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.patched_package import plant
from properties.rules.source_edits import Edit, source_of
from properties.scenarios.encoding import written
from properties.scenarios.model import Scenario, Start, Step, WrittenHyper, array

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere

SIGN = Edit("sgd.py", "return theta - h.lr * g, s", "return theta + h.lr * g, s")
SCENARIO_STEP = Step((array([0.5, -1.0]),))


def moved(package: Any) -> list[float]:
    """Where one step of SGD takes the number 1 along the gradient 1."""
    p = package.Parameter(np.ones(1))
    p.grad = np.ones(1)
    package.SGD([p], lr=0.25).step()
    result: list[float] = p.data.tolist()
    return result


@pytest.mark.parametrize(
    ("text", "times"),
    [("return theta * h.lr", 0), ("h.momentum", None), ("theta", None), ("RETURN theta", 0)],
)
def test_an_edit_that_does_not_fit_exactly_once_fails_loudly(text: str, times: int | None) -> None:
    count = source_of("sgd.py").count(text) if times is None else times
    assert count != 1
    with pytest.raises(ValueError, match=rf"occurs {count} times.*exactly one place"):
        plant([Edit("sgd.py", text, "pass")])


def test_an_edit_that_fits_twice_fails_loudly() -> None:
    edit = Edit("sgd.py", "b", "c")
    assert edit.applied("abd") == "acd"
    with pytest.raises(ValueError, match="occurs 2 times"):
        edit.applied("abab")
    with pytest.raises(ValueError, match="occurs 0 times"):
        edit.applied("")


def test_an_edit_of_a_file_that_is_not_there_fails_loudly() -> None:
    with pytest.raises(FileNotFoundError):
        plant([Edit("no_such_rule.py", "a", "b")])


def test_an_edit_made_twice_fails_loudly() -> None:
    with pytest.raises(ValueError, match="occurs 0 times"):
        plant([SIGN, SIGN])


def test_a_failed_planting_leaves_the_import_machinery_alone() -> None:
    finders, modules = list(sys.meta_path), set(sys.modules)
    with pytest.raises(ValueError, match="occurs 0 times"):
        plant([Edit("sgd.py", "no such text", "")])
    with pytest.raises(SyntaxError):
        plant([Edit("sgd.py", SIGN.correct, "return (")])
    assert sys.meta_path == finders
    assert not {m for m in set(sys.modules) - modules if m.startswith("optimcore_planted")}


def test_a_planted_copy_differs_and_the_original_is_untouched() -> None:
    before = source_of("sgd.py")
    assert moved(optimcore) == [0.75]
    planted = plant([SIGN])
    assert moved(planted) == [1.25]
    assert moved(optimcore) == [0.75]
    assert source_of("sgd.py") == before
    assert planted.SGD is not optimcore.SGD


def test_a_copy_without_edits_moves_like_the_original() -> None:
    assert moved(plant([])) == moved(optimcore)


def test_a_copy_shares_what_no_edit_reaches() -> None:
    of_sgd = plant([SIGN])
    assert of_sgd.Adam is optimcore.Adam
    assert of_sgd.adam is optimcore.adam
    of_all = plant([Edit("optimizer.py", "class Optimizer", "class Optimizer  ")])
    assert of_all.Adam is not optimcore.Adam
    assert issubclass(of_all.Adam, of_all.Optimizer)
    assert not issubclass(of_all.Adam, optimcore.Optimizer)


def test_two_planted_copies_share_no_edit() -> None:
    twice = Edit("sgd.py", SIGN.correct, "return theta - 2 * h.lr * g, s")
    one, two = plant([SIGN]), plant([twice])
    assert one.__name__ != two.__name__
    assert (moved(one), moved(two)) == ([1.25], [0.5])
    assert one.SGD is not two.SGD


def test_the_diff_of_an_edit_is_the_line_before_and_after() -> None:
    lines = SIGN.diff().splitlines()
    assert lines[:2] == ["--- optimcore/sgd.py", "+++ optimcore/sgd.py"]
    assert [(line[0], line[1:].strip()) for line in lines if line[:2] in ("- ", "+ ")] == [
        ("-", "return theta - h.lr * g, s"),
        ("+", "return theta + h.lr * g, s"),
    ]


@pytest.mark.parametrize("pitfall", pitfalls().values(), ids=lambda p: p.id)
def test_every_pitfall_can_be_planted_and_run(pitfall: Pitfall) -> None:
    subject = pitfall.subject()
    hyper: dict[str, WrittenHyper] = {"lr": written(0.5)}
    scenario = Scenario(
        pitfall.rule, "float64", (Start(array([1.0, 2.0])),), (hyper,), (SCENARIO_STEP,)
    )
    assert getattr(subject, "package").__name__.startswith("optimcore_planted_")  # noqa: B009
    assert subject.run(scenario) is not None
    lines = pitfall.diff().splitlines()
    assert any(line.startswith("-") and not line.startswith("---") for line in lines)
    assert pitfall.title
    assert pitfall.explanation.endswith((".", ".)"))
    assert bool(pitfall.claim) == pitfall.seed


def test_pitfalls_of_the_page_come_first_and_ids_are_unique() -> None:
    found = list(pitfalls().values())
    seeds = [p.seed for p in found]
    assert seeds == sorted(seeds, reverse=True)
    assert len({tuple(p.edits) for p in found}) == len(found)
    assert sum(seeds) >= 16
    assert len(found) - sum(seeds) >= 10
