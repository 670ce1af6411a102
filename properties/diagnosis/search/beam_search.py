"""Beam search for combinations of changes: each lets the rule follow the subject for longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ...comparison.trajectories import count_agreeing_frames, has_no_number
from ...subjects.trajectory import Outcome, SubjectError
from ..candidates.candidate import Candidate
from ..candidates.candidate_pool import candidate_from_rule, combine
from ..candidates.cases import Case

# Number of cases to run candidates on, of candidates kept per size, and of changes at most.
RUN = 12
KEPT = 4
MOST = 5

# Factor for the rounding bound of the rule, because a changed rule may round more.
WIDER = 8.0


@dataclass(frozen=True)
class BeamState:
    """A candidate, its runs of the cases, and how far they follow the subject.

    Attributes:
        runs: its trajectories as bytes, to recognize candidates with identical runs.
        fractions: the fraction of each case up to the first deviation; 1 if there is none.
    """

    candidate: Candidate
    runs: tuple[bytes, ...]
    fractions: tuple[float, ...]

    @property
    def score(self) -> float:
        """The sum of the fractions."""
        return sum(self.fractions)


def beam_search(candidates: Sequence[Candidate], cases: Sequence[Case]) -> Iterator[Candidate]:
    """Yield candidates with one change, two changes and so on that follow the subject furthest.

    The search uses few cases; a case that a complete candidate does not explain is added to them.
    After a complete candidate come those in which a change is replaced by another one with the same
    runs: further cases may discriminate them.
    """
    chosen = _choose_cases(cases) if candidates else []
    start: Sequence[Candidate] = candidates
    for grew in range(MOST if chosen else 0):
        # If no extension explains the added case, the search starts again with all cases so far.
        whole = _find_complete(start, candidates, chosen) or (
            _find_complete(candidates, candidates, chosen) if grew else []
        )
        yield from whole
        yield from _replace_parts(whole, candidates, chosen)
        missed = [c for c in cases if not whole[0].explains(c)] if whole else []
        if not missed or missed[0] in chosen:
            return
        chosen.append(missed[0])
        start = [more for one in whole for more in (one, *_extend(one, candidates))]


def _find_complete(
    start: Iterable[Candidate], candidates: Sequence[Candidate], cases: Sequence[Case]
) -> list[Candidate]:
    """Return the smallest candidates that follow the subject to the end of all these cases."""
    seen = {_make_state(candidate_from_rule(candidates[0].claimed), cases).runs}
    own = set(seen)
    different = _new_states(candidates, cases, own)
    pieces = [g.candidate for g in different]
    if start is candidates:
        best, seen = different, own
    else:
        best = _new_states(start, cases, seen)
    for _ in range(MOST):
        kept = sorted(best, key=lambda g: -g.score)[:KEPT]
        whole = [g.candidate for g in kept if _explains_all_cases(g, cases)]
        if whole:
            return whole
        # Some changes have an effect only in combination, so the best is combined with all.
        longer = [_extend(g.candidate, pieces if k else candidates) for k, g in enumerate(kept)]
        best = _new_states(chain.from_iterable(longer), cases, seen)
    return []


def _replace_parts(
    whole: Sequence[Candidate], candidates: Sequence[Candidate], cases: Sequence[Case]
) -> Iterator[Candidate]:
    """Yield the combinations with one part replaced by a change that has the same runs alone."""
    combinations = [one for one in whole if one.is_combination]
    if not combinations:
        return
    known = {one.id: _make_state(one, cases) for one in candidates}
    for one in combinations:
        parts = [known[name] for name in one.id.split("+") if name in known]
        for k, part in enumerate(parts):
            for other in known.values():
                if other is not part and other.runs == part.runs:
                    others = [p.candidate for p in (*parts[:k], other, *parts[k + 1 :])]
                    replaced = _combine_all(others)
                    if replaced is not None:
                        yield replaced


def _combine_all(candidates: Sequence[Candidate]) -> Candidate | None:
    first, *others = candidates
    for other in others:
        both = combine(first, other)
        if both is None:
            return None
        first = both
    return first


def _explains_all_cases(state: BeamState, cases: Sequence[Case]) -> bool:
    """Return whether the candidate explains all cases.

    Where it does not follow to the end, its own enclosure may be wider than that of the rule.
    """
    ends = zip(state.fractions, cases, strict=True)
    return all(part == 1 or state.candidate.explains(case) for part, case in ends)


def _new_states(
    candidates: Iterable[Candidate], cases: Sequence[Case], seen: set[tuple[bytes, ...]]
) -> list[BeamState]:
    """Return the candidates whose runs differ from those of all candidates before."""
    kept = []
    for one in (_make_state(candidate, cases) for candidate in candidates):
        if one.runs not in seen:
            seen.add(one.runs)
            kept.append(one)
    return kept


def _choose_cases(cases: Sequence[Case]) -> list[Case]:
    """Return failing cases, the smallest first, and some that the rule explains.

    Half precision is left out, because a changed rule may round much more there.
    """
    fine = [c for c in cases if c.scenario.dtype in ("float64", "float32")]
    broken = [c for c in fine if c.is_broken]
    return broken[:RUN] + [c for c in fine if not c.is_broken][: RUN // 3] if broken else []


def _extend(candidate: Candidate, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    for other in candidates:
        more = combine(candidate, other)
        if more:
            yield more


def _make_state(candidate: Candidate, cases: Sequence[Case]) -> BeamState:
    runs = [candidate.run_values(case.scenario) for case in cases]
    return BeamState(
        candidate, tuple(map(_run_bytes, runs)), tuple(map(_fraction_followed, runs, cases))
    )


def _run_bytes(run: Outcome) -> bytes:
    if isinstance(run, SubjectError):
        return run.kind.encode()
    return b"".join(values.tobytes() for frame in run.frames for values in frame)


def _fraction_followed(ours: Outcome, case: Case) -> float:
    """Return the fraction of the run up to the first deviation from the candidate."""
    if isinstance(case.run, SubjectError):
        return float(isinstance(ours, SubjectError) or has_no_number(case.run, ours))
    if isinstance(ours, SubjectError):
        return 0.0
    count = count_agreeing_frames(case.run, ours, case.enclosure, WIDER)
    return count / max(1, len(ours.frames))
