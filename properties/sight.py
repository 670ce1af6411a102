"""What a set of scenarios would have seen: planted pitfalls, and errors in hyper-parameters.

The same scenarios and laws that judged a subject are put to optimcore with something planted in
it, so that a green verdict can say what it would not have been green on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .enclosure import enclose
from .evidence import within
from .laws import MUST, Law, Trial
from .objects import CoreSubject
from .pitfalls import Pitfall, pitfalls
from .planting import plant
from .rules import Rule
from .scenario import HyperValue, Precision, Scenario
from .trajectory import Abilities, Outcome, Subject, Trajectory
from .transforms import with_hyper

# Scenarios that each pitfall and each planted error is tried on, in each precision.
SCENARIOS = 24

# Scenarios of the largest, and of the longest; and those that laws beside agreement are tried on.
EXTREME = 3
BRIEFLY = 10

# Relative errors are planted as powers of two of the machine epsilon, up to this one.
LARGEST_ERROR = 40


@dataclass(frozen=True)
class Floor:
    """The smallest relative error seen in one hyper-parameter, in machine epsilons.

    ``epsilons`` is None where even an error of ``2**LARGEST_ERROR`` of them was not seen.
    """

    hyper: str
    dtype: Precision
    epsilons: int | None


@dataclass(frozen=True)
class Limited:
    """A subject that is asked for no more than another one can do."""

    subject: Subject
    limits: Abilities

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def abilities(self) -> Abilities:
        own = self.subject.abilities
        return Abilities(
            own.hyper & self.limits.hyper,
            own.settable & self.limits.settable,
            self.limits.required,
            {**own.lacks, **self.limits.lacks},
        )

    def run(self, scenario: Scenario) -> Outcome:
        return self.subject.run(scenario)


@dataclass
class Sight:
    """What these scenarios, judged by these laws within these abilities, would have seen."""

    rule: Rule
    abilities: Abilities
    laws: Sequence[Law]
    scenarios: Sequence[Scenario]

    def __post_init__(self) -> None:
        self._correct = CoreSubject(self.rule.name, plant(self.rule.edits))

    def pitfalls(self) -> dict[str, bool]:
        """Every pitfall of the rule, and whether it would have been caught."""
        known = [p for p in pitfalls().values() if p.rule == self.rule.name and not p.loop]
        planted = [(p, self._planted(p)) for p in known]
        return {p.id: self._catches(p, subject) for p, subject in planted if subject}

    def _planted(self, pitfall: Pitfall) -> Subject | None:
        """The rule, in the dialect it is spoken in, with the pitfall: none, where both meet."""
        try:
            package = plant((*self.rule.edits, *pitfall.edits))
        except ValueError:
            return None
        return Limited(CoreSubject(self.rule.name, package), self.abilities)

    def _catches(self, pitfall: Pitfall, subject: Subject) -> bool:
        telling = [x for x in self.laws if x.requirement == MUST or pitfall.advised]
        laws = [law for law in telling if self._applies(law, subject)]
        agreement = [x for x in laws if x.id == "agreement"]
        brief = [Trial(self.rule, subject, s) for s in self._first()]
        extreme = [Trial(self.rule, subject, s) for s in self._extreme()]
        # What costs most comes last: few pitfalls need it.
        looks = [(law, trial) for trial in brief + extreme for law in agreement]
        looks += [(law, trial) for trial in brief[:BRIEFLY] for law in laws]
        return any(_breaks(law, trial) for law, trial in looks)

    def _applies(self, law: Law, subject: Subject) -> bool:
        return law.id != "torch-agreement" and law.not_applicable(self.rule, subject) is None

    def _extreme(self) -> list[Scenario]:
        """The largest and the longest scenarios, among equals those that cost least."""
        largest = sorted(self.scenarios, key=lambda s: (-s.size, s.steps))[:EXTREME]
        return largest + sorted(self.scenarios, key=lambda s: (-s.steps, s.size))[:EXTREME]

    def _first(self, dtype: Precision | None = None) -> list[Scenario]:
        fitting = [s for s in self.scenarios if dtype in (None, s.dtype) and s.steps <= 40]
        return [s for s in fitting if len(s.groups) == 1][:SCENARIOS]

    def floors(self) -> list[Floor]:
        """The detection floor of every number that the subject takes, in each precision."""
        precisions: tuple[Precision, ...] = ("float64", "float32")
        seen = [d for d in precisions if self._first(d)]
        numbers = [n for n in self.rule.defaults if n in self.abilities.hyper]
        return [
            Floor(name, dtype, self._floor(name, part, dtype))
            for dtype in seen
            for hyper in numbers
            for name, part in _parts(hyper, self.rule.defaults[hyper])
        ]

    def _floor(self, name: str, part: int | None, dtype: Precision) -> int | None:
        """Bisection over powers of two: an error twice as large is never seen less."""
        hyper = name.partition("[")[0]
        low, high = 0, LARGEST_ERROR
        if not self._sees(hyper, part, dtype, high):
            return None
        while low < high:
            middle = (low + high) // 2
            if self._sees(hyper, part, dtype, middle):
                high = middle
            else:
                low = middle + 1
        return int(2**low)

    def _sees(self, hyper: str, part: int | None, dtype: Precision, power: int) -> bool:
        factor = 1 + 2.0**power * float(np.finfo(dtype).eps)

        def off(name: str, value: HyperValue, group: int) -> HyperValue:
            return perturbed(value, part, factor) if name == hyper else value

        return any(self._outside(s, with_hyper(s, off)) for s in self._first(dtype))

    def _outside(self, scenario: Scenario, planted: Scenario) -> bool:
        if planted == scenario:
            return False
        run = self._correct.run(planted)
        if not isinstance(run, Trajectory):
            return False
        return within(scenario, run, enclose(self.rule, scenario)).broken


def _breaks(law: Law, trial: Trial) -> bool:
    evidence = law.judge(trial)
    return evidence is not None and evidence.broken


def _parts(hyper: str, default: HyperValue) -> Iterable[tuple[str, int | None]]:
    """The numbers in a hyper-parameter, with a name for each."""
    if isinstance(default, tuple):
        return [(f"{hyper}[{k}]", k) for k in range(len(default))]
    return [(hyper, None)] if isinstance(default, float) else []


def perturbed(value: HyperValue, part: int | None, factor: float) -> HyperValue:
    """The value with a relative error in it, or in one part of it; decay rates stay below 1."""
    if isinstance(value, tuple):
        return tuple(
            v if k != part or v is None else _enlarged(v, factor) for k, v in enumerate(value)
        )
    return _enlarged(value, factor) if isinstance(value, float) else value


def _enlarged(value: float, factor: float) -> float:
    return min(value * factor, (value + 1) / 2) if 0 < value < 1 else value * factor
