"""Beam search for combinations of changes: each lets the rule follow the subject for longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ..comparison.trajectories import count_agreeing_frames, has_no_number
from ..subjects.trajectory import Outcome, Raised
from .candidate import Candidate
from .candidate_pool import both, unchanged
from .cases import Case

# Number of cases to run candidates on, of candidates kept per size, and of changes at most.
RUN = 12
KEPT = 4
MOST = 5

# Factor for the rounding bound of the rule, because a changed rule may round more.
WIDER = 8.0


@dataclass(frozen=True)
class Grown:
    """A candidate, its runs of the cases, and how far they follow the subject.

    Attributes:
        runs: its trajectories as bytes, to recognize candidates with identical runs.
        followed: the fraction of each case up to the first deviation; 1 if there is none.
    """

    candidate: Candidate
    runs: tuple[bytes, ...]
    followed: tuple[float, ...]

    @property
    def score(self) -> float:
        """The sum of the fractions."""
        return sum(self.followed)


def grown(found: Sequence[Candidate], cases: Sequence[Case]) -> Iterator[Candidate]:
    """Yield candidates with one change, two changes and so on that follow the subject furthest.

    The search uses few cases; a case that a complete candidate does not explain is added to them.
    """
    chosen = _chosen(cases) if found else []
    start: Sequence[Candidate] = found
    for grew in range(MOST if chosen else 0):
        # If no extension explains the added case, the search starts again with all cases so far.
        whole = _whole(start, found, chosen) or (_whole(found, found, chosen) if grew else [])
        yield from whole
        missed = [c for c in cases if not whole[0].explains(c)] if whole else []
        if not missed or missed[0] in chosen:
            return
        chosen.append(missed[0])
        start = [more for one in whole for more in (one, *_longer(one, found))]


def _whole(
    start: Iterable[Candidate], found: Sequence[Candidate], cases: Sequence[Case]
) -> list[Candidate]:
    """Return the smallest candidates that follow the subject to the end of all these cases."""
    seen = {_grown(unchanged(found[0].claimed), cases).runs}
    pieces = [g.candidate for g in _new(found, cases, set(seen))]
    best = _new(start, cases, seen)
    for _ in range(MOST):
        kept = sorted(best, key=lambda g: -g.score)[:KEPT]
        whole = [g.candidate for g in kept if _is_whole(g, cases)]
        if whole:
            return whole
        # Some changes have an effect only in combination, so the best is combined with all.
        longer = [_longer(g.candidate, pieces if k else found) for k, g in enumerate(kept)]
        best = _new(chain.from_iterable(longer), cases, seen)
    return []


def _is_whole(one: Grown, cases: Sequence[Case]) -> bool:
    """Return whether the candidate explains all cases.

    Where it does not follow to the end, its own enclosure may be wider than that of the rule.
    """
    ends = zip(one.followed, cases, strict=True)
    return all(part == 1 or one.candidate.explains(case) for part, case in ends)


def _new(
    found: Iterable[Candidate], cases: Sequence[Case], seen: set[tuple[bytes, ...]]
) -> list[Grown]:
    """Return the candidates whose runs differ from those of all candidates before."""
    kept = []
    for one in (_grown(candidate, cases) for candidate in found):
        if one.runs not in seen:
            seen.add(one.runs)
            kept.append(one)
    return kept


def _chosen(cases: Sequence[Case]) -> list[Case]:
    """Return failing cases, the smallest first, and some that the rule explains.

    Half precision is left out, because a changed rule may round much more there.
    """
    fine = [c for c in cases if c.scenario.dtype in ("float64", "float32")]
    broken = [c for c in fine if c.broken]
    return broken[:RUN] + [c for c in fine if not c.broken][: RUN // 3] if broken else []


def _longer(one: Candidate, found: Sequence[Candidate]) -> Iterator[Candidate]:
    for other in found:
        more = both(one, other)
        if more:
            yield more


def _grown(candidate: Candidate, cases: Sequence[Case]) -> Grown:
    runs = [candidate.run(case.scenario) for case in cases]
    return Grown(candidate, tuple(map(_bytes, runs)), tuple(map(_followed, runs, cases)))


def _bytes(run: Outcome) -> bytes:
    if isinstance(run, Raised):
        return run.kind.encode()
    return b"".join(values.tobytes() for frame in run.frames for values in frame)


def _followed(ours: Outcome, case: Case) -> float:
    """Return the fraction of the run up to the first deviation from the candidate."""
    if isinstance(case.run, Raised):
        return float(isinstance(ours, Raised) or has_no_number(case.run, ours))
    if isinstance(ours, Raised):
        return 0.0
    count = count_agreeing_frames(case.run, ours, case.enclosure, WIDER)
    return count / max(1, len(ours.frames))
