"""Measure how the cost of a check grows with what is checked."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from properties.enclosures.evaluate import enclose
from properties.engine.examiner import Examiner
from properties.generation.corpus import supported_scenarios
from properties.laws import Law, Trial, laws
from properties.rules.registry import rules
from properties.scenarios.model import Event, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

RULE = "adam"

Measure = Callable[[int], float]


@dataclass(frozen=True)
class Growth:
    """The CPU seconds for each size of one quantity."""

    quantity: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """The power of the size with which the cost grows: 1 if it grows linearly.

        It is the slope of the line through the logarithms of what each size adds to the smallest
        one, so that a fixed cost does not hide growth.
        """
        added = np.subtract(self.sizes[1:], self.sizes[0])
        cost = np.subtract(self.seconds[1:], self.seconds[0])
        if not (cost > 0).all():
            return 0.0  # what is added is less than the noise
        slope, _ = np.polyfit(np.log(added), np.log(cost), 1)
        return float(slope)


def measure_growth(
    quantities: Sequence[str] | None = None, repetitions: int = 3
) -> Iterator[Growth]:
    """Yield the growth of the cost with each quantity.

    Args:
        quantities: Names in ``MEASURES``; all by default.
        repetitions: The shortest of so many measurements is taken.
    """
    for quantity in quantities or MEASURES:
        measure, sizes = MEASURES[quantity]
        measure(sizes[0])  # the first measurement fills caches that all of them use
        seconds = tuple(min(measure(s) for _ in range(repetitions)) for s in sizes)
        yield Growth(quantity, sizes, seconds)


def cost_of_scenarios(count: int) -> float:
    """Return the cost of an examination with so many random scenarios of the main family."""
    subject = CoreSubject(RULE)
    return _time(lambda: Examiner(rules()[RULE], subject, examples=count).run())


def cost_of_laws(count: int) -> float:
    """Return the cost of so many laws on the corpus: the mean over disjoint sets of laws."""
    rule, subject = rules()[RULE], CoreSubject(RULE)
    known = [law for law in laws().values() if not law.not_applicable(rule, subject)]
    random.Random(0).shuffle(known)
    sets = [known[k : k + count] for k in range(0, len(known) - count + 1, count)]
    scenarios = supported_scenarios(rule, subject.capabilities)

    def judge() -> None:
        for chosen in sets:
            for scenario in scenarios:
                _judge(chosen, Trial(rule, subject, scenario))

    return _time(judge) / len(sets)


def cost_of_parameters(count: int) -> float:
    """Return the cost of all laws on scenarios with so many parameters."""
    return _judge_scenario([2] * count, 3)


def cost_of_elements(count: int) -> float:
    """Return the cost of all laws on a scenario with a parameter of so many elements."""
    return _judge_scenario([count], 3)


def cost_of_steps(count: int) -> float:
    """Return the cost of all laws on a scenario with so many steps."""
    return _judge_scenario([2], count)


def _judge_scenario(lengths: Sequence[int], steps: int) -> float:
    rng = np.random.default_rng(0)
    starts = tuple(Start(encode_array(rng.standard_normal(n))) for n in lengths)
    events: tuple[Event, ...] = tuple(
        Step(tuple(encode_array(rng.standard_normal(n)) for n in lengths)) for _ in range(steps)
    )
    rule, subject = rules()[RULE], CoreSubject(RULE)
    trial = Trial(rule, subject, Scenario(RULE, "float64", starts, ({},), events))
    known = [law for law in laws().values() if not law.not_applicable(rule, subject)]
    return _time(lambda: _judge(known, trial))


def _judge(chosen: Sequence[Law], trial: Trial) -> None:
    for law in chosen:
        law.judge(trial)


def _time(function: Callable[[], object]) -> float:
    """Return the CPU seconds of a call that computes every enclosure anew."""
    assert enclose.cache is not None
    enclose.cache.clear()
    start = time.process_time()
    function()
    return time.process_time() - start


MEASURES: dict[str, tuple[Measure, tuple[int, ...]]] = {
    "laws": (cost_of_laws, (5, 10, 20, 40)),
    "scenarios": (cost_of_scenarios, (50, 100, 200, 400)),
    "parameters": (cost_of_parameters, (8, 16, 32, 64, 128)),
    "elements": (cost_of_elements, (128, 512, 2048, 8192)),
    "steps": (cost_of_steps, (16, 32, 64, 128, 256)),
}
