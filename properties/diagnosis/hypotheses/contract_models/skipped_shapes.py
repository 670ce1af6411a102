"""Hypotheses that parameters of some shapes are not updated."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from ....rules.registry import Rule
from ....scenarios.model import Scenario
from ..contract_hypotheses import Hypothesis, Translation, aligned, without_gradients

Shape: TypeAlias = tuple[int, ...]

FEATURES: frozenset[str] = frozenset()

# An id, the parameters, and whether a shape is one of theirs.
SKIPPED: tuple[tuple[str, str, Callable[[Shape], bool]], ...] = (
    ("no-axes", "without axes, of shape (),", lambda shape: shape == ()),
    ("one-element", "with one element", lambda shape: math.prod(shape) == 1),
    ("one-axis", "with one axis", lambda shape: len(shape) == 1),
    ("few-axes", "with fewer than two axes", lambda shape: len(shape) < 2),
    ("several-axes", "with two or more axes", lambda shape: len(shape) > 1),
)


def skipped_shape_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses, those about the fewest shapes first."""
    for name, words, is_skipped in SKIPPED:
        yield Hypothesis(
            f"shapes-skipped-{name}", f"parameters {words} are not updated",
            "They stay as they are, without an error.",
            FEATURES, partial(_without_shapes, is_skipped),
        )  # fmt: skip


def _without_shapes(is_skipped: Callable[[Shape], bool], scenario: Scenario) -> Translation:
    skipped = {i for i, p in enumerate(scenario.parameters) if is_skipped(p.value.shape)}
    return aligned(without_gradients(scenario, skipped))
