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
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import (
    Array,
    EncodedHyper,
    Event,
    HyperValue,
    Look,
    Precision,
    Resume,
    Scenario,
    SetHyper,
    Start,
    Step,
    ZeroGrad,
)
from ..scenarios.shared_hyper import share_hyper
from ..subjects.trajectory import Capabilities
from .few_shapes import with_few_shapes
from .hyper_values import (
    BETAS,
    MEASURES,
    SLOW_BETAS,
    TABLES,
    accepts_zero,
    gradient_power,
    hyper_values,
)

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
ZERO_LR_PAUSE = 0.0

# How often evaluation mode is set after a step: once, not at all, or twice in a row.
LOOKS = (1, 0, 1, 2)

# The numbers of groups, if the subject supports several.
GROUPS = (1, 2, 1, 3)


@lru_cache(maxsize=4096, typed=True)  # 0, 0.0 and False are equal, but not the same choice
def one_of(*values: Any) -> st.SearchStrategy[Any]:
    """One of the values. The strategy is cached, because building it takes longer than a draw."""
    return st.sampled_from(values)


@cache
def index_lists(count: int) -> st.SearchStrategy[list[int]]:
    """Lists of this many indices into ``NUMBERS``."""
    return st.lists(st.integers(0, len(NUMBERS) - 1), min_size=count, max_size=count)


@cache
def scales(reach: int) -> st.SearchStrategy[int]:
    """The power of two of a scenario's gradients: 0, a small one, or any within the limits."""
    return st.one_of(st.just(0), st.integers(-12, 12), st.integers(-reach, reach))


class ScenarioBuilder:
    """The properties that are drawn once per scenario: format, scales, groups."""

    def __init__(
        self,
        draw: Draw,
        rule: Rule,
        capabilities: Capabilities,
        formats: Sequence[Precision] = ("float64", "float32"),
    ) -> None:
        self.draw, self.rule, self.capabilities = draw, rule, capabilities
        formats = [f for f in formats if capabilities.supports(f)]
        self.dtype: Precision = self.draw_from(formats)
        self.scale = draw(scales(REACH[self.dtype]))
        self.spike = self.draw_from((0, 0, 10, -10))
        self.slow = False
        self.pattern = PATTERNS[0]
        self.copies = ["state", *[by for by in ("deepcopy", "pickle") if capabilities.supports(by)]]
        self.many = self.draw_from(GROUPS) if capabilities.supports("groups") else 1
        self.looks = rule.has_evaluation_mode and capabilities.supports("eval mode")

    def draw_from(self, table: Sequence[Any]) -> Any:
        return self.draw(one_of(*table))

    def draw_array(self, shape: tuple[int, ...], scale: int) -> Array:
        count = min(math.prod(shape), self.pattern)
        drawn = self.draw(index_lists(count))
        return Array(shape, tuple(math.ldexp(NUMBERS[k], scale).hex() for k in drawn))

    def numbered_array(self, k: int, shape: tuple[int, ...]) -> Array:
        """Return an array filled with the k-th number of the table, modulo its length."""
        return Array(shape, (math.ldexp(NUMBERS[k % len(NUMBERS)], self.scale).hex(),))

    def draw_start(self, shape: tuple[int, ...]) -> Start:
        group = self.draw(st.integers(0, self.many - 1)) if self.many > 1 else 0
        scale = self.draw_from((None, 0, self.scale, -6))
        if scale is None:
            return Start(Array(shape, ((0.0).hex(),)), group)
        return Start(self.draw_array(shape, scale), group)

    def draw_starts(self, shapes: list[tuple[int, ...]], most: int) -> list[Start]:
        count = self.draw_from(range(1, most + 1))
        starts = [self.draw_start(self.draw_from(shapes)) for _ in range(count)]
        used = sorted({start.group for start in starts})
        self.many = len(used)
        return [Start(start.value, used.index(start.group)) for start in starts]

    def draw_step(self, starts: list[Start], times: int = 1) -> Step:
        jump = self.draw_from((0, self.spike)) if self.spike else 0
        return Step(tuple(self.draw_gradient(s, jump) for s in starts), times)

    def draw_looks(self) -> list[Event]:
        """Draw whether the parameters are looked at in evaluation mode after a step."""
        calls = self.draw_from(LOOKS) if self.looks else 0
        return [Look(calls)] if calls else []

    def draw_times(self) -> int:
        values = self.rule.profile.repeats
        return int(self.draw_from(values)) if len(values) > 1 else values[0]

    def draw_gradient(self, start: Start, jump: int) -> Array | None:
        kind = self.draw(st.integers(0, 9))
        if kind >= 8 and self.capabilities.supports("no gradient"):
            return None
        if kind == 7:
            return Array(start.value.shape, ((0.0).hex(),))
        return self.draw_array(start.value.shape, self.scale + jump)

    def draw_events_between(self, joined: int | None = None) -> list[Event]:
        """Draw the events between two steps; a changed group is one of the first ``joined``."""
        kind = self.draw(st.integers(0, 11))
        there = self.many if joined is None else joined
        group = self.draw(st.integers(0, there - 1)) if there > 1 else 0
        if kind == 11 and "lr" in self.capabilities.settable:
            return [
                SetHyper("lr", encode_hyper(self.draw_from((*TABLES["lr"], ZERO_LR_PAUSE))), group)
            ]
        if kind == 10 and self.capabilities.supports("resume"):
            return [Resume(by=self.draw_from(self.copies))]
        if kind == 9 and self.capabilities.supports("zero_grad"):
            return [ZeroGrad()]
        if kind == 8 and "weight_decay" in self.capabilities.settable:
            return [
                SetHyper(
                    "weight_decay", encode_hyper(self.draw_from(TABLES["weight_decay"])), group
                )
            ]
        return []

    def draw_hyper(self) -> dict[str, EncodedHyper]:
        taken = [name for name in self.rule.defaults if name in self.capabilities.hyper]
        values = {name: self.draw_value(name) for name in taken}
        self.rule.profile.make_valid(self.rule.defaults, values)
        return {name: encode_hyper(value) for name, value in values.items()}

    def draw_value(self, name: str) -> HyperValue:
        units = gradient_power(self.rule, name)
        if units is not None:
            return self.draw_relative_value(name, units)
        values = hyper_values(self.rule, name)
        value: HyperValue = self.draw_from(SLOW_BETAS if self.slow and values is BETAS else values)
        units = (self.rule.gradient_powers or {}).get(name)
        if name in self.rule.profile.scaled and units and self.scale:
            return self.draw_from((1.0, 2.0 ** (units * self.scale))) * value  # type: ignore[no-any-return]
        return value

    def draw_relative_value(self, name: str, units: int) -> HyperValue:
        """Draw a value relative to the scale of the gradients, zero, or the default."""
        exponent = self.draw_from(MEASURES)
        if exponent is None:
            return self.rule.defaults[name]
        if exponent == -math.inf:
            return 0.0 if accepts_zero(self.rule, name) else self.rule.defaults[name]
        most = WIDEST[self.dtype]
        return math.ldexp(1.0, max(-most, min(most, units * (self.scale + int(exponent)))))

    def build_scenario(self, starts: list[Start], events: list[Event]) -> Scenario:
        groups = tuple(self.draw_hyper() for _ in range(self.many))
        drawn = Scenario(self.rule.name, self.dtype, tuple(starts), groups, tuple(events))
        shared = share_hyper(drawn, self.rule.profile.same_in_all_groups)
        return with_few_shapes(shared, self.rule, self.capabilities)
