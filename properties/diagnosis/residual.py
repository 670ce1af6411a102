"""What a person would find out by hand: since when, where, and proportional to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..scenario import Resume, Rewind, SetHyper, Step
from ..trajectory import Raised
from .cases import Case, Deviation
from .quantities import factor_of
from .settings import settings
from .whereabouts import places


def described(broken: Sequence[Case], sound: Sequence[Case]) -> Iterator[str]:
    """Sentences that hold of every broken case, and of no sound one where that is the point."""
    raised = [c.run for c in broken if isinstance(c.run, Raised)]
    if raised:
        yield f"It raises {raised[0].kind} in {len(raised)} of {len(broken)} cases."
    misshapen = sum(bool(c.misshapen) for c in broken)
    if misshapen:
        yield f"A parameter changes its shape in {misshapen} of {len(broken)} cases."
    off = [c.deviation for c in broken if c.deviation]
    if off:
        yield from _when(off, sound)
        yield from places(off, sound)
        yield from settings(off, sound)
        yield from factor_of(off)


AFTER: dict[tuple[type, ...], str] = {
    (SetHyper,): "a change of a hyper-parameter",
    (Resume,): "saving and resuming",
    (Rewind,): "a return to what was saved before",
    (Resume, Rewind): "a saved state is loaded",
}

# As many cases must be off after something, and as many be sound without it, to say so.
ENOUGH = 3


def _when(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    first = min(map(step_of, off))
    as_long = sum(c.scenario.steps >= first for c in sound)
    also = f"; {as_long} other cases as long are as they must be" if as_long else ""
    where = f"in {len(off)} cases"
    yield f"It is off from step {first} on, {where} that the rule does not explain{also}."
    for kinds, words in AFTER.items():
        without = sum(not _has(c, kinds) for c in sound)
        if min(len(off), without) >= ENOUGH and all(_follows(d, kinds) for d in off):
            yield f"Only after {words}."
            break
    if all(_follows_absence(d) for d in off):
        yield "Always after a step on which some parameter had no gradient."


def step_of(deviation: Deviation) -> int:
    """The number of the first step that may have brought it, counted from 1."""
    events = deviation.scenario.events[: deviation.event + 1]
    done = [e.times for e in events if isinstance(e, Step)]
    return sum(done[:-1]) + 1 if done else 0


def _follows(deviation: Deviation, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(e, kinds) for e in deviation.scenario.events[: deviation.event + 1])


def _has(case: Case, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(e, kinds) for e in case.scenario.events)


def _follows_absence(deviation: Deviation) -> bool:
    earlier = deviation.scenario.events[: deviation.event]
    return any(g is None for e in earlier if isinstance(e, Step) for g in e.gradients)
