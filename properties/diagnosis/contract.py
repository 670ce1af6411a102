"""Names for what a subject does wrong beside its formula, one kind of event at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..engine.results import Finding
from ..generation.families import small_scenarios
from ..laws import Trial
from ..mutants.rule_source import read_rule
from ..mutants.scope import reads_count
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..scenarios.transforms import has_finite_inputs
from ..subjects.trajectory import Outcome, Subject
from .candidates.candidate import Candidate
from .candidates.candidate_pool import combine, cross_rule_mutants, single_changes
from .candidates.cases import Case, Deviation, show_numbers
from .candidates.correction_precision import parameter_precision_candidates
from .candidates.unsaved_entries import unsaved_entries
from .contract_cases import ContractCases
from .hypotheses.contract_hypotheses import Hypothesis, contract_hypotheses
from .hypotheses.contract_models import model_hypotheses
from .hypotheses.contract_models.constructor_after_loading import (
    constructor_after_loading_hypotheses,
)
from .hypotheses.contract_models.step_counts import JOINT_COUNT, step_count_hypotheses
from .hypotheses.evaluation_hypotheses import evaluation_hypotheses
from .hypotheses.features import Feature, features_of, find_feature, kept_features, strip_features
from .hypotheses.former_values import former_values
from .hypotheses.ignored_values import ignored_values
from .hypotheses.joint_counts import is_joint_count_refuted
from .hypotheses.judging import describes, is_definite, is_enclosed, is_narrow, rule_with
from .hypotheses.lost_states import lost_states
from .hypotheses.raised_exceptions import raised_hypotheses
from .hypotheses.raised_where_set import raised_where_set
from .hypotheses.rival_hypotheses import BESIDE, discriminate_hypotheses
from .hypotheses.shared_value_hypotheses import shared_value_hypotheses
from .search.discriminate import discriminate
from .search.partial import ENOUGH, WORTH


@dataclass(frozen=True)
class ContractName:
    """A name for the findings about one kind of event.

    Attributes:
        candidate: the candidate as it is reported; its diff is the change of optimcore.
        applied: the candidate together with the formula of the subject, to be run as a subject.
        hypothesis: the hypothesis, if there is one.
        cases: the number of cases of this kind, all of which it explains.
    """

    candidate: Candidate
    applied: Candidate
    hypothesis: Hypothesis | None
    cases: int

    @property
    def raises(self) -> bool:
        """Whether it says that an exception is raised."""
        return self.hypothesis is not None and self.hypothesis.is_exception

    @property
    def is_about_closures(self) -> bool:
        """Whether it is about steps with a closure alone."""
        return self.hypothesis is not None and self.hypothesis.features == {"closure"}

    @property
    def has_joint_count(self) -> bool:
        """Whether it says that all parameters have one step count, which every step advances."""
        if self.hypothesis is not None:
            return self.hypothesis.id == JOINT_COUNT
        return self.applied.rule.one_count


class ContractSearch:
    """The search for names of findings that the formula of a subject does not explain.

    Args:
        claimed: the claimed rule.
        formula: the candidate for the formula; None for the claimed rule itself.
        rule: the formula as a rule.
        scenarios: the scenarios of the examinations.
    """

    def __init__(
        self,
        claimed: Rule,
        formula: Candidate | None,
        rule: Rule,
        subject: Subject,
        scenarios: Sequence[Scenario],
    ) -> None:
        self.claimed = claimed
        self.formula = formula
        self.rule = rule
        self.subject = subject
        self.scenarios = scenarios
        # A subject without float64 has no case in which its precision is stripped.
        supported = subject.capabilities.supports("float64")
        self.always: frozenset[str] = frozenset(() if supported else ("precision",))
        self.cases = ContractCases(rule, subject, scenarios, self.always)
        formulas = (claimed, rule, formula.rule if formula else rule)
        self.counts = any(reads_count(read_rule(one)) for one in formulas)

    def features_for(self, finding: Finding) -> tuple[Feature, frozenset[str]] | None:
        """Return the kind of event that a finding is about, and the features that it takes to show.

        None for a finding about plain steps or arguments.
        """
        given = [f for f in features_of(finding.scenario) if f.id not in self.always]
        added = [f for s in self.cases.derive(finding) for f in features_of(s) if f not in given]
        kinds = sorted(added, key=_rank)[:1] or given
        for kind in kinds:
            base = kept_features(kind) if kind in given else frozenset()
            parts = strip_features(finding.scenario, base | self.always)
            if any(self._breaks(finding, part) for part in parts):
                return kind, kept_features(kind)
        whole = frozenset().union(*map(kept_features, (*kinds, *given)))
        return (kinds[0], whole) if kinds else None

    def _breaks(self, finding: Finding, scenario: Scenario) -> bool:
        trial = Trial(self.rule, self.subject, scenario, finding.effective)
        evidence = finding.law.judge(trial)
        return evidence is not None and evidence.is_broken

    def name_findings(
        self, feature: Feature, kept: frozenset[str], findings: Sequence[Finding]
    ) -> ContractName | None:
        """Return the best change that explains all cases of a kind of event, if there is one.

        Args:
            feature: the kind of event.
            kept: ids of the features that the cases may have.
            findings: the findings about it.
        """
        cases = _finite(self.cases.gather(kept, findings))
        broken = [case for case in cases if case.is_broken]
        sound = [case for case in cases if not case.is_broken]
        if not broken or not show_numbers(cases):
            return None
        ordered = [*broken, *sound]
        # A change of the catalogues may have the effect of one, such as a step count of 0.
        found = self._true_hypothesis(evaluation_hypotheses(self.rule), feature, ordered)
        if found:
            return found
        ordered += self.cases.vary(broken)
        for pool in self._pools():
            fitting = [
                (one, applied)
                for one, applied in pool
                if all(_explains(applied, case) for case in ordered)
            ]
            if fitting:
                best = ContractName(*self.best_change(fitting, kept), None, len(cases))
                return self._with_own_counts(best, feature, ordered) or best
        for raised in self._raised(feature, [case.run for case in broken]):
            found = self._true_hypothesis([raised], feature, ordered)
            if found:
                return found
        return self._true_hypothesis(self._hypotheses(feature), feature, ordered)

    def _raised(self, feature: Feature, runs: Sequence[Outcome]) -> Iterator[Hypothesis]:
        """Yield hypotheses about an exception, those with no condition first."""
        yield from raised_hypotheses(feature.id, runs)
        taken = self.subject.capabilities
        known = {**self.rule.defaults, **taken.defaults}
        defaults = {name: value for name, value in known.items() if name in taken.hyper}
        yield from raised_where_set(feature.id, runs, defaults)

    def _with_own_counts(
        self, name: ContractName, feature: Feature, cases: Sequence[Case]
    ) -> ContractName | None:
        """Return the name to replace one of a count of all parameters that is refuted, if any."""
        if not is_joint_count_refuted(name.applied, self.rule, self.subject):
            return None
        found = self._true_hypothesis(step_count_hypotheses(self.claimed), feature, cases)
        if found is None or name.candidate.kind != "dialect":
            return found
        accepted = f"{found.candidate.explanation} --dialect {name.candidate.id} accepts it."
        return replace(found, candidate=replace(found.candidate, explanation=accepted))

    def _true_hypothesis(
        self, hypotheses: Iterable[Hypothesis], feature: Feature, cases: Sequence[Case]
    ) -> ContractName | None:
        """Return the name of the first hypothesis about a kind of event that explains all cases.

        Of several that do, it is the first that more scenarios do not refute.
        """
        about = (h for h in hypotheses if self._concerns(h, feature))
        true = [h for h in about if self._is_true(h, feature, cases)]
        if len(true) > 1:
            kept = kept_features(feature) | self.always
            true = discriminate_hypotheses(self.rule, self.subject, true, kept)
        if not true:
            return None
        named = true[0].as_candidate(self.claimed)
        return ContractName(named, named, true[0], len(cases))

    def _concerns(self, hypothesis: Hypothesis, feature: Feature) -> bool:
        supports = self.subject.capabilities.supports
        return (
            feature.id in hypothesis.features
            and (not hypothesis.needs or supports(hypothesis.needs))
            and (not hypothesis.needs_count or self.counts)
        )

    def best_change(
        self, fitting: Sequence[tuple[Candidate, Candidate]], kept: frozenset[str]
    ) -> tuple[Candidate, Candidate]:
        """Return the smallest change that more scenarios with these features do not refute.

        Args:
            fitting: changes that explain all cases, each alone and with the formula.
            kept: ids of the features that a scenario may have.
        """
        ordered = sorted(fitting, key=lambda pair: len(pair[0].edits))

        def stripped(scenario: Scenario) -> Scenario:
            return next(strip_features(scenario, kept | self.always), scenario)

        drawn = small_scenarios(self.rule, self.subject.capabilities).map(stripped)
        left = discriminate(self.rule, self.subject, [applied for _, applied in ordered], drawn)
        return next(pair for pair in ordered if pair[1] is left[0])

    def _hypotheses(self, feature: Feature) -> Iterator[Hypothesis]:
        yield from constructor_after_loading_hypotheses(self.claimed)
        if self.formula is None or self.formula.name == self.claimed.name:
            yield from former_values(self.rule, self.subject, feature.id)
        yield from ignored_values(self.claimed, self.rule, self.subject, feature.id)
        yield from lost_states(self.rule, self.subject, self.counts, feature.id)
        yield from contract_hypotheses(self.counts)
        yield from shared_value_hypotheses(self.rule)
        yield from model_hypotheses(self.claimed)

    def _pools(self) -> Iterator[Iterable[tuple[Candidate, Candidate]]]:
        """Yield groups of changes of the claimed rule, each also together with the formula."""
        for pool in POOLS:
            yield [
                (one, applied)
                for one in pool(self.claimed)
                if (applied := combine(self.formula, one) if self.formula else one)
            ]
        alone = {one.id: one for one in parameter_precision_candidates(self.claimed)}
        both = parameter_precision_candidates(self.claimed, self.formula)
        yield [(alone[applied.id], applied) for applied in both if applied.id in alone]

    def _is_true(self, hypothesis: Hypothesis, feature: Feature, cases: Sequence[Case]) -> bool:
        """Return whether a hypothesis explains these cases and those that must show it."""
        rule = rule_with(self.rule, hypothesis)
        if not all(describes(hypothesis, self.rule, c.scenario, c.run) for c in cases):
            return False
        if not self._is_precise(rule, cases):
            more = self.cases.show(hypothesis, kept_features(feature) | BESIDE)
            if not self._is_definite(rule, [*cases, *more]) or not all(
                is_enclosed(rule, c.scenario, c.run) for c in more
            ):
                return False
        if hypothesis.shown_by in ("", feature.id):
            return True
        needed = map(kept_features, map(find_feature, hypothesis.shown_by.split()))
        kept = frozenset().union(*needed)
        others = self.cases.gather(kept, ())
        if not any(c.is_broken for c in others):
            others += self.cases.show(hypothesis, kept)
        return any(c.is_broken for c in others) and all(
            is_enclosed(rule, c.scenario, c.run) for c in others
        )

    def _is_precise(self, rule: Rule, cases: Sequence[Case]) -> bool:
        """Return whether the bounds of a hypothesis are narrow where the subject deviates."""
        deviations = _deviations(cases)
        narrow = [deviation for deviation in deviations if is_narrow(rule, deviation)]
        return len(narrow) >= WORTH * len(deviations) or self._is_definite(rule, cases)

    def _is_definite(self, rule: Rule, cases: Sequence[Case]) -> bool:
        """Return whether the bounds are narrow in enough cases, and infinite in all others."""
        definite = [deviation for deviation in _deviations(cases) if is_definite(rule, deviation)]
        return len(definite) >= ENOUGH and all(is_narrow(rule, one) for one in definite)


def _deviations(cases: Sequence[Case]) -> list[Deviation]:
    """Return the deviations, but those where the subject has NaN, where no bound is narrow."""
    return [c.deviation for c in cases if c.deviation and np.isfinite(c.deviation.size)]


def _rank(feature: Feature) -> int:
    return RANKS.index(feature.id) if feature.id in RANKS else len(RANKS)


# Where a law adds several features at once, the finding is about the first of these.
RANKS = (
    "add-group", "resume-elsewhere", "resume", "copy", "set-hyper", "set-lr", "groups", "none",
    "look-again", "look",
)  # fmt: skip


def _finite(cases: list[Case]) -> list[Case]:
    """Return the cases without NaN and infinity, if some of them is broken, else all.

    What follows from a NaN depends on the order of the operations: 0 times the state is 0 or NaN.
    """
    finite = [case for case in cases if has_finite_inputs(case.scenario)]
    return finite if any(case.is_broken for case in finite) else cases


def _explains(candidate: Candidate, case: Case) -> bool:
    # optimcore has one group, so no edit of it explains a case with several.
    return len(case.scenario.groups) == 1 and candidate.explains(case)


# Where changes are searched; those of a later pool are worth trying if none before explains all.
POOLS = (single_changes, cross_rule_mutants, unsaved_entries)


def as_reported(name: ContractName, claimed: Rule, formula: Candidate | None) -> Candidate:
    """Return the candidate of a name as a change of the formula that was found.

    Args:
        name: the name.
        claimed: the claimed rule, whose edits, those of declared dialects, are not shown.
        formula: the candidate for the formula; None for the claimed rule itself.
    """
    applied = name.applied.edits
    if formula is not None and formula.edits and set(formula.edits) <= set(applied):
        return replace(name.candidate, edits=applied, formula=formula.edits)
    own = tuple(e for e in name.candidate.edits if e not in claimed.edits)
    return replace(name.candidate, edits=own)
