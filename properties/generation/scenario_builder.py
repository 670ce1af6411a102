"""The properties that are drawn once per scenario, and the drawing of numbers, groups and steps.

Every number is drawn as an index into a table that starts with the simplest entry, times a power of
two that is drawn for the whole scenario, so that Hypothesis shrinks towards ones and zeros.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from hypothesis import strategies as st

from ..rules.registry import Rule
from ..scenarios.encoding import written
from ..scenarios.model import (
    Array,
    Event,
    HyperValue,
    Precision,
    Resume,
    Scenario,
    SetHyper,
    Start,
    Step,
    WrittenHyper,
    ZeroGrad,
)
from ..subjects.trajectory import Abilities
from .hyper_values import BETAS, MEASURES, SLOW_BETAS, TABLES, power, table

Draw = Any  # Hypothesis's draw function, which has no public type

# Mantissas: 1 first, then other exact numbers, zero, and numbers that use every bit.
NUMBERS = (
    1.0, -1.0, 2.0, 0.5, 0.0, -3.0, 0.25, 4.0,
    *(math.ldexp(((k * 0.6180339887498949) % 1.0 + 1.0) * (-1) ** k, k % 7 - 3) for k in range(40)),
)  # fmt: skip

# Largest exponent of gradients, also negative; their squares stay in the normal range.
REACH: dict[Precision, int] = {"float64": 400, "float32": 50, "float16": 5, "bfloat16": 50}

# Within these powers of two, a hyper-parameter is a normal number of the precision.
WIDEST: dict[Precision, int] = {"float64": 1000, "float32": 120, "float16": 13, "bfloat16": 120}

# The number of distinct values in an array before they repeat.
PATTERNS = (7, 11, 13)

# A schedule may start or end with lr=0, where nothing moves but the state is updated.
RESTING = 0.0

# The numbers of groups, if the subject supports several.
GROUPS = (1, 2, 1, 3)


@lru_cache(maxsize=None, typed=True)  # 0, 0.0 and False are equal, but not the same choice
def one_of(*values: Any) -> st.SearchStrategy[Any]:
    """One of the values; the strategy is built once, which takes longer than a draw from it."""
    return st.sampled_from(values)


@cache
def places(count: int) -> st.SearchStrategy[list[int]]:
    """So many indices into ``NUMBERS``."""
    return st.lists(st.integers(0, len(NUMBERS) - 1), min_size=count, max_size=count)


@cache
def scales(reach: int) -> st.SearchStrategy[int]:
    """The power of two of a scenario's gradients: none, a small one, or as far as they reach."""
    return st.one_of(st.just(0), st.integers(-12, 12), st.integers(-reach, reach))


class Setting:
    """The properties that are drawn once per scenario: format, scales, groups."""

    def __init__(
        self,
        draw: Draw,
        rule: Rule,
        abilities: Abilities,
        formats: Sequence[Precision] = ("float64", "float32"),
    ) -> None:
        self.draw, self.rule, self.abilities = draw, rule, abilities
        formats = [f for f in formats if abilities.can(f)]
        self.dtype: Precision = self.pick(formats)
        self.scale = draw(scales(REACH[self.dtype]))
        self.spike = self.pick((0, 0, 10, -10))
        self.slow = False
        self.pattern = PATTERNS[0]
        self.copies = ["state", *[by for by in ("deepcopy", "pickle") if abilities.can(by)]]
        self.many = self.pick(GROUPS) if abilities.can("groups") else 1

    def pick(self, table: Sequence[Any]) -> Any:
        return self.draw(one_of(*table))

    def numbers(self, shape: tuple[int, ...], scale: int) -> Array:
        count = min(math.prod(shape), self.pattern)
        drawn = self.draw(places(count))
        return Array(shape, tuple(math.ldexp(NUMBERS[k], scale).hex() for k in drawn))

    def nth(self, k: int, shape: tuple[int, ...]) -> Array:
        """Return an array filled with the k-th number of the table, modulo its length."""
        return Array(shape, (math.ldexp(NUMBERS[k % len(NUMBERS)], self.scale).hex(),))

    def start(self, shape: tuple[int, ...]) -> Start:
        group = self.draw(st.integers(0, self.many - 1)) if self.many > 1 else 0
        scale = self.pick((None, 0, self.scale, -6))
        if scale is None:
            return Start(Array(shape, ((0.0).hex(),)), group)
        return Start(self.numbers(shape, scale), group)

    def starts(self, shapes: list[tuple[int, ...]], most: int) -> list[Start]:
        count = self.pick(range(1, most + 1))
        starts = [self.start(self.pick(shapes)) for _ in range(count)]
        used = sorted({start.group for start in starts})
        self.many = len(used)
        return [Start(start.value, used.index(start.group)) for start in starts]

    def step(self, starts: list[Start], times: int = 1) -> Step:
        jump = self.pick((0, self.spike)) if self.spike else 0
        return Step(tuple(self.gradient(s, jump) for s in starts), times)

    def times(self) -> int:
        values = self.rule.profile.repeats
        return int(self.pick(values)) if len(values) > 1 else values[0]

    def gradient(self, start: Start, jump: int) -> Array | None:
        kind = self.draw(st.integers(0, 9))
        if kind >= 8 and self.abilities.can("no gradient"):
            return None
        if kind == 7:
            return Array(start.value.shape, ((0.0).hex(),))
        return self.numbers(start.value.shape, self.scale + jump)

    def between(self, joined: int | None = None) -> list[Event]:
        """Draw the events between two steps; a changed group is one of the first ``joined``."""
        kind = self.draw(st.integers(0, 11))
        there = self.many if joined is None else joined
        group = self.draw(st.integers(0, there - 1)) if there > 1 else 0
        if kind == 11 and "lr" in self.abilities.settable:
            return [SetHyper("lr", written(self.pick((*TABLES["lr"], RESTING))), group)]
        if kind == 10 and self.abilities.can("resume"):
            return [Resume(by=self.pick(self.copies))]
        if kind == 9 and self.abilities.can("zero_grad"):
            return [ZeroGrad()]
        if kind == 8 and "weight_decay" in self.abilities.settable:
            return [SetHyper("weight_decay", written(self.pick(TABLES["weight_decay"])), group)]
        return []

    def hyper(self) -> dict[str, WrittenHyper]:
        taken = [name for name in self.rule.defaults if name in self.abilities.hyper]
        values = {name: self.value(name) for name in taken}
        self.rule.profile.make_valid(self.rule.defaults, values)
        return {name: written(value) for name, value in values.items()}

    def value(self, name: str) -> HyperValue:
        units = power(self.rule, name)
        if units is not None:
            return self.measured(name, units)
        values = table(self.rule, name)
        value: HyperValue = self.pick(SLOW_BETAS if self.slow and values is BETAS else values)
        units = (self.rule.gradient_powers or {}).get(name)
        if name in self.rule.profile.scaled and units and self.scale:
            return self.pick((1.0, 2.0 ** (units * self.scale))) * value  # type: ignore[no-any-return]
        return value

    def measured(self, name: str, units: int) -> HyperValue:
        """Draw a value relative to the scale of the gradients, zero, or the default."""
        exponent = self.pick(MEASURES)
        if exponent is None:
            return self.rule.defaults[name]
        if exponent == -math.inf:
            return 0.0
        most = WIDEST[self.dtype]
        return math.ldexp(1.0, max(-most, min(most, units * (self.scale + int(exponent)))))

    def scenario(self, starts: list[Start], events: list[Event]) -> Scenario:
        groups = tuple(self.hyper() for _ in range(self.many))
        shared = self.rule.profile.same_in_all_groups
        fixed = {name: groups[0][name] for name in shared if name in groups[0]}
        groups = tuple({**group, **fixed} for group in groups)
        return Scenario(self.rule.name, self.dtype, tuple(starts), groups, tuple(events))
