"""Candidates: known optimizers that may explain what a subject does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np

from ..comparison.trajectories import equivalent_within_rounding, has_no_number
from ..dialects import Dialect, dialects
from ..enclosures.evaluate import Enclosure, enclose
from ..pitfalls import Pitfall, pitfalls
from ..rules.patched_package import plant
from ..rules.registry import Rule, coarsely, edited, rules
from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit, plantable
from ..scenarios.model import Scenario
from ..scenarios.transforms import change
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.trajectory import Outcome, Raised, Subject, Trajectory
from .cases import Case
from .rewrite import completed, leaving_out

Kind: TypeAlias = Literal["dialect", "pitfall", "rule", "hyper"]

# The kind of a combination is the first of these kinds in it: with a pitfall it is a pitfall.
WORST_FIRST: tuple[Kind, ...] = ("pitfall", "hyper", "rule", "dialect")

# Largest distance of a candidate from the subject, as a fraction of the rule's deviation.
NEARER = 0.25


@dataclass(frozen=True)
class Candidate:
    """An optimizer that may explain what a subject does.

    Attributes:
        claimed: the claimed rule of the subject, with the defaults of the subject.
        name: name of the rule that the candidate follows.
        edits: the edits that turn this rule into the candidate.
        rewritten: translates a scenario of the claimed rule for the candidate.
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
    rewritten: Callable[[Scenario], Scenario] = field(default=lambda s: s)

    @property
    def diff(self) -> str:
        """The edits as a unified diff."""
        return "\n".join(edit.diff() for edit in self.edits)

    @property
    def subject(self) -> Subject:
        """The candidate as a subject, computed in floating point."""
        return _planted(self.name, self.edits)

    @property
    def rule(self) -> Rule:
        """The candidate as a rule for enclosures, in the rounding variant of the claimed rule."""
        coarse = bool(self.claimed.formulation) and self.name == self.claimed.name
        return _enclosing(self.name, self.edits, coarse)

    def told(self, scenario: Scenario) -> Scenario:
        """Return the scenario that the candidate runs for a scenario of the claimed rule."""
        return self.rewritten(completed(self.claimed, scenario))

    def explains(self, case: Case) -> bool:
        """Return whether the candidate explains the subject in a case.

        It must agree to within rounding, and be close in absolute terms, since a wide enclosure
        would accept any candidate.
        """
        return self.comes_near(case) and self.allows(case)

    def comes_near(self, case: Case) -> bool:
        """Return whether the candidate is much closer to the subject than the rule.

        The comparison is made at the element with the deviation; True where there is none.
        """
        if case.deviation is None:
            return True
        theirs, ours = case.deviation.at(case.run), case.deviation.at(self.run(case.scenario))
        if not np.isfinite(theirs) or not np.isfinite(ours):
            return bool(np.isfinite(theirs) == np.isfinite(ours))
        return abs(theirs - ours) <= NEARER * case.deviation.size

    def allows(self, case: Case) -> bool:
        """Return whether the subject and the candidate agree to within rounding."""
        run = self.run(case.scenario)
        if isinstance(case.run, Raised) and isinstance(run, Trajectory):
            return has_no_number(case.run, run)
        if isinstance(run, Raised) or isinstance(case.run, Raised):
            # Another rule also raises where the translated scenario does not suit it, which proves
            # nothing.
            return self.kind != "rule" and type(run) is type(case.run)
        return equivalent_within_rounding(
            case.run, run, self.enclosure(self.told(case.scenario)), case.enclosure
        )

    def run(self, scenario: Scenario) -> Outcome:
        """Run the candidate on a scenario of the claimed rule."""
        return self.subject.run(self.told(scenario))

    def enclosure(self, scenario: Scenario) -> Enclosure:
        """Return the enclosure of the candidate, or of its rule where the candidate has none."""
        try:
            return enclose(self.rule, scenario)
        except (AttributeError, KeyError, TypeError, ValueError):
            return enclose(rules()[self.name], scenario)


@lru_cache(maxsize=256)
def _planted(name: str, edits: tuple[Edit, ...]) -> Subject:
    return CoreSubject(name, plant(edits))


@lru_cache(maxsize=256)
def _enclosing(name: str, edits: tuple[Edit, ...], coarse: bool) -> Rule:
    """Return the rule for enclosures.

    Enclosures evaluate updates and the step count; other edits of optimizer.py have no effect.
    """
    known = [e for e in edits if e.where != "optimizer.py" or e == GLOBAL_T]
    rule = edited(name, known)
    update = coarsely(name, known) if coarse else None
    return replace(rule, ball_update=update) if update else rule


def of_dialect(claimed: Rule, one: Dialect) -> Candidate:
    """Return the candidate for a dialect of a rule."""
    return Candidate(
        one.id, "dialect", one.title, one.explanation, claimed, one.rule, one.edits,
        one.libraries, one.number, _for(claimed, one.rule),
    )  # fmt: skip


def of_pitfall(claimed: Rule, one: Pitfall) -> Candidate:
    """Return the candidate for a pitfall."""
    return Candidate(
        one.id, "pitfall", one.title, one.explanation, claimed, one.rule, one.edits, (), one.bug,
        _for(claimed, one.rule),
    )  # fmt: skip


def unchanged(claimed: Rule) -> Candidate:
    """Return the claimed rule as a candidate."""
    return Candidate(claimed.name, "rule", claimed.title, "", claimed, claimed.name, claimed.edits)


def singles(claimed: Rule) -> list[Candidate]:
    """Return every dialect of the claimed rule, and every pitfall that is not also a dialect."""
    spoken = [of_dialect(claimed, d) for d in dialects().values() if d.rule == claimed.name]
    documented = {one.edits for one in spoken}
    wrong = [of_pitfall(claimed, p) for p in _pitfalls(claimed.name) if p.edits not in documented]
    found = [declared(claimed, one) for one in spoken + wrong]
    return [one for one in found if plantable(one.edits)]


def _pitfalls(rule: str) -> list[Pitfall]:
    return [p for p in pitfalls().values() if p.rule == rule and not p.loop]


def declared(claimed: Rule, one: Candidate) -> Candidate:
    """Return the candidate with the declared dialects of the subject applied as well."""
    return replace(one, edits=(*claimed.edits, *one.edits)) if claimed.edits else one


def pairs(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield combinations of two candidates with compatible edits, pairs of dialects first."""
    couples = combinations(found, 2)
    for one, other in sorted(couples, key=lambda c: sum(x.kind != "dialect" for x in c)):
        planted = both(one, other)
        if planted:
            yield planted


def both(one: Candidate, other: Candidate) -> Candidate | None:
    """Combine two candidates in the order in which all edits match; None if there is none."""
    if _has(one, other):
        return None
    for first, second in ((one, other), (other, one)):
        edits = (*first.edits, *(e for e in second.edits if e not in first.edits))
        if plantable(edits):
            return _together(first, second, edits)
    return None


def _has(one: Candidate, other: Candidate) -> bool:
    """Return whether the first candidate includes the other."""
    same_edits = other.kind != "hyper" and set(other.edits) <= set(one.edits)
    return same_edits or set(other.id.split("+")) <= set(one.id.split("+"))


def _together(one: Candidate, other: Candidate, edits: tuple[Edit, ...]) -> Candidate:
    return Candidate(
        f"{one.id}+{other.id}", _kind(one, other), f"{one.title}, and {other.title}",
        f"{one.explanation} {other.explanation}", one.claimed, one.name, edits,
        tuple(dict.fromkeys(one.libraries + other.libraries)), one.bug or other.bug,
        lambda scenario: other.rewritten(one.rewritten(scenario)),
    )  # fmt: skip


def _kind(one: Candidate, other: Candidate) -> Kind:
    """Return the kind of a combination: the first in WORST_FIRST."""
    return next(kind for kind in WORST_FIRST if kind in (one.kind, other.kind))


def other_rules(claimed: Rule) -> list[Candidate]:
    """Return the other rules and their dialects as candidates."""
    found = []
    for rule in rules().values():
        if rule.name != claimed.name and rule.dimensions == claimed.dimensions:
            found.append(
                Candidate(
                    rule.name, "rule", f"{rule.title} instead of {claimed.title}",
                    f"The results are those of {rule.title} with the same hyper-parameters.",
                    claimed, rule.name, rewritten=_for(claimed, rule.name),
                )
            )  # fmt: skip
            found += [
                replace(of_dialect(claimed, d), kind="rule", title=f"{rule.title}: {d.title}")
                for d in dialects().values()
                if d.rule == rule.name
            ]
    return found


def _for(claimed: Rule, name: str) -> Callable[[Scenario], Scenario]:
    """Return a translation of scenarios of the claimed rule: drop unknown hyper-parameters."""
    if claimed.name == name:
        return lambda scenario: scenario
    unknown = claimed.defaults.keys() - rules()[name].defaults.keys()
    return lambda scenario: change(leaving_out(scenario, unknown), rule=name)
