"""Families of scenarios with extreme inputs, chosen so that every known bug shows in some."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hypothesis import strategies as st

from ..rules.own_rules import own_rules
from ..rules.registry import Rule
from ..scenarios.model import Event, Precision, Scenario, Start, Step
from ..subjects.trajectory import Capabilities
from .event_sequence import EventSequence
from .scenario_builder import PATTERNS, Draw, ScenarioBuilder

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
MANY_PARAMETERS = (33, 130, 65)
FEWER_PARAMETERS = MANY_PARAMETERS[:1]

# Number of elements of the largest matrix for a rule for matrices.
LARGEST_MATRIX = 1100


@dataclass(frozen=True)
class Family:
    """A family of scenarios.

    Attributes:
        share: number of scenarios for each example of the family "everyday".
        of_every_law: whether every law is tested on the family; else only those that name it.
        fewest: number of scenarios that are drawn even if there are few examples.
        cost: the time that a scenario takes, in units of one of the family "everyday".
    """

    name: str
    share: float
    scenarios: st.SearchStrategy[Scenario]
    of_every_law: bool = False
    fewest: int = 6
    cost: float = 1.0


def families(rule: Rule, capabilities: Capabilities) -> list[Family]:
    """Return the families of scenarios for a subject."""
    found = [
        Family("everyday", 1.0, small_scenarios(rule, capabilities), of_every_law=True),
        Family("long", 0.08, long_scenarios(rule, capabilities), cost=4),
        Family("large", 0.12, large_parameter_scenarios(rule, capabilities)),
        Family("crowd", 0.04, many_parameter_scenarios(rule, capabilities), fewest=2, cost=2),
    ]
    if capabilities.supports("resume"):
        found.append(Family("lifecycle", 0.2, lifecycle_scenarios(rule, capabilities)))
    if rule.elementwise:
        found.append(Family("huge", 0.05, multi_block_scenarios(rule, capabilities)))
    if _half_formats(capabilities):
        found.append(Family("half", 0.15, half_precision_scenarios(rule, capabilities)))
    return found


def _half_formats(capabilities: Capabilities) -> list[Precision]:
    known: tuple[Precision, ...] = ("float16", "bfloat16")
    return [dtype for dtype in known if capabilities.supports(dtype)]


@st.composite
def small_scenarios(draw: Draw, rule: Rule, capabilities: Capabilities) -> Scenario:
    """Draw a few steps of up to three small parameters, with events between the steps."""
    builder = ScenarioBuilder(draw, rule, capabilities)
    known = SMALL_SHAPES + (MATRICES if _treats_axes(rule) else ())
    starts = builder.draw_starts([s for s in known if _is_allowed(s, rule, capabilities)], most=3)
    events: list[Event] = []
    for _ in range(builder.draw_from((1, 2, 4, 3, 6, 5))):
        events += builder.draw_events_between()
        events.append(builder.draw_step(starts, builder.draw_times()))
        events += builder.draw_looks()
    return builder.build_scenario(starts, events)


def _treats_axes(rule: Rule) -> bool:
    """Return whether matrices that are tall and wide may show what others do not."""
    return rule.dimensions is not None or (not rule.shapeless and rule.name in own_rules())


@st.composite
def long_scenarios(draw: Draw, rule: Rule, capabilities: Capabilities) -> Scenario:
    """Draw up to thousands of steps of one or two small parameters."""
    builder = ScenarioBuilder(draw, rule, capabilities)
    starts = builder.draw_starts([_fit_shape(s, rule) for s in ((1,), (2,))], most=2)
    events: list[Event] = []
    longest = (1, 2100, 300, 1100) if rule.elementwise else (1, 300)
    for times in (builder.draw_from(longest), draw(st.integers(1, 40)), 1):
        events.append(builder.draw_step(starts, times))
        events += builder.draw_looks()
    builder.slow = True
    return builder.build_scenario(starts, events)


@st.composite
def lifecycle_scenarios(draw: Draw, rule: Rule, capabilities: Capabilities) -> Scenario:
    """Draw a sequence of all kinds of events."""
    builder = ScenarioBuilder(draw, rule, capabilities)
    starts = builder.draw_starts([_fit_shape(s, rule) for s in ((1,), (2,), (3,))], most=3)
    sequence = EventSequence(builder, starts)
    for _ in range(builder.draw_from(range(1, 13))):
        sequence.add_event_and_step()
    return builder.build_scenario(starts, sequence.events)


@st.composite
def half_precision_scenarios(draw: Draw, rule: Rule, capabilities: Capabilities) -> Scenario:
    """Draw so many steps in half precision that step counts and powers may saturate."""
    builder = ScenarioBuilder(draw, rule, capabilities, _half_formats(capabilities))
    starts = builder.draw_starts([_fit_shape(s, rule) for s in ((1,), (2,), (5,))], most=2)
    events: list[Event] = [
        builder.draw_step(starts, times) for times in (builder.draw_from((1, 2, 310)), 1, 1)
    ]
    events += builder.draw_looks()
    return builder.build_scenario(starts, events)


@st.composite
def large_parameter_scenarios(draw: Draw, rule: Rule, capabilities: Capabilities) -> Scenario:
    """Draw up to three steps of one large parameter, with or without a small one."""
    builder = ScenarioBuilder(draw, rule, capabilities)
    starts = [builder.draw_start(builder.draw_from(_large_shapes(rule, capabilities)))]
    if draw(st.booleans()):
        starts.append(builder.draw_start(_fit_shape((2,), rule)))
    events: list[Event] = []
    # With repeating patterns of coprime lengths, no two elements get the same gradients.
    for builder.pattern in PATTERNS[: draw(st.integers(1, 3))]:
        events.append(builder.draw_step(starts))
        events += builder.draw_looks()
    return builder.build_scenario(starts, events)


@st.composite
def many_parameter_scenarios(draw: Draw, rule: Rule, capabilities: Capabilities) -> Scenario:
    """Draw two steps of many parameters: more than fit into one kernel launch."""
    builder = ScenarioBuilder(draw, rule, capabilities)
    count = builder.draw_from(FEWER_PARAMETERS if capabilities.few_shapes else MANY_PARAMETERS)
    shape = _fit_shape((1,), rule)
    starts = [Start(builder.numbered_array(k, shape), k % builder.many) for k in range(count)]
    first = draw(st.integers(1, count))
    steps: list[Event] = [Step(tuple(builder.numbered_array(first + k * stride,
    shape) for k in range(count)))
             for stride in (1, 3)]  # fmt: skip
    return builder.build_scenario(starts, steps)


def _large_shapes(rule: Rule, capabilities: Capabilities) -> list[tuple[int, ...]]:
    """Return large shapes; smaller ones for matrices, because ball matrix products are slow."""
    fitting = [s for s in LARGE_SHAPES if _is_allowed(s, rule, capabilities)]
    matrices = rule.dimensions == 2
    return [s for s in fitting if not matrices or math.prod(s) <= LARGEST_MATRIX]


@st.composite
def multi_block_scenarios(draw: Draw, rule: Rule, capabilities: Capabilities) -> Scenario:
    """Draw two to four steps of one parameter that is larger than a block."""
    builder = ScenarioBuilder(draw, rule, capabilities)
    shapes = [s for s in HUGE_SHAPES if _is_allowed(s, rule, capabilities)]
    starts = [builder.draw_start(builder.draw_from(shapes))]
    events: list[Event] = [builder.draw_step(starts) for _ in range(draw(st.integers(2, 4)))]
    events += builder.draw_looks()
    return builder.build_scenario(starts, events)


def _is_allowed(shape: tuple[int, ...], rule: Rule, capabilities: Capabilities) -> bool:
    fits = rule.dimensions is None or len(shape) == rule.dimensions
    zero_d, empty = (
        shape != () or capabilities.supports("scalar"),
        0 not in shape or capabilities.supports("empty"),
    )
    return fits and zero_d and empty


def _fit_shape(shape: tuple[int, ...], rule: Rule) -> tuple[int, ...]:
    """Return the shape with as many axes as the rule needs."""
    return shape if rule.dimensions is None else (*shape, *[2] * (rule.dimensions - len(shape)))
