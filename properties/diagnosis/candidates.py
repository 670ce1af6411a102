"""Candidates: optimizers that a subject may turn out to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np

from ..dialects import Dialect, dialects
from ..edits import GLOBAL_T
from ..enclosure import Enclosure, enclose
from ..evidence import THRESHOLD
from ..objects import CoreSubject
from ..pitfalls import Pitfall, pitfalls
from ..planting import Edit, plant, plantable
from ..rules import Rule, coarsely, edited, rules
from ..scenario import Scenario
from ..trajectory import Outcome, Raised, Subject, Trajectory
from ..transforms import change
from .cases import Case
from .defaults import completed, leaving_out

Kind: TypeAlias = Literal["dialect", "pitfall", "rule", "hyper"]

# A pitfall remains one, whatever conventions are there beside it.
WORST_FIRST: tuple[Kind, ...] = ("pitfall", "hyper", "rule", "dialect")

# How much nearer than the rule a candidate must come to what the rule does not explain.
NEARER = 0.25


@dataclass(frozen=True)
class Candidate:
    """An optimizer that a subject may turn out to be.

    Attributes:
        claimed: the rule that the subject claims, with what it was built with.
        name: the name of the rule that the candidate follows.
        edits: what it has in another way than that rule.
        rewritten: the scenario as the candidate is to be told it.
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
        """What it changes of the rule it follows."""
        return "\n".join(edit.diff() for edit in self.edits)

    @property
    def subject(self) -> Subject:
        """The candidate as a subject, in floats."""
        return _planted(self.name, self.edits)

    @property
    def rule(self) -> Rule:
        """The candidate in balls: how far rounding may carry it, as coarse as the subject's."""
        coarse = bool(self.claimed.formulation) and self.name == self.claimed.name
        return _enclosing(self.name, self.edits, coarse)

    def told(self, scenario: Scenario) -> Scenario:
        """The scenario as the candidate is put through it."""
        return self.rewritten(completed(self.claimed, scenario))

    def explains(self, case: Case) -> bool:
        """Whether the subject did what the candidate does, and not by a wide enclosure alone."""
        return self.comes_near(case) and self.allows(case)

    def comes_near(self, case: Case) -> bool:
        """Whether it is much nearer than the rule where that is furthest off, if it is off."""
        if case.deviation is None:
            return True
        theirs, ours = case.deviation.at(case.run), case.deviation.at(self.run(case.scenario))
        if not np.isfinite(theirs) or not np.isfinite(ours):
            return bool(np.isfinite(theirs) == np.isfinite(ours))
        return abs(theirs - ours) <= NEARER * case.deviation.size

    def allows(self, case: Case) -> bool:
        """Whether the subject did what the candidate does, to within the candidate's rounding."""
        run = self.run(case.scenario)
        if isinstance(case.run, Raised) and isinstance(run, Trajectory):
            return has_no_number(case.run, run)
        if isinstance(run, Raised) or isinstance(case.run, Raised):
            # Whatever is told too little or too much of another rule raises as well.
            return self.kind != "rule" and type(run) is type(case.run)
        return alike(case.run, run, self.enclosure(self.told(case.scenario)), case.enclosure)

    def run(self, scenario: Scenario) -> Outcome:
        """What the candidate does in a scenario."""
        return self.subject.run(self.told(scenario))

    def enclosure(self, scenario: Scenario) -> Enclosure:
        """How far rounding may carry it; as far as its rule, where it does not run on balls."""
        try:
            return enclose(self.rule, scenario)
        except (AttributeError, KeyError, TypeError, ValueError):
            return enclose(rules()[self.name], scenario)


# What Python's own floats raise where arrays of them have no finite number.
WITHOUT_NUMBER = {"ZeroDivisionError", "OverflowError", "FloatingPointError"}


def has_no_number(raised: Raised, run: Trajectory) -> bool:
    """Whether a subject raised where the candidate has no finite number."""
    return (
        raised.kind in WITHOUT_NUMBER
        and raised.event >= 0
        and not all(np.isfinite(values).all() for values in run.frames[raised.event])
    )


def alike(
    run: Trajectory, other: Trajectory, enclosure: Enclosure, claimed: Enclosure | None = None
) -> bool:
    """Whether two runs may differ by rounding alone; beyond the range of numbers, both are.

    Where neither the other run nor the claimed rule has a number, 0 / 0 say, any will do.
    """
    for k, frame in enumerate(run.frames):
        for i, (a, b, rad) in enumerate(zip(frame, other.frames[k], enclosure.rad[k], strict=True)):
            if a.shape != b.shape:
                return False
            with np.errstate(all="ignore"):
                near = (a == b) | (np.abs(a.astype(np.float64) - b) <= 2 * THRESHOLD * rad)
                lost = np.isfinite(a) == np.isfinite(b)
            if claimed is not None:
                lost = lost | np.isnan(claimed.mid[k][i]) & np.isnan(b)
            if not np.all(np.where(np.isfinite(rad) & np.isfinite(b), near, lost)):
                return False
    return True


@lru_cache(maxsize=256)
def _planted(name: str, edits: tuple[Edit, ...]) -> Subject:
    return CoreSubject(name, plant(edits))


@lru_cache(maxsize=256)
def _enclosing(name: str, edits: tuple[Edit, ...], coarse: bool) -> Rule:
    """The ball run knows updates, and of the walk over the parameters the count alone."""
    known = [e for e in edits if e.where != "optimizer.py" or e == GLOBAL_T]
    rule = edited(name, known)
    update = coarsely(name, known) if coarse else None
    return replace(rule, ball_update=update) if update else rule


def of_dialect(claimed: Rule, one: Dialect) -> Candidate:
    """The subject speaks a dialect of a rule."""
    return Candidate(
        one.id, "dialect", one.title, one.explanation, claimed, one.rule, one.edits,
        one.libraries, one.number, _for(claimed, one.rule),
    )  # fmt: skip


def of_pitfall(claimed: Rule, one: Pitfall) -> Candidate:
    """The subject has fallen into a pitfall."""
    return Candidate(
        one.id, "pitfall", one.title, one.explanation, claimed, one.rule, one.edits, (), one.bug,
        _for(claimed, one.rule),
    )  # fmt: skip


def unchanged(claimed: Rule) -> Candidate:
    """The claimed rule itself."""
    return Candidate(claimed.name, "rule", claimed.title, "", claimed, claimed.name, claimed.edits)


def singles(claimed: Rule) -> list[Candidate]:
    """Every dialect of the claimed rule by itself, and every pitfall that is no dialect."""
    spoken = [of_dialect(claimed, d) for d in dialects().values() if d.rule == claimed.name]
    documented = {one.edits for one in spoken}
    wrong = [of_pitfall(claimed, p) for p in _pitfalls(claimed.name) if p.edits not in documented]
    found = [declared(claimed, one) for one in spoken + wrong]
    return [one for one in found if plantable(one.edits)]


def _pitfalls(rule: str) -> list[Pitfall]:
    return [p for p in pitfalls().values() if p.rule == rule and not p.loop]


def declared(claimed: Rule, one: Candidate) -> Candidate:
    """The candidate in the dialects that the subject has declared."""
    return replace(one, edits=(*claimed.edits, *one.edits)) if claimed.edits else one


def pairs(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Two at once, where both can be planted; pairs of dialects first."""
    couples = combinations(found, 2)
    for one, other in sorted(couples, key=lambda c: sum(x.kind != "dialect" for x in c)):
        planted = both(one, other)
        if planted:
            yield planted


def both(one: Candidate, other: Candidate) -> Candidate | None:
    """Two at once, in the order in which they can be planted; None where they cannot."""
    if _has(one, other):
        return None
    for first, second in ((one, other), (other, one)):
        edits = (*first.edits, *(e for e in second.edits if e not in first.edits))
        if plantable(edits):
            return _together(first, second, edits)
    return None


def _has(one: Candidate, other: Candidate) -> bool:
    """Whether the other adds nothing to the one."""
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
    """The worst that is among them."""
    return next(kind for kind in WORST_FIRST if kind in (one.kind, other.kind))


def other_rules(claimed: Rule) -> list[Candidate]:
    """The other rules, and their dialects."""
    found = []
    for rule in rules().values():
        if rule.name != claimed.name and rule.dimensions == claimed.dimensions:
            found.append(
                Candidate(
                    rule.name, "rule", f"{rule.title} instead of {claimed.title}",
                    f"Its runs are those of {rule.title}, with the same hyper-parameters.",
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
    """A scenario of the claimed rule, told to another: without what that does not know."""
    if claimed.name == name:
        return lambda scenario: scenario
    unknown = claimed.defaults.keys() - rules()[name].defaults.keys()
    return lambda scenario: change(leaving_out(scenario, unknown), rule=name)
