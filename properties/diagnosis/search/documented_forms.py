"""Changes of one place of the dialects that a library documents together.

The convention of a library may write a formula with other statements, so that a slip in code that
follows it is a change of that form, and of no statement of the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, permutations

from ...mutants import Mutant, MutantSubject
from ...mutants.outcome_digest import digest_outcome
from ...rules.registry import Rule
from ...rules.source_edits import can_apply_edits
from ..candidates.candidate import Candidate
from ..candidates.candidate_pool import candidate_from_rule, combine, single_changes
from ..candidates.cases import Case
from ..candidates.one_edit import SCREENED, candidate_from_mutant, is_near, is_screenable


def documented_forms(rule: Rule) -> list[Candidate]:
    """Return the combinations of dialects that a library documents, those with most of them first.

    A library may document alternatives, and an optimizer may follow a part of what it documents.
    """
    of_library: dict[str, list[Candidate]] = {}
    for one in single_changes(rule):
        if one.kind == "dialect":
            for library in dict.fromkeys(map(_library, one.libraries)):
                of_library.setdefault(library, []).append(one)
    found: dict[frozenset[str], Candidate] = {}
    for size in range(max(map(len, of_library.values()), default=0), 0, -1):
        for some in chain.from_iterable(combinations(own, size) for own in of_library.values()):
            form = _combine_all(some)
            if form:
                found.setdefault(frozenset(form.id.split("+")), form)
    return list(found.values())


def changed_forms(
    rule: Rule,
    broken: Sequence[Case],
    find: Callable[[Rule], Sequence[Mutant]],
    known: Sequence[Candidate] = (),
) -> Iterator[Candidate]:
    """Yield the documented forms, and the changes of one place in each that are near the subject.

    Args:
        rule: the claimed rule.
        broken: the cases in which the subject deviates, the smallest first.
        find: returns the changes of one place.
        known: changes of the catalogues, which come before others with the same results.
    """
    forms = documented_forms(rule)
    yield from forms
    yield from _changes_of(forms, rule, broken, find, known)


def further_changed_forms(
    rule: Rule, broken: Sequence[Case], find: Callable[[Rule], Sequence[Mutant]]
) -> Iterator[Candidate]:
    """Yield the changes of one place in each form that explains some of the failing cases.

    The arguments are those of ``changed_forms``.
    """
    forms = [f for f in documented_forms(rule) if any(map(f.explains, broken))]
    yield from _changes_of(forms, rule, broken, find)


def _changes_of(
    forms: Sequence[Candidate],
    rule: Rule,
    broken: Sequence[Case],
    find: Callable[[Rule], Sequence[Mutant]],
    known: Sequence[Candidate] = (),
) -> Iterator[Candidate]:
    cases = [case for case in broken if is_screenable(case)][:SCREENED]
    for same in _with_same_results(rule, forms, cases):
        for form in same:
            if _is_followed_in_part(form, cases):
                break
            near = [*_known_changes(form, cases, known), *_near_changes(form, cases, find)]
            yield from near
            if not near:
                break


def _known_changes(
    form: Candidate, cases: Sequence[Case], known: Sequence[Candidate]
) -> Iterator[Candidate]:
    for one in known:
        both = combine(form, one) if one.kind != "dialect" else None
        if both and cases and all(map(both.explains, cases)):
            yield both


def _near_changes(
    form: Candidate, cases: Sequence[Case], find: Callable[[Rule], Sequence[Mutant]]
) -> Iterator[Candidate]:
    changed = replace(form.claimed, edits=form.edits)
    for mutant in find(changed):
        tried = MutantSubject(changed, mutant)
        if all(is_near(changed, tried, case) for case in cases):
            yield _beside(form, candidate_from_mutant(changed, mutant))


def _is_followed_in_part(form: Candidate, cases: Sequence[Case]) -> bool:
    """Return whether a form explains the cases without one of its edits, and not with it.

    What is left out of a convention is no slip in code that follows it.
    """
    if all(map(form.explains, cases)):
        return False
    own = [edit for edit in form.edits if edit not in form.claimed.edits]
    parts = (tuple(e for e in form.edits if e is not edit) for edit in own if len(own) > 1)
    return any(
        all(replace(form, edits=part).explains(case) for case in cases)
        for part in parts
        if can_apply_edits(part)
    )


def _with_same_results(
    rule: Rule, forms: Sequence[Candidate], cases: Sequence[Case]
) -> list[list[Candidate]]:
    """Return the forms in lists with the same results, but those with the results of the rule."""
    of_results: dict[tuple[str, ...], list[Candidate]] = {}
    for one in (candidate_from_rule(rule), *forms):
        results = tuple(digest_outcome(one.run_values(case.scenario)) for case in cases)
        of_results.setdefault(results, []).append(one)
    _, *others = of_results.values()
    return others


def _combine_all(parts: Sequence[Candidate]) -> Candidate | None:
    """Return the parts as one candidate; None if they exclude or contain one another."""
    if any(set(one.edits) <= set(other.edits) for one, other in permutations(parts, 2)):
        return None
    both: Candidate | None = parts[0]
    for other in parts[1:]:
        both = both and combine(both, other)
    shared = set.intersection(*({*map(_library, one.libraries)} for one in parts))
    in_all = tuple(name for name in parts[0].libraries if _library(name) in shared)
    return both and replace(both, libraries=in_all)


def _library(name: str) -> str:
    """Return the name of a library without the option that selects a dialect."""
    return name.split(" ")[0]


def _beside(form: Candidate, change: Candidate) -> Candidate:
    """Return a change of a form as a change beside the dialects of the form."""
    return replace(
        change,
        id=f"{form.id}+{change.id}",
        claimed=form.claimed,
        formula=form.edits,
        dialects=tuple(form.id.split("+")),
        libraries=form.libraries,
    )
