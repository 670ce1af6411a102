"""Detection power: the injected bugs and errors that a set of scenarios and laws would detect.

The scenarios and laws that judged a subject are applied to optimcore with pitfalls injected, and
with errors in hyper-parameters, so that a report can list what they detect.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..comparison.trajectories import compare_with_enclosure
from ..enclosures.evaluate import enclose
from ..laws import MUST, Law, Trial
from ..mutants.classification import classification
from ..pitfalls import Pitfall, pitfalls
from ..rules.patched_package import build_variant
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import HyperValue, Precision, Scenario
from ..scenarios.transforms import with_hyper
from ..subjects.optimcore_subject import CoreSubject, run_values
from ..subjects.restricted_subject import RestrictedSubject
from ..subjects.trajectory import Capabilities, Subject, Trajectory
from ..subjects.wrapped_subject import reference_subject, wrap_subject
from .results import Examination
from .stored_detection import stored_detection

# Number of scenarios for each pitfall and each injected error, per precision.
SCENARIOS = 24

# Number of largest and of longest scenarios, and of scenarios for laws other than agreement.
EXTREME = 3
BRIEFLY = 10

# The largest injected relative error is this power of two, in machine epsilons.
LARGEST_ERROR = 40

PRECISIONS: tuple[Precision, ...] = ("float64", "float32")

# A number in a hyper-parameter: a label, its index in a tuple, and the precision.
Number = tuple[str, int | None, Precision]


@dataclass(frozen=True)
class DetectionLimit:
    """The smallest detected relative error of a hyper-parameter, in machine epsilons.

    ``epsilons`` is None where an error of ``2**LARGEST_ERROR`` epsilons is not detected.
    """

    hyper: str
    dtype: Precision
    epsilons: int | None


@dataclass
class DetectionPower:
    """The detection power of scenarios and laws, within the capabilities of a subject."""

    rule: Rule
    capabilities: Capabilities
    laws: Sequence[Law]
    scenarios: Sequence[Scenario]

    @classmethod
    def of_examination(
        cls, rule: Rule, capabilities: Capabilities, result: Examination
    ) -> DetectionPower:
        """Return the detection power of the scenarios and laws that judged a subject."""
        return cls(rule, capabilities, [t.law for t in result.tallies.values()], result.completed)

    def __post_init__(self) -> None:
        self._correct = reference_subject(self.rule)

    def used_scenarios(self) -> list[Scenario]:
        """Return the scenarios that are used; with them alone, the same is detected."""
        used = [*self._first_scenarios(), *self._extreme_scenarios()]
        for dtype in PRECISIONS:
            used += self._first_scenarios(dtype)
        chosen = {id(scenario) for scenario in used}
        return [scenario for scenario in self.scenarios if id(scenario) in chosen]

    def known_pitfalls(self) -> list[str]:
        """Return the ids of the pitfalls of the rule, without those of the training loop."""
        return [p.id for p in pitfalls().values() if p.rule == self.rule.name and not p.loop]

    def detect_pitfalls(self, ids: Iterable[str] | None = None) -> dict[str, bool]:
        """Return for every pitfall of the rule, or those named, whether it is detected.

        Pitfalls that are incompatible with the dialects of the rule are left out.
        """
        names = self.known_pitfalls() if ids is None else ids
        stored = self.stored_pitfalls()
        variant = [(p, self._inject(p)) for p in map(pitfalls().__getitem__, names)]
        return {
            p.id: p.id in stored or (self._can_show(p) and self._detects(p, subject))
            for p, subject in variant
            if subject
        }

    def stored_pitfalls(self) -> frozenset[str]:
        """Return the ids of the pitfalls that the corpus is known to detect by agreement."""
        known = classification(self.rule.name)
        if known is None or not any(law.compares_with_rule for law in self.laws):
            return frozenset()
        completed = set(map(to_json, self.scenarios))
        told = stored_detection(self.rule, self.capabilities, known, completed)
        return frozenset(name for name, mutant in known.pitfalls.items() if mutant in told)

    def _can_show(self, pitfall: Pitfall) -> bool:
        """Whether the subject has what a pitfall needs to have an effect.

        For pitfalls that are also mutants of the published rule, the hyper-parameters are stored.
        """
        if pitfall.shown_by and not any(map(self._has, pitfall.shown_by)):
            return False
        known = classification(self.rule.name)
        if known is None:
            return True
        needed = known.needs.get(known.pitfalls.get(pitfall.id, ""), ())
        return self.capabilities.hyper.issuperset(needed)

    def _has(self, name: str) -> bool:
        if name in self.rule.defaults:
            return name in self.capabilities.hyper
        return self.capabilities.supports(name)

    def _inject(self, pitfall: Pitfall) -> Subject | None:
        """Return the rule with its dialects and the pitfall; None if the edits are incompatible."""
        try:
            package = build_variant((*self.rule.edits, *pitfall.edits), self.rule.name)
        except ValueError:
            return None
        subject = wrap_subject(self.rule, CoreSubject(self.rule.name, package))
        return RestrictedSubject(subject, self.capabilities)

    def _detects(self, pitfall: Pitfall, subject: Subject) -> bool:
        telling = [x for x in self.laws if x.requirement == MUST or pitfall.advised]
        laws = [law for law in telling if self._applies(law, subject)]
        agreement = [law for law in laws if law.compares_with_rule]
        brief = [Trial(self.rule, subject, s) for s in self._first_scenarios()]
        extreme = [Trial(self.rule, subject, s) for s in self._extreme_scenarios()]
        named = [law for law in laws if law.id == pitfall.law]
        if not named:
            return False  # the law does not apply to the subject, so that none is expected to fail
        # The most expensive checks come last, because few pitfalls need them.
        looks = [(law, trial) for trial in brief[:BRIEFLY] for law in named]
        looks += [(law, trial) for trial in brief + extreme for law in agreement]
        looks += [(law, trial) for trial in brief[:BRIEFLY] for law in laws]
        looks += [(law, trial) for trial in brief[BRIEFLY:] for law in named]
        return any(_breaks(law, trial) for law, trial in looks)

    def _applies(self, law: Law, subject: Subject) -> bool:
        return "torch" not in law.capabilities and law.not_applicable(self.rule, subject) is None

    def _extreme_scenarios(self) -> list[Scenario]:
        """Return the largest and the longest scenarios, of equal ones those that take less time."""
        fitting = self._fitting_scenarios()
        largest = sorted(fitting, key=lambda s: (-s.size, s.steps))[:EXTREME]
        return largest + sorted(fitting, key=lambda s: (-s.steps, s.size))[:EXTREME]

    def _fitting_scenarios(self) -> list[Scenario]:
        """Return the scenarios with one group: optimcore has no others, and would deviate."""
        return [s for s in self.scenarios if len(s.groups) == 1]

    def _first_scenarios(self, dtype: Precision | None = None) -> list[Scenario]:
        fitting = self._fitting_scenarios()
        return [s for s in fitting if dtype in (None, s.dtype) and s.steps <= 40][:SCENARIOS]

    def numbers(self) -> list[Number]:
        """Return every number in a hyper-parameter, per precision."""
        seen = [d for d in PRECISIONS if self._first_scenarios(d)]
        numbers = [n for n in self.rule.defaults if n in self.capabilities.hyper]
        return [
            (name, part, dtype)
            for dtype in seen
            for hyper in numbers
            for name, part in _numeric_parts(hyper, self.rule.defaults[hyper])
        ]

    def detection_limits(self, numbers: Iterable[Number] | None = None) -> list[DetectionLimit]:
        """Return the detection limit of every number in a hyper-parameter, or of those given."""
        return [
            DetectionLimit(name, dtype, self._find_limit(name, part, dtype))
            for name, part, dtype in (self.numbers() if numbers is None else numbers)
        ]

    def _find_limit(self, name: str, part: int | None, dtype: Precision) -> int | None:
        """Find the limit by bisection, assuming that larger errors are also detected."""
        hyper = name.partition("[")[0]
        low, high = 0, LARGEST_ERROR
        if not self._detects_error(hyper, part, dtype, high):
            return None
        while low < high:
            middle = (low + high) // 2
            if self._detects_error(hyper, part, dtype, middle):
                high = middle
            else:
                low = middle + 1
        return int(2**low)

    def _detects_error(self, hyper: str, part: int | None, dtype: Precision, power: int) -> bool:
        factor = 1 + 2.0**power * float(np.finfo(dtype).eps)

        def off(name: str, value: HyperValue, group: int) -> HyperValue:
            return perturb(value, part, factor) if name == hyper else value

        return any(self._is_outside(s, with_hyper(s, off)) for s in self._first_scenarios(dtype))

    def _is_outside(self, scenario: Scenario, variant: Scenario) -> bool:
        if variant == scenario:
            return False
        run = run_values(self._correct, variant)
        if not isinstance(run, Trajectory):
            return False
        return compare_with_enclosure(scenario, run, enclose(self.rule, scenario)).is_broken


def _breaks(law: Law, trial: Trial) -> bool:
    evidence = law.judge(trial)
    return evidence is not None and evidence.is_broken


def _numeric_parts(hyper: str, default: HyperValue) -> Iterable[tuple[str, int | None]]:
    """Return a label and an index for each number in a hyper-parameter."""
    if isinstance(default, tuple):
        return [(f"{hyper}[{k}]", k) for k in range(len(default))]
    return [(hyper, None)] if isinstance(default, float) else []


def perturb(value: HyperValue, part: int | None, factor: float) -> HyperValue:
    """Return the value, or one part of it, with a relative error; decay rates stay below 1."""
    if isinstance(value, tuple):
        return tuple(
            v if k != part or v is None else _enlarge(v, factor) for k, v in enumerate(value)
        )
    return _enlarge(value, factor) if isinstance(value, float) else value


def _enlarge(value: float, factor: float) -> float:
    return min(value * factor, (value + 1) / 2) if 0 < value < 1 else value * factor
