"""A candidate: a known optimizer that may explain what a subject does."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Literal, TypeAlias

import numpy as np

from ...comparison.trajectories import (
    compare_with_enclosure,
    equivalent_within_rounding,
    has_no_number,
)
from ...enclosures.evaluate import Enclosure, enclose
from ...enclosures.optimizer_model import OptimizerModel
from ...rules.own_balls import RuleError
from ...rules.patched_package import build_variant
from ...rules.reductions import adds_reductions
from ...rules.registry import Rule, edit_reduced_precision, edit_rule, optimizers, rules
from ...rules.shared_edits import GLOBAL_T, LAZY
from ...rules.source_edits import Edit, diff_edits, diff_from
from ...rules.wrapping import Wrapping
from ...scenarios.model import Scenario
from ...scenarios.transforms import carry_half, has_finite_inputs
from ...subjects.optimcore_subject import CoreSubject, run_values
from ...subjects.trajectory import Capabilities, Outcome, Subject, SubjectError, Trajectory
from ...subjects.wrapped_subject import wrap_subject
from .cases import Case, core_completes
from .rewrite import write_declared_defaults

Model: TypeAlias = Callable[..., OptimizerModel]
Kind: TypeAlias = Literal["dialect", "pitfall", "rule", "hyper", "mutant"]

# The file of what optimcore does around the formulas.
AROUND = "optimizer.py"

# How far numbers without bounds may be apart.
SAME = 1e-6

# Largest distance of a candidate from the subject, as a fraction of the rule's deviation.
NEARER = 0.25


@dataclass(frozen=True)
class Candidate:
    """An optimizer that may explain what a subject does.

    Attributes:
        claimed: the claimed rule of the subject, with the defaults of the subject.
        name: name of the rule that the candidate follows.
        edits: the edits that turn this rule into the candidate.
        rewrite: translates a scenario of the claimed rule for the candidate.
        wrappings: what the candidate does around the rule, beside what is declared.
        form: the edit that writes the rule in another form, of which the candidate is a change.
        formula: the edits of the formula that was found, of which the candidate is a change.
        dialects: the dialects in which the candidate is a change of the rule.
    """

    id: str
    kind: Kind
    title: str
    explanation: str
    claimed: Rule
    name: str
    edits: tuple[Edit, ...] = ()
    libraries: tuple[str, ...] = ()
    bug: int | None = None
    rewrite: Callable[[Scenario], Scenario] = field(default=lambda s: s)
    wrappings: tuple[Wrapping, ...] = ()
    form: Edit | None = None
    formula: tuple[Edit, ...] = ()
    dialects: tuple[str, ...] = ()

    @property
    def diff(self) -> str:
        """The edits of the formula as a unified diff, without those of declared dialects.

        Those of the formula that it is a change of are left out too. What optimcore does around a
        formula, such as saving the state, has its own code in each optimizer: an edit of that shows
        nothing of another one.
        """
        declared = self.claimed.edits
        before, shown = (
            tuple(e for e in edits if e.where != AROUND or e in declared)
            for edits in (self.formula, self.edits)
        )
        if before:
            return diff_from(before, shown)
        if self.form is not None:
            return diff_from((*declared, self.form), shown)
        return diff_edits(shown, declared)

    @property
    def is_combination(self) -> bool:
        """Whether it consists of several changes; other values of several arguments are one."""
        return self.kind != "hyper" and "+" in self.id

    @property
    def subject(self) -> Subject:
        """The candidate as a subject, computed in floating point."""
        inner = _build_subject(self.name, self.edits)
        around = self.all_wrappings
        return wrap_subject(_published_rule(self.name, around), inner) if around else inner

    @property
    def all_wrappings(self) -> tuple[Wrapping, ...]:
        """What it does around the rule, with what is declared."""
        return (*self.claimed.wrappings, *self.wrappings)

    @property
    def rule(self) -> Rule:
        """The candidate as a rule for enclosures, in the rounding variant of the claimed rule."""
        coarse = bool(self.claimed.rounding_variant) and self.name == self.claimed.name
        return _enclosure_rule(self.name, self.edits, coarse, self.all_wrappings)

    def translate_scenario(self, scenario: Scenario) -> Scenario:
        """Return the scenario that the candidate runs for a scenario of the claimed rule."""
        return self.rewrite(write_declared_defaults(self.claimed, scenario))

    def explains(self, case: Case) -> bool:
        """Return whether the candidate explains the subject in a case.

        It must agree to within rounding, and be close in absolute terms, since a wide enclosure
        would accept any candidate.
        """
        return self.comes_near(case) and self.agrees_in(case)

    def comes_near(self, case: Case) -> bool:
        """Return whether the candidate is much closer to the subject than the rule.

        The comparison is made at the element with the deviation; True where there is none.
        """
        if case.deviation is None:
            return True
        theirs, ours = (
            case.deviation.value_in(case.run),
            case.deviation.value_in(self.run_values(case.scenario)),
        )
        if not np.isfinite(theirs) or not np.isfinite(ours):
            return bool(np.isfinite(theirs) == np.isfinite(ours))
        return abs(theirs - ours) <= NEARER * case.deviation.size

    def has_numbers_in(self, case: Case) -> bool:
        """Return whether the candidate has the subject's numbers where its bounds are infinite.

        The bounds of a formula that divides by 0 contain whatever follows. Where those of the rule
        are infinite too, and where the candidate has no bounds at all, nothing is compared.
        """
        ours, theirs = self.run_values(case.scenario), case.run
        if isinstance(ours, SubjectError) or isinstance(theirs, SubjectError):
            return isinstance(ours, SubjectError) == isinstance(theirs, SubjectError)
        try:
            bounds = self.enclosure(self.translate_scenario(case.scenario)).rad
        except RuleError:
            return True
        frames = (ours.frames, theirs.frames, bounds, case.enclosure.rad)
        return all(
            bool(
                (
                    np.isfinite(own)
                    | ~np.isfinite(rule)
                    | np.isclose(a, b, SAME, SAME, equal_nan=True)
                ).all()
            )
            for a, b, own, rule in zip(*map(chain.from_iterable, frames), strict=True)
        )

    def agrees_in(self, case: Case) -> bool:
        """Return whether the subject and the candidate agree to within rounding."""
        run = self.run_values(case.scenario)
        if isinstance(case.run, SubjectError) and isinstance(run, Trajectory):
            # In a case that is not broken, the exception decides nothing.
            return not case.is_broken or has_no_number(case.run, run)
        if isinstance(run, SubjectError) or isinstance(case.run, SubjectError):
            # Other rules and arguments also raise where a scenario does not suit them, and every
            # candidate raises where optimcore has no such thing, as step hooks.
            return (
                self.kind not in ("rule", "hyper")
                and _raise_alike(run, case.run)
                and core_completes(self.claimed, case.scenario)
            )
        try:
            enclosure = self.enclosure(self.translate_scenario(case.scenario))
        except RuleError:
            if self.name == self.claimed.name:
                raise
            return False  # another rule of a user's own, which has no enclosure, explains nothing
        strict = any(wrapping.defines_non_finite for wrapping in self.wrappings)
        if self.wrappings and not (strict and not has_finite_inputs(case.scenario)):
            # What has no agreed meaning around a rule is indefinite in the enclosure.
            return not compare_with_enclosure(case.scenario, case.run, enclosure).is_broken
        # What is around a rule may be about NaN, so that not any value is accepted for it.
        claimed = None if self.wrappings else case.enclosure
        return equivalent_within_rounding(case.run, run, enclosure, claimed)

    def run(self, scenario: Scenario) -> Outcome:
        """Run the candidate on a scenario of the claimed rule."""
        with _quietly():
            return self.subject.run(carry_half(self.translate_scenario(scenario)))

    def run_values(self, scenario: Scenario) -> Outcome:
        """Run it without watching for violations of the contract, which takes less time."""
        with _quietly():
            return run_values(self.subject, carry_half(self.translate_scenario(scenario)))

    def enclosure(self, scenario: Scenario, model: Model | None = None) -> Enclosure:
        """Return the enclosure of the candidate, or of its rule where the candidate has none.

        Args:
            scenario: the scenario that the candidate runs.
            model: the model of the optimizer; None for the usual one.
        """
        with _quietly():
            try:
                return enclose(_with_model(self.rule, model), scenario)
            except (AttributeError, IndexError, KeyError, TypeError, ValueError):
                published = _published_rule(self.name, self.all_wrappings)
                return enclose(_with_model(published, model), scenario)


@contextmanager
def _quietly() -> Iterator[None]:
    """Leave out the warnings of NumPy, such as those about a mean of no elements."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def _raise_alike(one: Outcome, other: Outcome) -> bool:
    """Return whether both raised an exception at the same event."""
    if isinstance(one, Trajectory) or isinstance(other, Trajectory):
        return False
    return one.event == other.event >= 0


@dataclass(frozen=True)
class RewrittenSubject:
    """A candidate as a subject that runs the scenarios of the claimed rule."""

    candidate: Candidate

    @property
    def name(self) -> str:
        return self.candidate.id

    @property
    def capabilities(self) -> Capabilities:
        """What the candidate supports; another rule accepts the claimed hyper-parameters too."""
        own = self.candidate.subject.capabilities
        accepted = own.hyper | self.candidate.claimed.defaults.keys()
        return replace(own, hyper=accepted, settable=own.settable | accepted)

    def run(self, scenario: Scenario) -> Outcome:
        return self.candidate.run(scenario)


@lru_cache(maxsize=256)
def _build_subject(name: str, edits: tuple[Edit, ...]) -> CoreSubject:
    package = build_variant(edits, name)
    if adds_reductions(edits):
        # The class exists in this variant alone, whose large parameters are not split into blocks.
        optimizers(package)[name].elementwise = False
    return CoreSubject(name, package)


@lru_cache(maxsize=256)
def _with_model(rule: Rule, model: Model | None) -> Rule:
    return replace(rule, model=model) if model else rule


@lru_cache(maxsize=256)
def _published_rule(name: str, wrappings: tuple[Wrapping, ...]) -> Rule:
    return replace(rules()[name], wrappings=wrappings) if wrappings else rules()[name]


@lru_cache(maxsize=256)
def _enclosure_rule(
    name: str, edits: tuple[Edit, ...], coarse: bool, wrappings: tuple[Wrapping, ...]
) -> Rule:
    """Return the rule for enclosures.

    Enclosures evaluate updates, the step count and which elements are left alone; other edits of
    optimizer.py have no effect.
    """
    evaluated = (GLOBAL_T, *LAZY)
    known = [e for e in edits if e.where != "optimizer.py" or e in evaluated]
    rule = replace(edit_rule(name, known), wrappings=wrappings)
    if adds_reductions(known):
        rule = replace(rule, elementwise=False)
    update = edit_reduced_precision(name, known) if coarse else None
    return replace(rule, ball_update=update) if update else rule
