"""Of changes with the same results, the one that is described best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

import numpy as np

from ..mutants.descriptions import STEP
from ..subjects.trajectory import Outcome, SubjectError
from .candidate import Candidate
from .cases import Case

# How the description of a change begins that is about what a helper is given.
OF_HELPER = "The result is"

# A word or a symbol of the source.
WORD = re.compile(r"\w+|\S")

# Results are compared where the rule is well conditioned: where its rounding bound is at most this
# fraction of the value. There they must agree to another fraction of it.
CONDITIONED = 1e-11
SAME = 1e-10


def distinct_candidates(candidates: Iterable[Candidate], cases: Sequence[Case]) -> list[Candidate]:
    """Leave out mutants and combined values with the same results in all cases as another one.

    A change of the formula is kept rather than one of what a helper is given, one of the step
    itself rather than an earlier one, one of few words of the source rather than of many, and a
    brief description rather than a long one.
    """
    given = sorted(candidates, key=_rank)
    if len(given) < 2:
        return given
    kept: list[tuple[Candidate, list[Outcome]]] = []
    for one in given:
        runs = [one.run_values(case.scenario) for case in cases]
        known = (others for _, others in kept)
        if not _can_be_left_out(one) or not any(
            all(map(_are_same, runs, others, cases)) for others in known
        ):
            kept.append((one, runs))
    return [one for one, _ in kept]


def _can_be_left_out(candidate: Candidate) -> bool:
    is_combined = candidate.kind == "hyper" and "+" in candidate.id
    return candidate.kind == "mutant" or is_combined


def _rank(candidate: Candidate) -> tuple[bool, bool, bool, int, int]:
    if not _can_be_left_out(candidate):
        return False, False, False, 0, 0
    title = candidate.title
    is_of_step = title.startswith(STEP)
    changed = sum(_count_changed_words(e.before, e.after) for e in candidate.edits)
    return True, title.startswith(OF_HELPER), not is_of_step, changed, len(title)


def _count_changed_words(before: str, after: str) -> int:
    """Return the number of words and symbols that only one of two texts has at its place."""
    old, new = (WORD.findall(text) for text in (before, after))
    same = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return len(old) + len(new) - 2 * sum(block.size for block in same)


def _are_same(one: Outcome, other: Outcome, case: Case) -> bool:
    if isinstance(one, SubjectError) or isinstance(other, SubjectError):
        return type(one) is type(other)
    pairs = zip(one.frames, other.frames, case.enclosure.mid, case.enclosure.rad, strict=True)
    with np.errstate(all="ignore"):
        for ours, theirs, middles, radii in pairs:
            for a, b, middle, radius in zip(ours, theirs, middles, radii, strict=True):
                certain = radius <= CONDITIONED * np.abs(middle)
                near = np.abs(a - b) <= SAME * np.maximum(np.abs(a), np.abs(b))
                if a.shape != b.shape or not np.all(near | ~certain | (a == b)):
                    return False
    return True
