"""Of changes with the same results, the one that is described best."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher

import numpy as np

from ...dialects import dialects
from ...mutants.descriptions import STEP
from ...subjects.trajectory import Outcome, SubjectError
from .candidate import Candidate
from .cases import Case

# How the description of a change begins that is about what a helper is given.
OF_HELPER = "The result"

# What a title says that a value is, and what it should be.
FORMULAS = re.compile(
    r"(?: is| are| becomes?) ([^;]*); (?:it|they) should be ([^;]*?)(?=\. [A-Z]|\.?$)"
)

# A word or a symbol of the source.
WORD = re.compile(r"\w+|\S")

# The same without brackets.
NAME = re.compile(r"\w+|[^\s\w()]")

# A value that is negated where its sign may have no effect: as a whole or as an entry of the state,
# or in an argument of a maximum, a choice or the like.
KEPT_NEGATED = re.compile(r'(?:": |^)-\w+(?:[,}]|$| \(first)')
CHOICE = re.compile(r"\b(?:maximum|minimum|max|min|where|abs)\(")
NEGATED = re.compile(r"(?:^|[(,]\s*|\* )-(?:[A-Za-z_]\w*\b(?! \*\*)|\()")

# What a title about other values in the state begins with.
STATE_BECOMES = re.compile(r'The (?:entry "\w+" of the )?state becomes')

# How the ids of changes begin in which two entries of the state share their memory.
SHARED = "two-entries-in-one-array"

# Results are compared where the rule is well conditioned: where its rounding bound is at most this
# fraction of the value. There they must agree to another fraction of it.
CONDITIONED = 1e-11
SAME = 1e-10


def distinct_candidates(
    candidates: Iterable[Candidate],
    cases: Sequence[Case],
    further: Callable[[], Sequence[Case]] = tuple,
) -> list[Candidate]:
    """Leave out mutants and combined values with the same results in all cases as another one.

    A change that only moves parts of formulas is kept rather than one that puts in others, one of
    the formula rather than one of what a helper is given, one without a negated value whose sign
    may have no effect, one of the step itself rather than an earlier one, one that puts few words
    into the source rather than many, and a brief description rather than a long one.
    Another value in the state is no change of the step itself. Of changes of one word, which are as
    likely as each other, a second one is kept that is about another value. One that also explains
    further cases is kept rather than one that does not. A change in dialects is kept unless one
    with the same results takes some of these alone: other cases may distinguish dialects.

    Args:
        candidates: the candidates.
        cases: the cases whose results are compared.
        further: returns cases in which candidates with the same results may differ.
    """
    given = sorted(
        candidates, key=lambda one: (_can_be_left_out(one), len(one.dialects), _rank(one))
    )
    if len(given) < 2:
        return given
    groups: list[tuple[list[Candidate], list[Outcome]]] = []
    for one in given:
        runs = [one.run_values(case.scenario) for case in cases]
        equal = (
            same
            for same, others in groups
            if (not one.dialects or _dialects_of(same[0]) <= set(one.dialects))
            and all(map(_are_same, runs, others, cases))
        )
        same = next(equal, None) if _can_be_left_out(one) else None
        if same is None:
            groups.append(([one], runs))
        else:
            same.append(one)
    return [one for same, _ in groups for one in _best_of_equal(same, further)]


def _dialects_of(candidate: Candidate) -> set[str]:
    """Return the dialects that a candidate consists of, or in which it is a change."""
    known = dialects()
    return {*candidate.dialects, *(name for name in candidate.id.split("+") if name in known)}


def _best_of_equal(
    equal: Sequence[Candidate], further: Callable[[], Sequence[Case]]
) -> list[Candidate]:
    """Return the best of candidates with the same results, and one that is as likely."""
    first, *others = equal
    if others and _can_be_left_out(first):
        explaining = (one for one in equal if all(map(one.explains, further())))
        first = next(explaining, first)
    likely = [one for one in others if one is not first and are_as_likely(first, one)]
    return [first, *likely[:1]]


def is_simpler(one: Candidate, other: Candidate) -> bool:
    """Return whether a candidate is described better than another one with the same results."""
    return _rank(one) < _rank(other)


def are_as_likely(one: Candidate, other: Candidate) -> bool:
    """Return whether two mutants change one word each, in the formulas of different values.

    A second one is also as likely if it says that two entries share their memory, which is seen in
    no formula.
    """
    if other.id.startswith(SHARED) and not one.id.startswith(SHARED):
        return True
    both = (one, other)
    return all(c.kind == "mutant" and _count_added_words(c) == 1 for c in both) and (
        len({c.title.partition(" is ")[0] for c in both}) == 2
    )


def _can_be_left_out(candidate: Candidate) -> bool:
    is_combined = candidate.kind == "hyper" and "+" in candidate.id
    return candidate.kind == "mutant" or is_combined


def _rank(candidate: Candidate) -> tuple[bool, bool, bool, bool, bool, int, int]:
    if not _can_be_left_out(candidate):
        return False, False, False, False, False, 0, 0
    title, added = candidate.title, _count_added_words(candidate)
    is_of_state = bool(STATE_BECOMES.match(title))
    is_of_step = (title.startswith(STEP) or is_of_state) and not (added and is_of_state)
    return (
        True,
        not _moves_parts(candidate),
        title.startswith(OF_HELPER),
        _negates_without_effect(title),
        not is_of_step,
        added,
        len(title),
    )


def _moves_parts(candidate: Candidate) -> bool:
    """Return whether a candidate only moves parts of formulas to other places."""
    formulas = FORMULAS.findall(candidate.title)
    after, before = (
        Counter(name for pair in formulas for name in NAME.findall(pair[k])) for k in range(2)
    )
    return bool(formulas) and after == before


def _negates_without_effect(title: str) -> bool:
    """Return whether a formula of a title negates a value where the sign may have no effect."""
    pairs = FORMULAS.findall(title)
    return any(_count_negated(after) > _count_negated(before) for after, before in pairs)


def _count_negated(formula: str) -> int:
    choice = CHOICE.search(formula)
    inside = formula[choice.end() - 1 :] if choice else ""
    return len(KEPT_NEGATED.findall(formula)) + len(NEGATED.findall(inside))


def _count_added_words(candidate: Candidate) -> int:
    """Return the number of words and symbols that a candidate puts into formulas, or the source.

    Formulas are those of the title: there, both are written without helpers.
    """
    formulas = FORMULAS.findall(candidate.title)
    return sum(
        _count_new_words(before, after)
        for after, before in formulas or ((e.after, e.before) for e in candidate.edits)
    )


def _count_new_words(before: str, after: str) -> int:
    """Return the number of words and symbols of a text that another one does not have there."""
    old, new = (WORD.findall(text) for text in (before, after))
    same = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return len(new) - sum(block.size for block in same)


def _are_same(one: Outcome, other: Outcome, case: Case) -> bool:
    if isinstance(one, SubjectError) or isinstance(other, SubjectError):
        return type(one) is type(other)
    pairs = zip(one.frames, other.frames, case.enclosure.mid, case.enclosure.rad, strict=True)
    with np.errstate(all="ignore"):
        for ours, theirs, middles, radii in pairs:
            for a, b, middle, radius in zip(ours, theirs, middles, radii, strict=True):
                certain = radius <= CONDITIONED * np.abs(middle)
                if a.shape != b.shape:
                    return False
                near = np.abs(a - b) <= SAME * np.maximum(np.abs(a), np.abs(b))
                equal = (a == b) | (np.isnan(a) & np.isnan(b))
                if not np.all(near | ~certain | equal):
                    return False
    return True
