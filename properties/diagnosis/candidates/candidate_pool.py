"""The pool of candidates: known optimizers that may explain a subject, and combinations of them.

Cross-rule mutants are pitfalls and dialects of other rules that match the source of the claimed
rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from types import FunctionType

from ...dialects import Dialect, dialects
from ...pitfalls import Pitfall, pitfalls
from ...rules.registry import Rule, optimizers, rules
from ...rules.source_edits import Edit, apply_edits, can_apply_edits
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import Scenario
from ...scenarios.transforms import change
from .candidate import Candidate, Kind
from .joined_titles import join_titles
from .rewrite import omit_hyper

# The kind of a combination is the first of these kinds in it: with a pitfall it is a pitfall.
WORST_FIRST: tuple[Kind, ...] = ("mutant", "pitfall", "hyper", "rule", "dialect")


def candidate_from_dialect(claimed: Rule, dialect: Dialect) -> Candidate:
    """Return the candidate for a dialect of a rule."""
    return Candidate(
        dialect.id, "dialect", dialect.title, dialect.explanation, claimed, dialect.rule,
        dialect.edits,
        dialect.libraries, dialect.number, _scenario_translation(claimed, dialect.rule),
    )  # fmt: skip


def candidate_from_pitfall(claimed: Rule, pitfall: Pitfall) -> Candidate:
    """Return the candidate for a pitfall."""
    return Candidate(
        pitfall.id, "pitfall", pitfall.title_in(claimed.name),
        pitfall.explanation_in(claimed.name), claimed, pitfall.rule, pitfall.edits, (), pitfall.bug,
        _scenario_translation(claimed, pitfall.rule),
    )  # fmt: skip


def candidate_from_rule(claimed: Rule) -> Candidate:
    """Return the claimed rule as a candidate."""
    return Candidate(claimed.name, "rule", claimed.title, "", claimed, claimed.name, claimed.edits)


def single_changes(claimed: Rule) -> list[Candidate]:
    """Return every dialect of the claimed rule, and every pitfall that is not also a dialect."""
    applied = [
        candidate_from_dialect(claimed, d) for d in dialects().values() if d.rule == claimed.name
    ]
    documented = {one.edits for one in applied}
    wrong = [
        candidate_from_pitfall(claimed, p)
        for p in _rule_pitfalls(claimed.name)
        if p.edits not in documented
    ]
    found = [with_declared_dialects(claimed, one) for one in applied + wrong]
    return [one for one in found if can_apply_edits(one.edits)]


def advised_changes(claimed: Rule) -> list[Candidate]:
    """Return the dialects of the claimed rule, and the pitfalls that break no MUST law."""
    known = pitfalls()
    return [
        one
        for one in single_changes(claimed)
        if one.kind == "dialect" or (one.id in known and known[one.id].advised)
    ]


def laws_broken_by(candidate: Candidate) -> set[str]:
    """Return the laws that show the pitfalls of a candidate where its runs may be right."""
    known = pitfalls()
    parts = [known[name] for name in candidate.id.split("+") if name in known]
    return {one.law for one in parts} - {"agreement"}


def _rule_pitfalls(rule: str) -> list[Pitfall]:
    return [p for p in pitfalls().values() if p.rule == rule and not p.loop]


def with_declared_dialects(claimed: Rule, candidate: Candidate) -> Candidate:
    """Return the candidate with the declared dialects of the subject applied as well."""
    return (
        replace(candidate, edits=(*claimed.edits, *candidate.edits)) if claimed.edits else candidate
    )


def combine_pairs(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield combinations of two candidates with compatible edits, pairs of dialects first."""
    couples = combinations(candidates, 2)
    for one, other in sorted(couples, key=lambda c: sum(x.kind != "dialect" for x in c)):
        variant = combine(one, other)
        if variant:
            yield variant


def combine(candidate: Candidate, other: Candidate) -> Candidate | None:
    """Combine two candidates in the order in which all edits match; None if there is none."""
    if _subsumes(candidate, other):
        return None
    for first, second in ((candidate, other), (other, candidate)):
        edits = (*first.edits, *(e for e in second.edits if e not in first.edits))
        if can_apply_edits(edits):
            return _make_combination(first, second, edits)
    return None


def smallest_combinations(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates without those that consist of another one and further changes."""
    parts = [frozenset(one.id.split("+")) for one in candidates]
    return [
        one
        for one, own in zip(candidates, parts, strict=True)
        if not any(other < own for other in parts)
    ]


def _subsumes(candidate: Candidate, other: Candidate) -> bool:
    """Return whether the first candidate includes the other."""
    same_edits = other.kind != "hyper" and set(other.edits) <= set(candidate.edits)
    return same_edits or set(other.id.split("+")) <= set(candidate.id.split("+"))


def _make_combination(candidate: Candidate, other: Candidate, edits: tuple[Edit, ...]) -> Candidate:
    kind = _combined_kind(candidate, other)
    documented = candidate.libraries + other.libraries if kind == "dialect" else ()
    return Candidate(
        f"{candidate.id}+{other.id}", kind,
        join_titles(candidate.title, other.title),
        f"{candidate.explanation} {other.explanation}".strip(),
        candidate.claimed, candidate.name, edits,
        tuple(dict.fromkeys(documented)), candidate.bug or other.bug,
        lambda scenario: other.rewrite(candidate.rewrite(scenario)),
    )  # fmt: skip


def _combined_kind(candidate: Candidate, other: Candidate) -> Kind:
    """Return the kind of a combination: the first in WORST_FIRST."""
    return next(kind for kind in WORST_FIRST if kind in (candidate.kind, other.kind))


def other_rules(claimed: Rule) -> list[Candidate]:
    """Return the other rules and their dialects as candidates."""
    found = []
    for rule in rules().values():
        if rule.name != claimed.name and rule.dimensions == claimed.dimensions:
            found.append(
                Candidate(
                    rule.name, "rule", f"{rule.title} instead of {claimed.title}",
                    f"The results are those of {rule.title} with the same hyper-parameters.",
                    claimed, rule.name, rewrite=_scenario_translation(claimed, rule.name),
                )
            )  # fmt: skip
            found += [
                replace(
                    candidate_from_dialect(claimed, d),
                    kind="rule",
                    title=f"{rule.title}: {d.title}",
                )
                for d in dialects().values()
                if d.rule == rule.name
            ]
    return found


def _scenario_translation(claimed: Rule, name: str) -> Callable[[Scenario], Scenario]:
    """Return a translation of scenarios of the claimed rule to another one.

    Unknown hyper-parameters are dropped, and the defaults of the claimed rule kept.
    """
    if claimed.name == name:
        return lambda scenario: scenario
    usual = rules()[name].defaults
    unknown = claimed.defaults.keys() - usual.keys()
    other = {
        n: encode_hyper(v) for n, v in claimed.defaults.items() if n in usual and v != usual[n]
    }

    def translated(scenario: Scenario) -> Scenario:
        known = omit_hyper(scenario, unknown)
        groups = tuple({**other, **group} for group in known.groups)
        return change(known, rule=name, groups=groups)

    return translated


def cross_rule_mutants(claimed: Rule) -> list[Candidate]:
    """Return the pitfalls and dialects of other rules whose edits match the claimed rule.

    They cover bugs in code that the optimizers of a library share. Those with the same result as a
    dialect or pitfall of the claimed rule are left out.
    """
    seen = {_edited_text(one.edits) for one in single_changes(claimed)}
    found = []
    for one in _cross_rule_candidates(claimed):
        if can_apply_edits(one.edits) and _edited_text(one.edits) not in seen and _compiles(one):
            seen.add(_edited_text(one.edits))
            found.append(one)
    return found


def _compiles(candidate: Candidate) -> bool:
    """Return whether the edited files are Python: the indentation of another rule may differ."""
    try:
        for where, text in apply_edits(candidate.edits).items():
            compile(text, where, "exec")
    except SyntaxError:
        return False
    return True


def _cross_rule_candidates(claimed: Rule) -> Iterator[Candidate]:
    for pitfall in pitfalls().values():
        if pitfall.rule == claimed.name or pitfall.loop:
            continue
        one = replace(
            candidate_from_pitfall(claimed, pitfall), name=claimed.name,
            edits=_edits_for_rule(pitfall, claimed), rewrite=lambda s: s,
        )  # fmt: skip
        yield with_declared_dialects(claimed, one)
    for dialect in dialects().values():
        if dialect.rule != claimed.name:
            yield with_declared_dialects(claimed, _dialect_elsewhere(claimed, dialect))


def _dialect_elsewhere(claimed: Rule, dialect: Dialect) -> Candidate:
    """Return the change that a dialect of another rule is for the claimed one."""
    return Candidate(
        f"{claimed.name}-as-{dialect.id}", "mutant", dialect.title,
        f"It is the dialect {dialect.id} of another rule.", claimed, claimed.name,
        _edits_for_rule(dialect, claimed),
    )  # fmt: skip


def _edits_for_rule(known: Pitfall | Dialect, claimed: Rule) -> tuple[Edit, ...]:
    """Return known edits as edits of the files that define the claimed rule."""
    own, used = f"{claimed.name}.py", _files(claimed.name)
    return tuple(e if e.where in used else replace(e, where=own) for e in known.edits)


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


def _edited_text(edits: tuple[Edit, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(apply_edits(edits).items())
