"""The search for candidates that explain the findings and the cases, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from ...engine.results import Examination, Finding
from ...generation.corpus import adapt_supported
from ...laws import MUST
from ...mutants import Mutant, moved_parts, mutants, places_of_eps, wider_changes
from ...rules.registry import Rule
from ...scenarios.model import Scenario
from ...subjects.trajectory import Subject, SubjectUnavailable
from ..candidates.bounded_counts import bounded_count_candidates
from ..candidates.candidate import Candidate
from ..candidates.candidate_pool import (
    advised_changes,
    combine,
    combine_pairs,
    cross_rule_mutants,
    other_rules,
    single_changes,
)
from ..candidates.cases import (
    Case,
    case_scenarios,
    derived_scenarios,
    gather_cases,
    is_mostly_decided,
    make_case,
    show_numbers,
)
from ..candidates.correction_precision import correction_candidates
from ..candidates.fitted_candidates import fitted_candidates
from ..candidates.hyper_candidates import (
    changed_hyper,
    fit_declared_defaults,
    ignored_flags,
)
from ..candidates.one_edit import one_edit_candidates, unmoved_candidates
from ..candidates.stale_parameters import stale_candidates
from ..candidates.wrappings import wrapped_candidates
from ..hypotheses.formula import ignores_lacked_argument, is_foreign
from .beam_search import beam_search
from .determinism import describe_nondeterminism, describe_process_dependence
from .documented_forms import changed_forms, further_changed_forms
from .first_divergence import cut_after_deviation
from .hyper_fit import fit_hyper
from .matching import Matching
from .one_by_one import one_by_one_candidates
from .partial import explain_switched_off, find_partial
from .ranking import Ranking
from .residual.summary import summarize_deviations
from .results import Diagnosis, RankedCandidate
from .two_edits import two_edit_candidates

# Number of pairs tested.
PAIRS = 400

# Number of stages in which what is known is searched.
KNOWN = 4

# Number of failing cases whose first deviating step is located.
LOCATED = 64

# Pairs are tested only if a failing case has at most this many steps times elements.
BRIEF = 64

Progress = Callable[[str, float], None]
Stage = Callable[[], Iterable[Candidate]]


def diagnose(
    rule: Rule,
    subject: Subject,
    result: Examination,
    progress: Progress = lambda what, part: None,
    only_known: bool = False,
) -> Diagnosis:
    """Search for candidates that explain the findings of an examination.

    Args:
        only_known: search the single changes of the catalogues and other rules alone.
    """
    findings = [f for f in result.findings if f.law.requirement == MUST] or result.findings
    if not findings:
        return Diagnosis((), 0)
    progress("diagnosing the findings", 0.0)
    try:
        return _diagnose_findings(rule, subject, result, findings, only_known)
    except SubjectUnavailable:
        return Diagnosis((), 0)


def _diagnose_findings(
    rule: Rule,
    subject: Subject,
    result: Examination,
    findings: Sequence[Finding],
    only_known: bool,
) -> Diagnosis:
    scenarios = list(case_scenarios(rule, result, findings, subject.capabilities.required))
    cases = gather_cases(rule, subject, scenarios)
    decided = findings[0].law.requirement == MUST
    if decided and not any(case.is_broken for case in cases):
        cases = gather_cases(
            rule, subject, [*derived_scenarios(rule, subject, findings), *scenarios]
        )
    unbroken = frozenset(n for n, t in result.tallies.items() if t.decided and t.broken is None)
    search = Search(rule, subject, findings, cases, unbroken)
    shown = [finding.scenario for finding in findings]
    repeated = [*shown, *(case.scenario for case in search.broken)]
    random = describe_nondeterminism(subject, repeated, rule)
    found = search.run(only_known=only_known or bool(random))
    if decided and not (random or found.is_complete):
        random = describe_process_dependence(subject, shown[0])
    if random and not found.is_complete:
        return Diagnosis((), len(cases), random, is_random=True)
    return found


class Search(Matching):
    """The search for candidates that explain cases and break the laws of findings."""

    def run(
        self,
        only_known: bool = False,
        long_searches: bool = False,
        near: Sequence[Candidate] | None = None,
    ) -> Diagnosis:
        """Search in stages: single changes, other rules, hyper-parameters, pairs, more changes.

        Args:
            only_known: search known changes, other rules and other defaults alone.
            long_searches: also search changes with an unknown number, and of two and more places,
                which takes long.
            near: changes of one place that are near in the first failing cases, if they are known
                from an earlier search.
        """
        taken = self.subject.capabilities.hyper
        alone = [c for c in single_changes(self.rule) if not ignores_lacked_argument(c, taken)]
        own = list(fit_declared_defaults(self.rule, self.subject.capabilities.defaults))
        others = list(other_rules(self.rule))
        elsewhere = cross_rule_mutants(self.rule)
        pieces = [*alone, *elsewhere, *own, *self.ignored_flags()]
        stages: tuple[Stage, ...] = (
            lambda: [*alone, *(c for c in others if not c.edits)],
            lambda: [*elsewhere, *own],
            # A change of this rule, with the defaults of the subject, comes before one of another.
            lambda: (both for c in alone for o in own if (both := combine(c, o))),
            lambda: [*self.ignored_flags(), *self.dialects_of(others)],
            lambda: [*unmoved_candidates(self.rule), *stale_candidates(self.rule)],
            lambda: bounded_count_candidates(self.rule, self.subject, self.broken),
            self.fitted_hyper,
            lambda: correction_candidates(self.rule),
            lambda: self.one_edits() if near is None else near,
            lambda: (
                one_edit_candidates(self.rule, self.broken, wider_changes) if near is None else ()
            ),
            lambda: wrapped_candidates(self.rule),
            lambda: islice(combine_pairs(alone), self.count_pairs()),
            lambda: fitted_candidates(self.rule, self.broken) if long_searches else (),
            lambda: changed_forms(self.rule, self.broken, mutants, pieces) if long_searches else (),
            lambda: (
                further_changed_forms(self.rule, self.broken, wider_changes)
                if long_searches
                else ()
            ),
            lambda: self.combine_changes(pieces),
            lambda: self.two_edits(mutants) if long_searches else (),
            lambda: self.two_edits(wider_changes) if long_searches else (),
            lambda: (
                one_by_one_candidates(self.rule, self.subject, self.broken) if long_searches else ()
            ),
        )
        if not self.broken and all(f.law.requirement != MUST for f in self.findings):
            # No run deviates: only what breaks these laws alone can explain them.
            stages = (
                lambda: advised_changes(self.rule),
                lambda: own,
                lambda: self.combine_changes(own),
            )
        is_lost = bool(self.broken) and not show_numbers(self.cases)
        if is_lost:
            # Any formula with a NaN would do, so that only what is known of this rule is named.
            stages, only_known = (lambda: alone,), True
        for stage in stages[:KNOWN] if only_known else stages:
            found = [c for c in stage() if self.matches_all_cases(c)]
            if found:
                ranked = Ranking(self.rule, self.subject, self.cases).rank(found)
                return self.make_diagnosis(RankedCandidate(c, len(self.cases)) for c in ranked)
        if only_known:
            return self.make_diagnosis((), self.describe_deviations() if is_lost else ())
        partly = find_partial([*alone, *other_rules(self.rule)], self.cases)
        apart = explain_switched_off(self.rule, self.cases, self.find_single)
        return self.make_diagnosis(partly, [*self.describe_deviations(), *apart])

    def one_edits(self) -> list[Candidate]:
        """Return mutants; where there are any, also changes that move a part of a formula."""
        found = list(one_edit_candidates(self.rule, self.broken))
        moved = one_edit_candidates(self.rule, self.broken, moved_parts) if found else ()
        return [*found, *moved]

    def fitted_hyper(self) -> list[Candidate]:
        """Return other values of a hyper-parameter, or a place of eps that acts like one."""
        found = list(fit_hyper(self.rule, self.broken))
        moved = one_edit_candidates(self.rule, self.broken, places_of_eps) if found else ()
        return [c for c in moved if self.matches_all_cases(c)] or found

    def two_edits(self, find: Callable[[Rule], Sequence[Mutant]]) -> Iterator[Candidate]:
        """Return changes of two places, the first of which is one of those that are found."""
        return two_edit_candidates(self.rule, self.subject, self.broken, self.sound, find)

    def describe_deviations(self) -> Iterator[str]:
        """Yield sentences about the deviations."""
        located = [
            cut_after_deviation(self.rule, self.subject, case) for case in self.broken[:LOCATED]
        ]
        yield from summarize_deviations(located, self.sound, self.deviates)

    def deviates(self, scenario: Scenario) -> bool | None:
        """Return whether the subject deviates from the rule in a further scenario.

        None if the subject does not support it, or if the rounding bounds are mostly too wide.
        """
        supported = adapt_supported(self.rule, scenario, self.subject.capabilities)
        if supported is None:
            return None
        case = make_case(self.rule, self.subject, supported)
        return True if case.is_broken else False if is_mostly_decided(case) else None

    def dialects_of(self, others: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield the dialects of other rules, except those about arguments the subject lacks."""
        return (c for c in others if c.edits and not is_foreign(c, self.subject.capabilities))

    def ignored_flags(self) -> Iterator[Candidate]:
        """Yield candidates that ignore a flag which the subject takes."""
        taken = self.subject.capabilities.hyper
        return (one for one in ignored_flags(self.rule) if changed_hyper(one) in taken)

    def find_single(self, cases: Sequence[Case]) -> Candidate | None:
        """Return a single change that explains all of some cases, whatever laws it breaks."""
        search = Search(self.rule, self.subject, (), cases)
        known = (*single_changes(self.rule), *other_rules(self.rule))
        pools = (known, fit_hyper(self.rule, search.broken), correction_candidates(self.rule),
                 one_edit_candidates(self.rule, search.broken))  # fmt: skip
        return next((c for pool in pools for c in pool if search.matches_all_cases(c)), None)

    def combine_changes(self, pieces: Sequence[Candidate]) -> Iterator[Candidate]:
        """Yield combinations of several changes.

        Where one explains the runs but not every finding, also yield it with one more change.
        """
        for one in beam_search(pieces, self.cases):
            yield one
            unbroken = [f for f in self.findings if self.breaks_law(one, f) is False]
            for more in (combine(one, other) for other in pieces if unbroken):
                if more and all(self.breaks_law(more, f) for f in unbroken):
                    yield more

    def count_pairs(self) -> int:
        """Return the number of pairs to test: none where every failing case is large."""
        smallest = [c.scenario.steps * max(1, c.scenario.size) for c in self.broken[:1]]
        return PAIRS if any(size <= BRIEF for size in smallest) else 0

    def make_diagnosis(
        self, named: Iterable[RankedCandidate], residual: Iterable[str] = ()
    ) -> Diagnosis:
        return Diagnosis(tuple(named), len(self.cases), tuple(residual))
