"""The record of a law, and the decorator that registers one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ..comparison.boundary_values import refused
from ..comparison.evidence import Evidence, broken
from ..rules.registry import Rule
from ..subjects.trajectory import Subject
from .applicability import TRAITS
from .trial import Misshapen, SubjectRaised, Trial

Requirement: TypeAlias = Literal["must", "should"]
MUST: Final = "must"
SHOULD: Final = "should"

Check: TypeAlias = Callable[[Trial], Evidence | None]


@dataclass(frozen=True)
class Law:
    """A property that every run of a correct subject has.

    ``check`` returns None where the law does not apply to the scenario. ``traits`` are the traits
    that a rule must have for the law to apply (see ``TRAITS``).
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
        """The first sentence of the docstring of ``check``."""
        return (inspect.getdoc(self.check) or "").split("\n\n")[0].replace("\n", " ")

    def not_applicable(self, rule: Rule, subject: Subject) -> str | None:
        """Return the reason why the law does not apply to a subject, or None if it applies."""
        if self.rules and rule.name not in self.rules:
            return f"the law is about {', '.join(self.rules)}, not {rule.name}"
        for has, reason in (TRAITS[name] for name in self.traits):
            if not has(rule):
                return f"{rule.name}: {reason}"
        missing = [name for name in self.hyper if name not in subject.abilities.hyper]
        if missing:
            return f"the subject takes no {', '.join(missing)}"
        lacking = [a for a in self.abilities if not subject.abilities.can(a)]
        return subject.abilities.lacks[lacking[0]] if lacking else None

    def judge(self, trial: Trial) -> Evidence | None:
        """Return the evidence of the law on a trial, or None where the law does not apply.

        An exception on a valid scenario and a changed shape break the law. An exception where
        values may have overflowed decides nothing.
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
    """Return a decorator that registers a function as a law."""

    def register(check: Check) -> Check:
        registered[id] = Law(id, requirement, check, hyper, abilities, rules, traits)
        return check

    return register
