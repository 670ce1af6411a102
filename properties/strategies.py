"""Loud scenarios: inputs that no defect stays quiet on, and that shrink to one step of one element.

Every number is drawn as an index into a table whose first entry is the plainest, times a power of
two that is drawn for the whole scenario, so that Hypothesis shrinks towards ones and zeros.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from .rules import Rule
from .scenario import (
    AddGroup,
    Array,
    Event,
    HyperValue,
    Precision,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    SetHyper,
    Start,
    Step,
    WrittenHyper,
    ZeroGrad,
    written,
)
from .tables import BETAS, MEASURES, SLOW_BETAS, TABLES, power, repeats, table
from .trajectory import Abilities

Draw = Any  # Hypothesis's draw function, which has no public type

# One first, then other exact numbers, zero, and mantissas with every bit in use.
NUMBERS = (
    1.0, -1.0, 2.0, 0.5, 0.0, -3.0, 0.25, 4.0,
    *(math.ldexp(((k * 0.6180339887498949) % 1.0 + 1.0) * (-1) ** k, k % 7 - 3) for k in range(40)),
)  # fmt: skip

SMALL_SHAPES: tuple[tuple[int, ...], ...] = (
    (1,), (2,), (), (3,), (2, 2), (0,), (5,), (1, 3), (2, 1, 2), (7,),
)  # fmt: skip
# For rules of matrices, which may treat more rows than columns in another way than fewer.
MATRICES: tuple[tuple[int, ...], ...] = ((3, 2), (2, 1), (2, 3))
LARGE_SHAPES: tuple[tuple[int, ...], ...] = (
    (1031,), (33, 32), (65, 64), (4099,), (129, 3, 17), (33_001,), (66_047,),
)  # fmt: skip

# Larger than the blocks that arrays are walked in, here and in kernels over lists of tensors.
HUGE_SHAPES: tuple[tuple[int, ...], ...] = ((33_001,), (66_047,), (257, 129), (70_001,))

# Gradients as small and as large as this power of two; their squares stay in the normal range.
REACH: dict[Precision, int] = {"float64": 400, "float32": 50, "float16": 5, "bfloat16": 50}


# The powers of two between which a hyper-parameter is a normal number of the precision.
WIDEST: dict[Precision, int] = {"float64": 1000, "float32": 120, "float16": 13, "bfloat16": 120}

# How many numbers an array's values are made of, before they repeat.
PATTERNS = (7, 11, 13)

# Elements of the largest matrix that a rule of matrices is given.
LARGEST_MATRIX = 1100

# Where state starts is a matter of the constructor, and the same in all groups.
ONE_FOR_ALL = ("initial_accumulator_value",)


@dataclass(frozen=True)
class Family:
    """One kind of scenario, its part of the examples, and the laws it is for (all, if none)."""

    name: str
    share: float
    scenarios: st.SearchStrategy[Scenario]
    laws: frozenset[str] = frozenset()


def families(rule: Rule, abilities: Abilities) -> list[Family]:
    """The kinds of scenario that a subject is examined on."""
    long_laws = frozenset({"runs", "agreement", "resume"})
    large_laws = frozenset({"runs", "agreement", "others", "resume", "layout"})
    found = [
        Family("everyday", 1.0, everyday(rule, abilities)),
        Family("long", 0.08, long(rule, abilities), long_laws),
        Family("large", 0.12, large(rule, abilities), large_laws),
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
    for _ in range(draw(st.sampled_from((1, 2, 4, 3, 6, 5)))):
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
    for times in (draw(st.sampled_from(longest)), draw(st.integers(1, 40)), 1):
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


class Setting:
    """What one scenario has in common: format, scales, groups."""

    def __init__(
        self,
        draw: Draw,
        rule: Rule,
        abilities: Abilities,
        formats: Sequence[Precision] = ("float64", "float32"),
    ) -> None:
        self.draw, self.rule, self.abilities = draw, rule, abilities
        formats = [f for f in formats if f == "float64" or abilities.can(f)]
        self.dtype: Precision = draw(st.sampled_from(formats))
        reach = REACH[self.dtype]
        self.scale = draw(st.one_of(st.just(0), st.integers(-12, 12), st.integers(-reach, reach)))
        self.spike = draw(st.sampled_from((0, 0, 10, -10)))
        self.slow = False
        self.pattern = PATTERNS[0]
        self.copies = ["state", *[by for by in ("deepcopy", "pickle") if abilities.can(by)]]
        self.many = 2 if abilities.can("groups") and draw(st.booleans()) else 1

    def pick(self, table: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(table))

    def numbers(self, shape: tuple[int, ...], scale: int) -> Array:
        count = min(math.prod(shape), self.pattern)
        drawn = self.draw(
            st.lists(st.integers(0, len(NUMBERS) - 1), min_size=count, max_size=count)
        )
        return Array(shape, tuple(math.ldexp(NUMBERS[k], scale).hex() for k in drawn))

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
        values = repeats(self.rule)
        return int(self.pick(values)) if len(values) > 1 else values[0]

    def gradient(self, start: Start, jump: int) -> Array | None:
        kind = self.draw(st.integers(0, 9))
        if kind >= 8:
            return None
        if kind == 7:
            return Array(start.value.shape, ((0.0).hex(),))
        return self.numbers(start.value.shape, self.scale + jump)

    def between(self) -> list[Event]:
        kind = self.draw(st.integers(0, 11))
        group = self.draw(st.integers(0, self.many - 1)) if self.many > 1 else 0
        if kind == 11 and "lr" in self.abilities.settable:
            return [SetHyper("lr", written(self.pick(TABLES["lr"])), group)]
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
        if self.rule.defaults.keys() >= {"nesterov", "dampening"}:
            self.make_nesterov_defined(values)
        return {name: written(value) for name, value in values.items()}

    def make_nesterov_defined(self, values: dict[str, HyperValue]) -> None:
        """Nesterov's look-ahead needs momentum, and no dampening."""
        complete = dict(self.rule.defaults) | values
        if not complete["nesterov"]:
            return
        if not complete["momentum"] and "momentum" in values:
            values["momentum"] = 0.5
        if complete["dampening"] and "dampening" in values:
            values["dampening"] = 0.0
        complete |= values
        if "nesterov" in values and not (complete["momentum"] and not complete["dampening"]):
            values["nesterov"] = False

    def value(self, name: str) -> HyperValue:
        units = power(self.rule, name)
        if units is not None:
            return self.measured(name, units)
        values = table(self.rule, name)
        value: HyperValue = self.pick(SLOW_BETAS if self.slow and values is BETAS else values)
        units = (self.rule.gradient_powers or {}).get(name)
        if name in ("lr", "lambd") and units and self.scale:
            return self.pick((1.0, 2.0 ** (units * self.scale))) * value  # type: ignore[no-any-return]
        return value

    def measured(self, name: str, units: int) -> HyperValue:
        """A value beside the gradients in their own units, zero, or the default."""
        exponent = self.pick(MEASURES)
        if exponent is None:
            return self.rule.defaults[name]
        if exponent == -math.inf:
            return 0.0
        most = WIDEST[self.dtype]
        return math.ldexp(1.0, max(-most, min(most, units * (self.scale + int(exponent)))))

    def scenario(self, starts: list[Start], events: list[Event]) -> Scenario:
        groups = tuple(self.hyper() for _ in range(self.many))
        fixed = {name: groups[0][name] for name in ONE_FOR_ALL if name in groups[0]}
        groups = tuple({**group, **fixed} for group in groups)
        return Scenario(self.rule.name, self.dtype, tuple(starts), groups, tuple(events))


class Life:
    """What happens to one optimizer, event by event; what comes next depends on what was.

    A second group, where there is one, may join late; until then it has no gradients.
    """

    def __init__(self, setting: Setting, starts: list[Start]) -> None:
        self.setting = setting
        self.starts = starts
        self.events: list[Event] = []
        self.saved = False
        late = setting.many > 1 and setting.abilities.can("add group")
        self.waiting = late and bool(setting.pick((False, True)))

    def go_on(self) -> None:
        """One more event, and a step after it."""
        kinds = ["nothing", "between", "save", "restart"]
        kinds += ["rewind"] if self.saved else []
        kinds += ["join"] if self.waiting else []
        self.happen(self.setting.pick(kinds))
        self.step()

    def happen(self, kind: str) -> None:
        """One event of that kind."""
        if kind == "between":
            self.events += self.setting.between()
        elif kind == "save":
            self.events.append(Save())
            self.saved = True
        elif kind == "rewind":
            self.events.append(Rewind())
        elif kind == "restart":
            self.events.append(Restart())
        elif kind == "join":
            self.events.append(AddGroup(1))
            self.waiting = False

    def step(self) -> None:
        """A step; who has not joined has no gradient."""
        step = self.setting.step(self.starts)
        present = zip(self.starts, step.gradients, strict=True)
        given = tuple(None if self.waiting and s.group else g for s, g in present)
        self.events.append(Step(given))
