"""Families of scenarios with extreme inputs, chosen so that every known bug shows in some."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hypothesis import strategies as st

from ..rules.registry import Rule
from ..scenarios.model import Event, Precision, Scenario, Start, Step
from ..subjects.trajectory import Abilities
from .event_sequence import Life
from .scenario_builder import PATTERNS, Draw, Setting

SMALL_SHAPES: tuple[tuple[int, ...], ...] = (
    (1,), (2,), (), (3,), (2, 2), (0,), (5,), (1, 3), (2, 1, 2), (7,),
    (1, 2, 1, 1, 2),
)  # fmt: skip
# Shapes for rules for matrices, which may treat tall and wide matrices differently.
MATRICES: tuple[tuple[int, ...], ...] = ((3, 2), (2, 1), (2, 3))
LARGE_SHAPES: tuple[tuple[int, ...], ...] = (
    (1031,), (33, 32), (65, 64), (4099,), (129, 3, 17), (33_001,), (66_047,),
)  # fmt: skip

# Larger than the blocks of optimcore, and of kernels for lists of tensors.
HUGE_SHAPES: tuple[tuple[int, ...], ...] = ((33_001,), (66_047,), (257, 129), (70_001,))

# Numbers of parameters in the family "crowd".
CROWDS = (33, 130, 65)

# Number of elements of the largest matrix for a rule for matrices.
LARGEST_MATRIX = 1100


@dataclass(frozen=True)
class Family:
    """A family of scenarios.

    Attributes:
        share: number of scenarios for each example of the family "everyday".
        of_every_law: whether every law is tested on the family; else only those that name it.
        fewest: number of scenarios that are drawn even if there are few examples.
    """

    name: str
    share: float
    scenarios: st.SearchStrategy[Scenario]
    of_every_law: bool = False
    fewest: int = 6


def families(rule: Rule, abilities: Abilities) -> list[Family]:
    """Return the families of scenarios for a subject."""
    found = [
        Family("everyday", 1.0, everyday(rule, abilities), of_every_law=True),
        Family("long", 0.08, long(rule, abilities)),
        Family("large", 0.12, large(rule, abilities)),
        Family("crowd", 0.04, crowd(rule, abilities), fewest=2),
    ]
    if abilities.can("resume"):
        found.append(Family("lifecycle", 0.2, lifecycle(rule, abilities)))
    if rule.elementwise:
        found.append(Family("huge", 0.05, huge(rule, abilities)))
    if _halves(abilities):
        found.append(Family("half", 0.15, half(rule, abilities)))
    return found


def _halves(abilities: Abilities) -> list[Precision]:
    known: tuple[Precision, ...] = ("float16", "bfloat16")
    return [dtype for dtype in known if abilities.can(dtype)]


@st.composite
def everyday(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """Draw a few steps of up to three small parameters, with events between the steps."""
    setting = Setting(draw, rule, abilities)
    known = SMALL_SHAPES + (MATRICES if rule.dimensions else ())
    starts = setting.starts([s for s in known if _allowed(s, rule, abilities)], most=3)
    events: list[Event] = []
    for _ in range(setting.pick((1, 2, 4, 3, 6, 5))):
        events += setting.between()
        events.append(setting.step(starts, setting.times()))
    return setting.scenario(starts, events)


@st.composite
def long(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """Draw up to thousands of steps of one or two small parameters."""
    setting = Setting(draw, rule, abilities)
    starts = setting.starts([_shaped(s, rule) for s in ((1,), (2,))], most=2)
    events: list[Event] = []
    longest = (1, 2100, 300, 1100) if rule.elementwise else (1, 300)
    for times in (setting.pick(longest), draw(st.integers(1, 40)), 1):
        events.append(setting.step(starts, times))
    setting.slow = True
    return setting.scenario(starts, events)


@st.composite
def lifecycle(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """Draw a sequence of all kinds of events."""
    setting = Setting(draw, rule, abilities)
    starts = setting.starts([_shaped(s, rule) for s in ((1,), (2,), (3,))], most=3)
    life = Life(setting, starts)
    for _ in range(setting.pick(range(1, 13))):
        life.go_on()
    return setting.scenario(starts, life.events)


@st.composite
def half(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """Draw steps in half precision, so many that step counts and powers in it may saturate."""
    setting = Setting(draw, rule, abilities, _halves(abilities))
    starts = setting.starts([_shaped(s, rule) for s in ((1,), (2,), (5,))], most=2)
    events: list[Event] = [
        setting.step(starts, times) for times in (setting.pick((1, 2, 310)), 1, 1)
    ]
    return setting.scenario(starts, events)


@st.composite
def large(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """Draw up to three steps of one large parameter, with or without a small one."""
    setting = Setting(draw, rule, abilities)
    starts = [setting.start(setting.pick(_large_shapes(rule, abilities)))]
    if draw(st.booleans()):
        starts.append(setting.start(_shaped((2,), rule)))
    events: list[Event] = []
    # With repeating patterns of coprime lengths, no two elements get the same gradients.
    for setting.pattern in PATTERNS[: draw(st.integers(1, 3))]:
        events.append(setting.step(starts))
    return setting.scenario(starts, events)


@st.composite
def crowd(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """Draw two steps of many parameters: more than one kernel launch takes."""
    setting = Setting(draw, rule, abilities)
    count = setting.pick(CROWDS)
    shape = _shaped((1,), rule)
    starts = [Start(setting.nth(k, shape), k % setting.many) for k in range(count)]
    first = draw(st.integers(1, count))
    steps: list[Event] = [Step(tuple(setting.nth(first + k * stride, shape) for k in range(count)))
             for stride in (1, 3)]  # fmt: skip
    return setting.scenario(starts, steps)


def _large_shapes(rule: Rule, abilities: Abilities) -> list[tuple[int, ...]]:
    """Return large shapes; smaller ones for matrices, because ball matrix products are slow."""
    fitting = [s for s in LARGE_SHAPES if _allowed(s, rule, abilities)]
    matrices = rule.dimensions == 2
    return [s for s in fitting if not matrices or math.prod(s) <= LARGEST_MATRIX]


@st.composite
def huge(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """Draw two to four steps of one parameter that is larger than a block."""
    setting = Setting(draw, rule, abilities)
    shapes = [s for s in HUGE_SHAPES if _allowed(s, rule, abilities)]
    starts = [setting.start(setting.pick(shapes))]
    events: list[Event] = [setting.step(starts) for _ in range(draw(st.integers(2, 4)))]
    return setting.scenario(starts, events)


def _allowed(shape: tuple[int, ...], rule: Rule, abilities: Abilities) -> bool:
    fits = rule.dimensions is None or len(shape) == rule.dimensions
    zero_d, empty = shape != () or abilities.can("scalar"), 0 not in shape or abilities.can("empty")
    return fits and zero_d and empty


def _shaped(shape: tuple[int, ...], rule: Rule) -> tuple[int, ...]:
    """Return the shape with as many axes as the rule needs."""
    return shape if rule.dimensions is None else (*shape, *[2] * (rule.dimensions - len(shape)))
