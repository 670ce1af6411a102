"""The search for a formula that explains the plain cases of a subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from ..engine.results import Examination
from ..rules.registry import Rule
from ..subjects.trajectory import Subject, SubjectError
from .candidates.candidate import Candidate
from .candidates.cases import Case, gather_cases
from .candidates.float32_arithmetic import float32_candidate
from .candidates.long_runs import long_runs
from .candidates.narrow_state import narrow_state_candidate
from .candidates.rounded_values import rounded_value_candidate
from .hypotheses.formula import plain_scenarios
from .search.diagnose import Search
from .search.results import Diagnosis
from .search.switched_off import describe_rest, parts_of_cases, switches_on

# The law that compares plain steps with the rule.
AGREEMENT = "agreement"


class FormulaSearch:
    """The search for changes of a rule that explain all plain cases, or all of a part of them.

    Attributes:
        plain: the cases that the formula is about.
        named: what the search in all cases found.
        residual: sentences about the cases that a formula of a part does not explain.
        may_be_refuted: whether further cases can refute the formula: not one of a part of the
            cases, or one about the precision of its arithmetic.
    """

    def __init__(self, rule: Rule, subject: Subject, plain: Sequence[Case]) -> None:
        self.rule = rule
        self.subject = subject
        self.plain = list(plain)
        self.named = Diagnosis((), 0)
        self.residual: list[str] = []
        self.may_be_refuted = False

    def find(self) -> list[Candidate]:
        """Return the changes that explain all plain cases, else those of a part of them."""
        imprecise = self._find_imprecise(
            lambda rule, subject, plain: float32_candidate(rule, plain), narrow_state_candidate
        )
        if imprecise:
            return imprecise
        search = Search(self.rule, self.subject, (), self.plain)
        if any(case.is_broken for case in self.plain):
            self.named = search.run(long_searches=True)
        found = [n.candidate for n in self.named.complete]
        if found and found[0].kind == "mutant":
            found, search = self._confirm_by_long_runs(found, search)
        self.may_be_refuted = bool(found)
        if not found:
            return self._find_imprecise(rounded_value_candidate) or self._find_in_parts(search)
        return found

    def _find_imprecise(
        self, *searches: Callable[[Rule, Subject, Sequence[Case]], Candidate | None]
    ) -> list[Candidate]:
        """Return the first candidate about a lower precision that one of the searches finds.

        A number that is too large for it may raise an exception, so that such cases are left out.
        """
        completed = [case for case in self.plain if not isinstance(case.run, SubjectError)]
        candidates = (search(self.rule, self.subject, completed) for search in searches)
        found = next(filter(None, candidates), None)
        if found is None:
            return []
        self.residual += describe_rest(self.rule, found, self.plain)
        self.plain = completed
        return [found]

    def _confirm_by_long_runs(
        self, found: list[Candidate], search: Search
    ) -> tuple[list[Candidate], Search]:
        """Return the changes that explain runs of many steps too, and the search for them."""
        runs = self.long_runs
        if all(found[0].agrees_in(run) and found[0].has_numbers_in(run) for run in runs):
            return found, search
        self.plain += runs
        again = Search(self.rule, self.subject, (), self.plain, runs=runs)
        self.named = again.run(long_searches=True)
        return [n.candidate for n in self.named.complete], again

    @cached_property
    def long_runs(self) -> list[Case]:
        """The runs of many steps that the subject completes."""
        return [case for case in long_runs(self.rule, self.subject) if not case.is_not_run]

    def _find_in_parts(self, over_all: Search) -> list[Candidate]:
        # Where no case raised, all cases have been searched for changes of several places.
        is_long = any(isinstance(case.run, SubjectError) for case in self.plain)
        searches = [over_all]
        for part in parts_of_cases(self.rule, self.plain):
            search = self._search_part(part)
            near = next((s.near for s in searches if search.begins_like(s)), None)
            found = [n.candidate for n in search.run(long_searches=is_long, near=near).complete]
            is_long = False
            searches.append(search)
            if found:
                self.residual += describe_rest(self.rule, found[0], self.plain)
                self.plain = part
                return found
        return []

    def _search_part(self, part: Sequence[Case]) -> Search:
        """Return the search in a part of the cases and in runs of many steps without switches."""
        runs = [run for run in self.long_runs if not switches_on(self.rule, run)]
        others = [run for run in runs if all(run is not case for case in part)]
        return Search(self.rule, self.subject, (), [*part, *others], runs=runs)

    def find_others(self, chosen: Sequence[Candidate], again: Examination) -> Sequence[Candidate]:
        """Return the changes that also explain the plain cases of a further examination.

        Args:
            chosen: the changes that were found before; they are kept if no case refutes the first.
            again: an examination by the first of them.
        """
        refuting = self._refuting_cases(chosen[0], again) if self.may_be_refuted else []
        if not refuting:
            return chosen
        self.plain += refuting
        search = Search(self.rule, self.subject, (), self.plain, runs=self.long_runs)
        self.named = search.run(long_searches=True)
        found = [n.candidate for n in self.named.complete]
        # A change amplifies rounding, so that a deviation may be no other formula.
        return found or [one for one in chosen if all(map(one.comes_near, refuting))]

    def _refuting_cases(self, formula: Candidate, again: Examination) -> list[Case]:
        """Return the plain cases of an examination in which the subject deviates from a formula."""
        shown = [f.scenario for f in again.findings if f.law.id == AGREEMENT]
        plain = plain_scenarios(shown, self.subject.capabilities)
        cases = gather_cases(self.rule, self.subject, plain) if plain else []
        return [case for case in cases if not formula.agrees_in(case)]
