"""What a law is, and what it is given."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np

from ..edges import refused
from ..enclosure import Enclosure, enclose
from ..evidence import Evidence, broken, misshapen
from ..rules import Rule
from ..scenario import Scenario, from_json, to_json
from ..trajectory import Raised, Subject, Trajectory

Requirement: TypeAlias = Literal["must", "should"]
MUST: Final = "must"
SHOULD: Final = "should"


class SubjectRaised(Exception):
    """The subject raised where a law needed a trajectory."""

    def __init__(self, scenario: Scenario, raised: Raised) -> None:
        super().__init__(str(raised))
        self.scenario = scenario
        self.raised = raised


class Misshapen(Exception):
    """A parameter of the subject has another shape than it began with."""


@dataclass
class Trial:
    """One scenario, the subject and the rule it claims; runs are made once and kept."""

    rule: Rule
    subject: Subject
    scenario: Scenario
    _runs: dict[bytes, Trajectory | Raised] = field(default_factory=dict)

    def outcome(self, scenario: Scenario) -> Trajectory | Raised:
        """What the subject does in a scenario."""
        key = to_json(scenario)
        if key not in self._runs:
            self._runs[key] = self.subject.run(scenario)
        return self._runs[key]

    @property
    def scenarios(self) -> list[Scenario]:
        """Every scenario that the subject has been put through."""
        return [from_json(key) for key in self._runs]

    def run(self, scenario: Scenario) -> Trajectory:
        """The subject's trajectory.

        Raises:
            SubjectRaised: there is none.
            Misshapen: no law can be held against its numbers.
        """
        outcome = self.outcome(scenario)
        if isinstance(outcome, Raised):
            raise SubjectRaised(scenario, outcome)
        if wrong := misshapen(scenario, outcome):
            raise Misshapen(wrong)
        return outcome

    def enclosure(self, scenario: Scenario) -> Enclosure:
        """What a correct subject may do in a scenario."""
        return enclose(self.rule, scenario)

    def lost(self, scenario: Scenario, raised: Raised) -> bool:
        """Whether the subject raised where a correct one may have left the range of its numbers."""
        if raised.event < 0:
            return False
        radii = self.enclosure(scenario).rad[raised.event]
        return any(not np.isfinite(radius).all() for radius in radii)

    def takes(self, *names: str) -> bool:
        """Whether the subject takes all these hyper-parameters."""
        return self.subject.abilities.hyper.issuperset(names)


Check: TypeAlias = Callable[[Trial], Evidence | None]


# Rules in which a gradient counts by its sign alone.
BY_SIGN = {"lion", "rprop"}

TRAITS: dict[str, tuple[Callable[[Rule], bool], str]] = {
    "elementwise": (
        lambda rule: rule.elementwise,
        "its elements move together, by sums over the whole parameter",
    ),
    "shapeless": (lambda rule: rule.shapeless, "it acts on the rows and columns of a matrix"),
    "scalable": (
        lambda rule: rule.gradient_powers is not None,
        "no change of its hyper-parameters makes up for gradients in other units",
    ),
    "smooth": (
        lambda rule: rule.name not in BY_SIGN,
        "it asks a gradient for its sign alone, which NaN has none of",
    ),
    "odd": (lambda rule: rule.odd, "its state starts at a number that has a sign"),
    "own count": (
        lambda rule: not rule.one_count,
        "one count of steps is declared for all its parameters",
    ),
    "published": (
        lambda rule: not rule.dialects,
        "the law is one of the published rule, and a dialect is declared",
    ),
}


@dataclass(frozen=True)
class Law:
    """A property that every run of a correct subject has.

    ``check`` gives None where the scenario says nothing about it. ``traits`` are those that a rule
    must have for it (see ``TRAITS``).
    """

    id: str
    requirement: Requirement
    check: Check
    hyper: tuple[str, ...]
    abilities: tuple[str, ...]
    rules: tuple[str, ...]
    traits: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The law in one sentence."""
        return (inspect.getdoc(self.check) or "").split("\n\n")[0].replace("\n", " ")

    def not_applicable(self, rule: Rule, subject: Subject) -> str | None:
        """Why it says nothing about this subject, if so."""
        if self.rules and rule.name not in self.rules:
            return f"it is a law of {', '.join(self.rules)}, not of {rule.name}"
        for has, reason in (TRAITS[name] for name in self.traits):
            if not has(rule):
                return f"{rule.name}: {reason}"
        missing = [name for name in self.hyper if name not in subject.abilities.hyper]
        if missing:
            return f"the subject takes no {', '.join(missing)}"
        lacking = [a for a in self.abilities if not subject.abilities.can(a)]
        return subject.abilities.lacks[lacking[0]] if lacking else None

    def judge(self, trial: Trial) -> Evidence | None:
        """The evidence; a subject that raises in a legitimate scenario has broken the law.

        So has one whose parameters change their shape.

        Where numbers may overflow, to raise is one way to say so, and nothing is decided.
        """
        try:
            return self.check(trial)
        except SubjectRaised as error:
            if error.raised.beyond:
                return None
            if trial.lost(error.scenario, error.raised):
                return Evidence(0, 1, 0.0)
            if refused(trial.rule, trial.subject, error.scenario, error.raised):
                return None
            return broken(str(error))
        except Misshapen as error:
            return broken(str(error))


registered: dict[str, Law] = {}


def law(
    id: str,
    requirement: Requirement,
    *,
    hyper: tuple[str, ...] = (),
    abilities: tuple[str, ...] = (),
    rules: tuple[str, ...] = (),
    traits: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Register the decorated function as a law."""

    def register(check: Check) -> Check:
        registered[id] = Law(id, requirement, check, hyper, abilities, rules, traits)
        return check

    return register
