"""Candidates from mutants: changes of one place of the rule, screened in floating point."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...comparison.evidence import THRESHOLD
from ...mutants import Mutant, MutantSubject, mutants
from ...mutants.classification import classification
from ...rules.registry import Rule
from ...subjects.trajectory import SubjectError, Trajectory
from .candidate import Candidate
from .cases import Case
from .equal_results import are_as_likely, is_simpler
from .rewrite import write_declared_defaults

# Failing cases that mutants are screened on, the smallest first, and the largest of these in steps
# times elements.
SCREENED = 6
SMALL = 64

# A mutant passes if it is off by at most this fraction of the subject's deviation after the same
# event, or of its first one, or by this many rounding bounds of the rule, whose own bound may be
# wider.
FRACTION = 1e-4
BOUNDS = 100.0


def one_edit_candidates(
    rule: Rule, broken: Sequence[Case], find: Callable[[Rule], Sequence[Mutant]] = mutants
) -> Iterator[Candidate]:
    """Yield the mutants of a rule that are near the subject in small failing cases.

    Of mutants that equal each other the first one is yielded, and those that are simpler or as
    likely.

    Args:
        rule: the claimed rule.
        broken: the cases in which the subject deviates, the smallest first.
        find: returns the mutants of the rule.
    """
    cases = [case for case in broken if is_screenable(case)][:SCREENED]
    if not cases:
        return
    known = classification(rule.name)
    first_equal = {name: group[0] for group in (known.same if known else ()) for name in group}
    near: dict[str, Candidate] = {}
    seen: set[str] = set()
    for mutant in find(rule):
        first = first_equal.get(mutant.id, mutant.id)
        if first in near:
            other = candidate_from_mutant(rule, mutant)
            if is_simpler(other, near[first]) or are_as_likely(near[first], other):
                yield other
        elif all(is_near(rule, MutantSubject(rule, mutant), case) for case in cases):
            near[first] = candidate_from_mutant(rule, mutant)
            if mutant.inlined_text not in seen:
                yield near[first]
            seen.add(mutant.inlined_text)


def unmoved_candidates(rule: Rule) -> Iterator[Candidate]:
    """Yield the mutant whose step returns the old parameters, if there is one."""
    for mutant in mutants(rule):
        if _returns_theta(mutant.changed) and not _returns_theta(mutant.function.tree):
            yield replace(
                candidate_from_mutant(rule, mutant), title="the parameters are never updated",
                explanation="The step may compute new values without writing them into the "
                "parameters.",
            )  # fmt: skip
            return


def _returns_theta(function: ast.FunctionDef) -> bool:
    """Whether every return has the parameter as it is."""
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    firsts = [value.elts[0] for value in returned if isinstance(value, ast.Tuple)]
    return bool(firsts) and all(
        isinstance(first, ast.Name) and first.id == "theta" for first in firsts
    )


def candidate_from_mutant(rule: Rule, mutant: Mutant) -> Candidate:
    """Return the candidate for a mutant."""
    return Candidate(
        mutant.id, "mutant", mutant.title.removesuffix("."), "", rule, rule.name,
        (*rule.edits, *mutant.edits), form=mutant.form,
    )  # fmt: skip


def is_screenable(case: Case) -> bool:
    """Return whether a failing case is small enough to run all mutants on."""
    return case.deviation is not None and _is_small(case)


def shows_agreement(case: Case) -> bool:
    """Return whether a subject follows the rule in a case that is small enough for all mutants."""
    return not (case.is_broken or isinstance(case.run, SubjectError)) and _is_small(case)


def _is_small(case: Case) -> bool:
    return case.scenario.steps * max(1, case.scenario.size) <= SMALL


def is_near(rule: Rule, subject: MutantSubject, case: Case) -> bool:
    """Return whether a mutant is much nearer to the subject than the rule, in floating point.

    Where the subject does not deviate from the rule, the mutant must be as near as the rule.
    """
    run = subject.run(write_declared_defaults(rule, case.scenario))
    if isinstance(run, SubjectError) or isinstance(case.run, SubjectError):
        return False
    size = case.deviation.size if case.deviation else 0.0
    return _distance_is_small(case.run, run, case, size)


def _distance_is_small(theirs: Trajectory, ours: Trajectory, case: Case, deviation: float) -> bool:
    for k, frame in enumerate(theirs.frames):
        for i, (a, b) in enumerate(zip(frame, ours.frames[k], strict=True)):
            if a.shape != b.shape:
                return False
            with np.errstate(all="ignore"):
                size = np.abs(a.astype(np.float64) - case.enclosure.mid[k][i])
                size = np.where(np.isfinite(size), np.fmax(size, deviation), deviation)
                bound = BOUNDS * THRESHOLD * case.enclosure.rad[k][i] + FRACTION * size
                near = np.abs(a.astype(np.float64) - b) <= bound
            if not np.all(near | (a == b) | ~np.isfinite(a) & ~np.isfinite(b) | np.isnan(bound)):
                return False
    return True
