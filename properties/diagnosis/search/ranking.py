"""The order of candidates that all explain the cases: what differs, the simplest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ...generation.corpus import adapt_supported
from ...generation.other_values import other_values
from ...rules.registry import Rule
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import SetHyper
from ...scenarios.transforms import insert_events
from ...subjects.trajectory import Subject
from ..candidates.candidate import Candidate
from ..candidates.candidate_pool import smallest_combinations
from ..candidates.cases import Case, make_case
from ..candidates.equal_results import distinct_candidates
from ..candidates.hyper_candidates import describe_without_argument
from ..candidates.sorting import simplest_first, with_own_titles, without_variants
from ..candidates.telling_steps import telling_steps
from ..hypotheses.formula import drop_foreign
from .discriminate import discriminate

# The learning rate that steps go on with after a change.
RATE = 0.375


@dataclass(frozen=True)
class Ranking:
    """The order of candidates that explain all cases of a subject."""

    rule: Rule
    subject: Subject
    cases: Sequence[Case]

    def rank(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Return one of each kind of results, the simplest first."""
        own = drop_foreign(smallest_combinations(found), self.subject.capabilities)
        distinct = distinct_candidates(own, self.cases, lambda: self.changed_rate)
        simplest = simplest_first(without_variants(distinct))
        kept = with_own_titles(discriminate(self.rule, self.subject, simplest))
        taken = self.subject.capabilities.hyper
        return [describe_without_argument(c, taken) for c in kept]

    @cached_property
    def changed_rate(self) -> list[Case]:
        """The case of a learning rate that changes between steps, if it can be set.

        At a constant one, it is the same where a factor is applied: before an average or after it.
        """
        taken = self.subject.capabilities
        if "lr" not in taken.settable:
            return []
        given = {n: v for n, v in other_values(self.rule, taken).items() if isinstance(v, float)}
        start = telling_steps(self.rule, taken, {**given, "lr": 4 * RATE})
        changed = insert_events(start, 2, SetHyper("lr", encode_hyper(RATE)))
        found = adapt_supported(self.rule, changed, taken)
        return [make_case(self.rule, self.subject, found)] if found else []
