"""Enclosures as values: disjoint ones, removed frames, and their size in memory."""

from __future__ import annotations

import gc
from weakref import ref

import numpy as np
import pytest

from properties.enclosures.evaluate import Enclosure, enclose
from properties.rules.registry import edit_rule
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.tests.rules.example_edits import SIGN


def enclosure(*frames: tuple[float, float]) -> Enclosure:
    """An enclosure of one parameter of one element, with a midpoint and a radius per event."""
    mid, rad = (tuple((np.array([pair[k]]),) for pair in frames) for k in (0, 1))
    return Enclosure(mid, rad)


@pytest.mark.parametrize(("radius", "disjoint"), [(0.0625, True), (0.125, False), (0.25, False)])
def test_enclosures_are_disjoint_beyond_four_times_their_radii(
    radius: float, disjoint: bool
) -> None:
    one, other = enclosure((0.0, radius)), enclosure((1.0, radius))
    assert one.is_disjoint(other) is disjoint
    assert other.is_disjoint(one) is disjoint
    assert not one.is_disjoint(one)


def test_one_event_is_enough_to_be_disjoint() -> None:
    one = enclosure((0.0, 0.0), (0.0, 0.0))
    assert one.is_disjoint(enclosure((0.0, 0.0), (1.0, 0.0)))


def test_enclosures_of_different_parameters_are_not_compared() -> None:
    one = enclosure((0.0, 0.0))
    two = Enclosure(((*one.mid[0], *one.mid[0]),), ((*one.rad[0], *one.rad[0]),))
    with pytest.raises(ValueError, match="zip"):
        one.is_disjoint(two)


def test_without_an_event_the_others_keep_their_order() -> None:
    whole = enclosure((1.0, 0.1), (2.0, 0.2), (3.0, 0.3))
    left = whole.without_frame(1)
    assert [float(frame[0][0]) for frame in left.mid] == [1.0, 3.0]
    assert [float(frame[0][0]) for frame in left.rad] == [0.1, 0.3]


def test_its_size_counts_its_numbers_and_512_bytes_an_array() -> None:
    assert enclosure((1.0, 0.1)).bytes == 2 * (8 + 512)


def test_enclosures_are_cached_up_to_64_mebibytes() -> None:
    assert getattr(enclose.cache, "maxsize", None) == 64 * 2**20


def test_the_cache_keeps_no_rule_alive_and_confuses_no_rules() -> None:
    step = Step((encode_array([0.5]),))
    scenario = Scenario(
        "sgd", "float64", (Start(encode_array([1.0])),), ({"lr": (0.5).hex()},), (step,)
    )
    rules = [edit_rule("sgd", edits) for edits in ((), (SIGN,))]
    ends = [float(enclose(rule, scenario).mid[-1][0][0]) for rule in rules]
    assert ends == [0.75, 1.25]
    kept = [ref(rule) for rule in rules]
    del rules
    gc.collect()
    assert [rule() for rule in kept] == [None, None]
