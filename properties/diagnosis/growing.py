"""Many changes at once, found one by one: each lets the rule follow the subject further."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from ..evidence import THRESHOLD
from ..trajectory import Outcome, Raised, Trajectory
from .candidates import Candidate, both, has_no_number, unchanged
from .cases import Case

# Cases that a growing candidate is run on; candidates kept of each size; changes at most.
RUN = 12
KEPT = 4
MOST = 5

# Rounding may carry a changed rule somewhat further than the rule.
WIDER = 8.0


@dataclass(frozen=True)
class Grown:
    """A candidate, what it does in the cases, and how far it follows the subject there.

    Attributes:
        runs: its trajectories as bytes: candidates of the same runs are one to the cases.
        followed: the part of each case that it follows, 1 for one that it follows to the end.
    """

    candidate: Candidate
    runs: tuple[bytes, ...]
    followed: tuple[float, ...]

    @property
    def score(self) -> float:
        """How far it follows the subject in all of them."""
        return sum(self.followed)


def grown(found: Sequence[Candidate], cases: Sequence[Case]) -> Iterator[Candidate]:
    """Candidates of one change, of two and so on, that follow the subject furthest.

    They grow on few cases, to which comes whatever the whole ones among them do not explain.
    """
    chosen = _chosen(cases) if found else []
    start: Sequence[Candidate] = found
    for grew in range(MOST if chosen else 0):
        # What was whole may be wrong at the root: then it grows anew, on the cases that tell so.
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
    """The smallest candidates that follow the subject to the end of all these cases."""
    seen = {_grown(unchanged(found[0].claimed), cases).runs}
    pieces = [g.candidate for g in _new(found, cases, set(seen))]
    best = _new(start, cases, seen)
    for _ in range(MOST):
        kept = sorted(best, key=lambda g: -g.score)[:KEPT]
        whole = [g.candidate for g in kept if _is_whole(g, cases)]
        if whole:
            return whole
        # Some changes count only beside another one, so the best is tried with all of them.
        longer = [_longer(g.candidate, pieces if k else found) for k, g in enumerate(kept)]
        best = _new(chain.from_iterable(longer), cases, seen)
    return []


def _is_whole(one: Grown, cases: Sequence[Case]) -> bool:
    """Whether it explains all: where it does not follow, its own rounding may be the wider one."""
    ends = zip(one.followed, cases, strict=True)
    return all(part == 1 or one.candidate.explains(case) for part, case in ends)


def _new(
    found: Iterable[Candidate], cases: Sequence[Case], seen: set[tuple[bytes, ...]]
) -> list[Grown]:
    """Those of the candidates that do in the cases what none before them did."""
    kept = []
    for one in (_grown(candidate, cases) for candidate in found):
        if one.runs not in seen:
            seen.add(one.runs)
            kept.append(one)
    return kept


def _chosen(cases: Sequence[Case]) -> list[Case]:
    """Broken cases, the smallest first, and as a check some that the rule explains.

    Formats of few digits are left out: rounding there carries a changed rule much further.
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
    """The part of the run after which the subject still is where the candidate is."""
    if isinstance(case.run, Raised):
        return float(isinstance(ours, Raised) or has_no_number(case.run, ours))
    if isinstance(ours, Raised):
        return 0.0
    return _alike(case.run, ours, case) / max(1, len(ours.frames))


def _alike(run: Trajectory, ours: Trajectory, case: Case) -> int:
    for k, frame in enumerate(run.frames):
        for a, b, rad in zip(frame, ours.frames[k], case.enclosure.rad[k], strict=True):
            if a.shape != b.shape:
                return k
            with np.errstate(all="ignore"):
                off = np.abs(a.astype(np.float64) - b) > WIDER * THRESHOLD * rad
                lost = np.isfinite(a) != np.isfinite(b)
            if np.any(np.where(np.isfinite(rad) & np.isfinite(b), off, lost)):
                return k
    return len(run.frames)
