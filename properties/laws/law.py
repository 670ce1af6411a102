"""The record of a law, and the decorator that registers one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ..comparison.boundary_values import is_rejected_boundary
from ..comparison.evidence import Evidence, broken_evidence
from ..generation.families import Family
from ..registration.registry import Registry
from ..rules.profiles import profiles
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.restricted_subject import RestrictedSubject
from ..subjects.trajectory import Subject
from ..subjects.wrapped_subject import reference_subject
from .applicability import TRAITS
from .trial import ShapeChanged, SubjectFailed, Trial

Requirement: TypeAlias = Literal["must", "should", "info"]
MUST: Final = "must"
SHOULD: Final = "should"
INFO: Final = "info"

# From the level that decides the verdict to the one that is never more than a note.
LEVELS: tuple[Requirement, ...] = (MUST, SHOULD, INFO)

Script: TypeAlias = Literal["values", "gradients", "layout"]
Names: TypeAlias = Literal["all"] | tuple[str, ...]
Rules: TypeAlias = Literal["declared"] | tuple[str, ...]
Frequency: TypeAlias = Literal["every", "some", "few"]

# A law is tested on one of so many random scenarios.
STRIDES: dict[Frequency, int] = {"every": 1, "some": 4, "few": 8}

# A law is tested on at least so many random scenarios of small parameters, and so many of each
# family that takes longer, if so many are drawn.
FEWEST_CASES = 8
FEWEST_EXPENSIVE_CASES = 3

# Small scenarios with more steps than this are only used for laws with ``many_steps``, because
# most laws run a scenario again.
BRIEF = 12

Check: TypeAlias = Callable[[Trial], Evidence | None]


@dataclass(frozen=True)
class Law:
    """A property that every run of a correct subject has.

    Attributes:
        check: return the evidence on a trial, or None where the law does not apply to it.
        hyper: hyper-parameters that the subject must take for the law to apply.
        capabilities: capabilities that the subject must have for the law to apply.
        rules: the only rules that the law is about; empty if it is about every rule, and
            "declared" if it is about the rules that list it in ``closed_forms`` of their profile.
        traits: traits that the rule must have for the law to apply (see ``TRAITS``).
        families: families of long or large scenarios on which the law is tested too. Every law is
            tested on the corpus and on the family "everyday".
        many_steps: whether scenarios of these two with more than ``BRIEF`` steps are used.
        judges_errors: whether the law applies where the subject raised an exception.
        compares_with_rule: whether the law compares a run with the values that the rule allows.
            Such a law detects most defects, and runs the subject once.
        omitted_hyper: hyper-parameters that the law does not pass, so that the subject uses its
            defaults.
        frequency: on how many random scenarios the law is tested. "every": the law looks at the run
            of the scenario itself. "some": it runs the subject again, in a way that other laws do
            not. "few": it runs the subject again, in a way that agreement also does on some random
            scenario, so that a subject that agrees with its rule keeps the law. Such a law is
            mostly of use where agreement is undecided, and for the description of a defect.
        needs_every_case: whether the law is broken only if no case shows an effect. One case
            without an effect proves nothing, so it is tested on every scenario until one shows the
            effect.
        script_kind: what a script has to compare to show that the law is broken: the values of the
            parameters, the gradients after a step, or the values of parameters that are not
            contiguous.
    """

    id: str
    requirement: Requirement
    check: Check
    hyper: tuple[str, ...]
    capabilities: tuple[str, ...]
    rules: Rules = ()
    traits: tuple[str, ...] = ()
    families: Names = ()
    many_steps: bool = False
    judges_errors: bool = False
    compares_with_rule: bool = False
    omitted_hyper: Names = ()
    script_kind: Script = "values"
    frequency: Frequency = "some"
    needs_every_case: bool = False

    @property
    def summary(self) -> str:
        """The first paragraph of the docstring of ``check``: what the law requires."""
        return self._paragraphs()[0]

    @property
    def reason(self) -> str:
        """Why the law has its requirement level; empty if the docstring does not say it."""
        return self._labelled(self.requirement.upper())

    @property
    def fix(self) -> str:
        """How to mend a subject that breaks the law; empty if the docstring does not say it."""
        return self._labelled("Fix")

    @property
    def source(self) -> str:
        """Where the requirement is from; empty if the docstring does not say it."""
        return self._labelled("Source")

    def _paragraphs(self) -> list[str]:
        text = inspect.getdoc(self.check) or ""
        return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]

    def _labelled(self, label: str) -> str:
        """Return the paragraph that begins with a label, without it; empty if there is none."""
        found = (p for p in self._paragraphs() if p.startswith(f"{label}: "))
        return next(found, "").removeprefix(f"{label}: ")

    @property
    def module(self) -> str:
        """The name of the module that defines the law."""
        return self.check.__module__

    def about(self) -> tuple[str, ...]:
        """Return the only rules that the law is about; empty if it is about every rule."""
        if self.rules != "declared":
            return self.rules
        known = profiles().items()
        return tuple(rule for rule, profile in known if self.id in profile.closed_forms)

    def not_applicable(self, rule: Rule, subject: Subject) -> str | None:
        """Return the reason why the law does not apply to a subject, or None if it applies."""
        about = self.about()
        if self.rules and rule.name not in about:
            return f"the law is about {', '.join(about) or 'no rule'}, not {rule.name}"
        for has, reason in (TRAITS[name] for name in self.traits):
            if not has(rule):
                return f"{rule.name}: {reason}"
        missing = [name for name in self.hyper if name not in subject.capabilities.hyper]
        if missing:
            return f"the subject takes no {', '.join(missing)}"
        lacking = [a for a in self.capabilities if not subject.capabilities.supports(a)]
        return subject.capabilities.unsupported[lacking[0]] if lacking else None

    def is_tested_on(self, family: Family, scenario: Scenario) -> bool:
        """Return whether the law is tested on a scenario of a family."""
        if family.of_every_law:
            return self.many_steps or scenario.steps <= BRIEF
        return self.families == "all" or family.name in self.families

    def stride(self, family: Family, examples: int) -> int:
        """Return the stride through the random scenarios of a family; ``examples`` are drawn."""
        fewest = FEWEST_CASES if family.of_every_law else FEWEST_EXPENSIVE_CASES
        return max(1, min(STRIDES[self.frequency], examples // fewest))

    def omitted_of(self, rule: Rule) -> frozenset[str]:
        """Return the hyper-parameters of a rule that the law does not pass."""
        return frozenset(rule.defaults if self.omitted_hyper == "all" else self.omitted_hyper)

    def judge(self, trial: Trial) -> Evidence | None:
        """Return the evidence of the law on a trial, or None where the law does not apply.

        An exception on a valid scenario and a changed shape break the law. An exception where
        values may have overflowed decides nothing.
        """
        evidence = self._judge(trial)
        if evidence is None or not evidence.is_broken or self.compares_with_rule:
            return evidence
        return evidence if self._holds_around_rule(trial) else None

    def _holds_around_rule(self, trial: Trial) -> bool:
        """Return whether the law holds in this case for the rule with its wrappings.

        What is done around a rule changes what is true of it: a gradient that is clipped by the
        norm of all gradients depends on the other parameters.
        """
        if not trial.rule.wrappings:
            return True
        reference = RestrictedSubject(reference_subject(trial.rule), trial.subject.capabilities)
        own = self._judge(Trial(trial.rule, reference, trial.scenario, trial.effective))
        return own is not None and not own.is_broken

    def _judge(self, trial: Trial) -> Evidence | None:
        try:
            return self.check(trial)
        except SubjectFailed as error:
            if error.raised.is_unsupported:
                return None
            if trial.may_have_overflowed(error.scenario, error.raised):
                return Evidence(0, 1, 0.0)
            if is_rejected_boundary(trial.rule, trial.subject, error.scenario, error.raised):
                return None
            return broken_evidence(str(error))
        except ShapeChanged as error:
            return broken_evidence(str(error))


registry: Registry[Law] = Registry()


def law(
    id: str,
    requirement: Requirement,
    *,
    hyper: tuple[str, ...] = (),
    capabilities: tuple[str, ...] = (),
    rules: Rules = (),
    traits: tuple[str, ...] = (),
    families: Names = (),
    many_steps: bool = False,
    judges_errors: bool = False,
    compares_with_rule: bool = False,
    omitted_hyper: Names = (),
    script_kind: Script = "values",
    frequency: Frequency = "some",
    needs_every_case: bool = False,
) -> Callable[[Check], Check]:
    """Return a decorator that registers a function as a law; ``Law`` describes the arguments."""

    def register(check: Check) -> Check:
        registry.add(
            id,
            Law(
                id,
                requirement,
                check,
                hyper,
                capabilities,
                rules,
                traits,
                families,
                many_steps,
                judges_errors,
                compares_with_rule,
                omitted_hyper,
                script_kind,
                frequency,
                needs_every_case,
            ),
        )
        return check

    return register
