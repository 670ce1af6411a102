"""Summary of the deviations: from which step on, where, and proportional to which quantity."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ....scenarios.model import Resume, Rewind, Scenario, SetHyper, Step
from ....subjects.trajectory import SubjectError
from ...candidates.cases import Case, Deviation
from .conditions import shared_conditions
from .location import describe_locations
from .modes import describe_modes
from .proportionality import describe_proportionality


def summarize_deviations(
    broken: Sequence[Case],
    sound: Sequence[Case],
    deviates: Callable[[Scenario], bool | None] = lambda scenario: False,
) -> Iterator[str]:
    """Yield sentences that are true of all deviating cases, and not of the cases that agree.

    Args:
        broken: the cases in which the subject deviates.
        sound: the cases in which it agrees.
        deviates: returns whether it deviates in a further scenario; None if that is undecided.
    """
    raised = [c.run for c in broken if isinstance(c.run, SubjectError)]
    if raised:
        kind = raised[0].kind
        yield f"The optimizer raises {kind} in {len(raised)} of {len(broken)} failing cases."
    misshapen = sum(bool(c.shape_change) for c in broken)
    if misshapen:
        yield f"A parameter changes its shape in {misshapen} of {len(broken)} failing cases."
    off = [c.deviation for c in broken if c.deviation]
    if off:
        yield from _describe_time(off, sound)
        yield from describe_modes(off, sound)
        alike = [case for case in sound if _is_as_large(case.scenario, off)]
        yield from describe_locations(off, alike)
        yield from shared_conditions(off, alike, deviates)
        yield from describe_proportionality(off)


AFTER: dict[tuple[type, ...], str] = {
    (SetHyper,): "a hyper-parameter is changed",
    (Resume,): "the optimizer is saved and resumed",
    (Rewind,): "an earlier checkpoint is loaded",
    (Resume, Rewind): "a saved state is loaded",
}

# At least this many cases must deviate after an event, and as many without the event agree.
ENOUGH = 3


def _describe_time(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    first = min(map(first_possible_step, off))
    as_long = sum(c.scenario.steps >= first for c in sound)
    steps = "1 step" if first == 1 else f"{first} steps"
    of = f"of {len(off) + as_long} cases with at least {steps}" if as_long else "cases"
    where = f"in {len(off)} {of}"
    yield f"The parameters deviate from the rule from step {first} on, {where}."
    for kinds, words in AFTER.items():
        without = sum(not _contains_events(c, kinds) for c in sound)
        if min(len(off), without) >= ENOUGH and all(_follows(d, kinds) for d in off):
            yield f"Deviations occur only after {words}."
            break
    if len(off) >= ENOUGH and all(_follows_absence(d) for d in off):
        yield "Every deviation follows a step in which some parameter had no gradient."


def first_possible_step(deviation: Deviation) -> int:
    """Return the number of the first step that can have caused the deviation, counted from 1."""
    events = deviation.scenario.events[: deviation.event + 1]
    done = [e.times for e in events if isinstance(e, Step)]
    return sum(done[:-1]) + 1 if done else 0


def _is_as_large(scenario: Scenario, off: Sequence[Deviation]) -> bool:
    """Return whether a scenario has as many steps, parameters and groups as every deviation needs.

    A smaller one agrees whatever its values are, if the defect concerns several parameters.
    """
    fewest = zip(*(_extent(d.scenario) for d in off), strict=True)
    return all(own >= min(others) for own, others in zip(_extent(scenario), fewest, strict=True))


def _extent(scenario: Scenario) -> tuple[int, int, int]:
    return scenario.steps, len(scenario.parameters), len(scenario.groups)


def _follows(deviation: Deviation, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(e, kinds) for e in deviation.scenario.events[: deviation.event + 1])


def _contains_events(case: Case, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(e, kinds) for e in case.scenario.events)


def _follows_absence(deviation: Deviation) -> bool:
    earlier = deviation.scenario.events[: deviation.event]
    return any(g is None for e in earlier if isinstance(e, Step) for g in e.gradients)
