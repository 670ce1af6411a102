"""Loud scenarios: the families of inputs, chosen so that no defect stays quiet on all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hypothesis import strategies as st

from .drawing import PATTERNS, Draw, Setting
from .life import Life
from .rules import Rule
from .scenario import Event, Precision, Scenario, Start, Step
from .trajectory import Abilities

SMALL_SHAPES: tuple[tuple[int, ...], ...] = (
    (1,), (2,), (), (3,), (2, 2), (0,), (5,), (1, 3), (2, 1, 2), (7,),
    (1, 2, 1, 1, 2),
)  # fmt: skip
# For rules of matrices, which may treat more rows than columns in another way than fewer.
MATRICES: tuple[tuple[int, ...], ...] = ((3, 2), (2, 1), (2, 3))
LARGE_SHAPES: tuple[tuple[int, ...], ...] = (
    (1031,), (33, 32), (65, 64), (4099,), (129, 3, 17), (33_001,), (66_047,),
)  # fmt: skip

# Larger than the blocks that arrays are walked in, here and in kernels over lists of tensors.
HUGE_SHAPES: tuple[tuple[int, ...], ...] = ((33_001,), (66_047,), (257, 129), (70_001,))

# How many parameters a crowd is.
CROWDS = (33, 130, 65)

# Elements of the largest matrix that a rule of matrices is given.
LARGEST_MATRIX = 1100


@dataclass(frozen=True)
class Family:
    """One kind of scenario, its part of the examples, and the laws it is for (all, if none)."""

    name: str
    share: float
    scenarios: st.SearchStrategy[Scenario]
    laws: frozenset[str] = frozenset()
    fewest: int = 6


def families(rule: Rule, abilities: Abilities) -> list[Family]:
    """The kinds of scenario that a subject is examined on."""
    long_laws = frozenset({"runs", "agreement", "resume"})
    large_laws = frozenset({"runs", "agreement", "others", "resume", "layout"})
    found = [
        Family("everyday", 1.0, everyday(rule, abilities)),
        Family("long", 0.08, long(rule, abilities), long_laws),
        Family("large", 0.12, large(rule, abilities), large_laws),
        Family("crowd", 0.04, crowd(rule, abilities), frozenset({"runs", "agreement"}), fewest=2),
    ]
    if abilities.can("resume"):
        drawn = lifecycle(rule, abilities)
        found.append(Family("lifecycle", 0.2, drawn, frozenset({"runs", "agreement"})))
    if rule.elementwise:
        found.append(Family("huge", 0.05, huge(rule, abilities), large_laws))
    if _halves(abilities):
        found.append(Family("half", 0.15, half(rule, abilities), long_laws))
    return found


def _halves(abilities: Abilities) -> list[Precision]:
    known: tuple[Precision, ...] = ("float16", "bfloat16")
    return [dtype for dtype in known if abilities.can(dtype)]


@st.composite
def everyday(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """A few steps of a few small parameters, with everything that can happen between steps."""
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
    """One or two small parameters over hundreds or thousands of steps."""
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
    """Everything that can happen to an optimizer, in any order."""
    setting = Setting(draw, rule, abilities)
    starts = setting.starts([_shaped(s, rule) for s in ((1,), (2,), (3,))], most=3)
    life = Life(setting, starts)
    for _ in range(setting.pick(range(1, 13))):
        life.go_on()
    return setting.scenario(starts, life.events)


@st.composite
def half(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """Half precision, over so many steps that counts and powers kept in it saturate."""
    setting = Setting(draw, rule, abilities, _halves(abilities))
    starts = setting.starts([_shaped(s, rule) for s in ((1,), (2,), (5,))], most=2)
    events: list[Event] = [
        setting.step(starts, times) for times in (setting.pick((1, 2, 310)), 1, 1)
    ]
    return setting.scenario(starts, events)


@st.composite
def large(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """One large parameter, perhaps beside a small one, for up to three steps."""
    setting = Setting(draw, rule, abilities)
    starts = [setting.start(setting.pick(_large_shapes(rule, abilities)))]
    if draw(st.booleans()):
        starts.append(setting.start(_shaped((2,), rule)))
    events: list[Event] = []
    # Patterns of coprime lengths meet in as many combinations as there are elements.
    for setting.pattern in PATTERNS[: draw(st.integers(1, 3))]:
        events.append(setting.step(starts))
    return setting.scenario(starts, events)


@st.composite
def crowd(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """As many parameters as a network has, and more than one launch of a kernel takes."""
    setting = Setting(draw, rule, abilities)
    count = setting.pick(CROWDS)
    shape = _shaped((1,), rule)
    starts = [Start(setting.nth(k, shape), k % setting.many) for k in range(count)]
    first = draw(st.integers(1, count))
    steps: list[Event] = [Step(tuple(setting.nth(first + k * stride, shape) for k in range(count)))
             for stride in (1, 3)]  # fmt: skip
    return setting.scenario(starts, steps)


def _large_shapes(rule: Rule, abilities: Abilities) -> list[tuple[int, ...]]:
    """Shapes beyond any block or vector; in balls, a matrix product takes time for each element."""
    fitting = [s for s in LARGE_SHAPES if _allowed(s, rule, abilities)]
    matrices = rule.dimensions == 2
    return [s for s in fitting if not matrices or math.prod(s) <= LARGEST_MATRIX]


@st.composite
def huge(draw: Draw, rule: Rule, abilities: Abilities) -> Scenario:
    """One parameter of several blocks, for as many steps as it takes to use its state."""
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
    """The shape with as many axes as the rule asks for."""
    return shape if rule.dimensions is None else (*shape, *[2] * (rule.dimensions - len(shape)))
