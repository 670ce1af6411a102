"""Copies of the package with edits are independent of each other and of the original."""

from __future__ import annotations

import gc
import pickle
import sys
from typing import Any
from weakref import ref

import numpy as np
import pytest

import optimcore
from properties.rules.patched_package import build_variant, importable
from properties.rules.registry import edit_rule, optimizers
from properties.rules.source_edits import Edit, source_of
from properties.tests.rules.example_edits import SIGN

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere


def moved(package: Any) -> list[float]:
    """The result of one step of SGD from 1 with the gradient 1."""
    p = package.Parameter(np.ones(1))
    p.grad = np.ones(1)
    package.SGD([p], lr=0.25).step()
    result: list[float] = p.data.tolist()
    return result


def test_an_edit_of_a_file_that_is_not_there_fails_loudly() -> None:
    with pytest.raises(FileNotFoundError):
        build_variant([Edit("no_such_rule.py", "a", "b")])


def test_an_edit_made_twice_fails_loudly() -> None:
    with pytest.raises(ValueError, match="occurs 0 times"):
        build_variant([SIGN, SIGN])


def test_a_failed_build_leaves_the_import_machinery_unchanged() -> None:
    finders, modules = list(sys.meta_path), set(sys.modules)
    with pytest.raises(ValueError, match="occurs 0 times"):
        build_variant([Edit("sgd.py", "no such text", "")])
    with pytest.raises(SyntaxError):
        build_variant([Edit("sgd.py", SIGN.before, "return (")])
    assert sys.meta_path == finders
    assert not {m for m in set(sys.modules) - modules if m.startswith("optimcore_planted")}


def test_an_edited_copy_differs_and_the_original_is_unchanged() -> None:
    before = source_of("sgd.py")
    assert moved(optimcore) == [0.75]
    variant = build_variant([SIGN])
    assert moved(variant) == [1.25]
    assert moved(optimcore) == [0.75]
    assert source_of("sgd.py") == before
    assert variant.SGD is not optimcore.SGD


def test_a_copy_without_edits_moves_like_the_original() -> None:
    assert moved(build_variant([])) == moved(optimcore)


def test_a_copy_shares_what_no_edit_reaches() -> None:
    of_sgd = build_variant([SIGN])
    assert of_sgd.Adam is optimcore.Adam
    assert of_sgd.adam is optimcore.adam
    of_all = build_variant([Edit("optimizer.py", "class Optimizer", "class Optimizer  ")])
    assert of_all.Adam is not optimcore.Adam
    assert issubclass(of_all.Adam, of_all.Optimizer)
    assert not issubclass(of_all.Adam, optimcore.Optimizer)


def test_two_edited_copies_share_no_edit() -> None:
    twice = Edit("sgd.py", SIGN.before, "return theta - 2 * h.lr * g, s")
    one, two = build_variant([SIGN]), build_variant([twice])
    assert one.__name__ != two.__name__
    assert (moved(one), moved(two)) == ([1.25], [0.5])
    assert one.SGD is not two.SGD


def test_a_copy_leaves_no_entry_in_sys_modules() -> None:
    before = set(sys.modules)
    variant = build_variant([SIGN])
    assert set(sys.modules) == before
    with pytest.raises(AttributeError):
        _ = variant.no_such_name


def test_objects_of_a_copy_can_be_pickled_where_it_is_importable() -> None:
    before = set(sys.modules)
    variant = build_variant([SIGN])
    optimizer = variant.SGD([variant.Parameter(np.ones(1))], lr=0.25)
    with importable(variant), importable(optimcore):
        twin = pickle.loads(pickle.dumps(optimizer))  # noqa: S301 - made here
        assert type(twin) is variant.SGD
    assert set(sys.modules) == before
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(optimizer)


@pytest.mark.parametrize("rule", [None, "sgd"])
def test_a_copy_is_freed_after_its_last_use(rule: str | None) -> None:
    variant = build_variant([SIGN], rule)
    moved(variant)
    copies = [ref(variant), ref(variant.sgd), ref(optimizers(variant)["sgd"])]
    del variant
    gc.collect()
    assert [copy() for copy in copies] == [None, None, None]


def test_a_copy_for_one_rule_has_no_other() -> None:
    everywhere = Edit("optimizer.py", "class Optimizer", "class Optimizer  ")
    variant = build_variant([SIGN, everywhere], "sgd")
    assert moved(variant) == moved(build_variant([SIGN, everywhere]))
    assert list(optimizers(variant)) == ["sgd"]
    assert not hasattr(variant, "Adam")
    assert "adam" not in vars(variant)


def test_a_copy_for_one_rule_has_the_modules_of_its_base() -> None:
    variant = build_variant([Edit("adam.py", "class Adam(", "class Adam  (")], "adamw")
    assert issubclass(variant.AdamW, variant.Adam)
    assert variant.Adam is not optimcore.Adam
    assert variant.autograd is optimcore.autograd


def test_the_update_of_an_edited_rule_outlives_its_copy() -> None:
    rule = edit_rule("sgd", [SIGN])
    gc.collect()
    assert rule.ball_update.__globals__["__name__"] not in sys.modules
    assert callable(rule.ball_update)
