"""The pool of candidates: known optimizers that may explain a subject, and combinations of them.

Cross-rule mutants are pitfalls of other rules that match the source of the claimed rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from types import FunctionType

from ..dialects import Dialect, dialects
from ..pitfalls import Pitfall, pitfalls
from ..rules.registry import Rule, optimizers, rules
from ..rules.source_edits import Edit, edited_sources, plantable
from ..scenarios.model import Scenario
from ..scenarios.transforms import change
from .candidate import Candidate, Kind
from .rewrite import leaving_out

# The kind of a combination is the first of these kinds in it: with a pitfall it is a pitfall.
WORST_FIRST: tuple[Kind, ...] = ("pitfall", "hyper", "rule", "dialect")


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


def transplants(claimed: Rule) -> list[Candidate]:
    """Return the pitfalls of other rules whose edits match the source of the claimed rule.

    They cover bugs in code that the optimizers of a library share. Those with the same result as a
    dialect or pitfall of the claimed rule are left out.
    """
    seen = {_outcome(one.edits) for one in singles(claimed)}
    found = []
    for one in _moved(claimed):
        if plantable(one.edits) and _outcome(one.edits) not in seen:
            seen.add(_outcome(one.edits))
            found.append(one)
    return found


def _moved(claimed: Rule) -> Iterator[Candidate]:
    for pitfall in pitfalls().values():
        if pitfall.rule == claimed.name or pitfall.loop:
            continue
        one = replace(
            of_pitfall(claimed, pitfall), name=claimed.name,
            edits=_of_this_rule(pitfall, claimed), rewritten=lambda s: s,
        )  # fmt: skip
        yield declared(claimed, one)


def _of_this_rule(pitfall: Pitfall, claimed: Rule) -> tuple[Edit, ...]:
    """Return the pitfall's edits as edits of the files that define the claimed rule."""
    own, used = f"{claimed.name}.py", _files(claimed.name)
    return tuple(e if e.where in used else replace(e, where=own) for e in pitfall.edits)


@lru_cache(maxsize=64)
def _files(rule: str) -> frozenset[str]:
    """Return the files of optimcore that define the rule and the functions of its update."""
    kind = optimizers()[rule]
    names = {kind.__module__, *(base.__module__ for base in kind.__mro__)}
    names |= {
        thing.__module__ for thing in kind.update.__globals__.values()
        if isinstance(thing, FunctionType)
    }  # fmt: skip
    return frozenset(f"{name.rpartition('.')[2]}.py" for name in names if "." in name)


def _outcome(edits: tuple[Edit, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(edited_sources(edits).items())
