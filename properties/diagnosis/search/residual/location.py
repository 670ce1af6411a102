"""The precision, the parameters and the elements in which deviations occur."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ....comparison.evidence import THRESHOLD
from ....scenarios.model import Start
from ...candidates.cases import Case, Deviation

# Deviations that start beyond this element suggest a bug in blocks or vector lanes.
FAR = 4

# With fewer cases, a common location can be a coincidence.
ENOUGH = 3


def describe_locations(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    """Yield sentences about the common properties of the locations of all deviations."""
    starts = [d.scenario.parameters[d.parameter] for d in off]
    others = list(_agreeing_starts(off, sound))
    first = min(min(deviating_elements(d)) for d in off)
    if first >= FAR:
        yield f"Deviations occur only from element {first} of a parameter on."
    if len(off) < ENOUGH:
        return
    yield from _precision(off, sound)
    if all(d.parameter > 0 for d in off):
        yield "The largest deviation is never in the first parameter."
    if all(s.value.shape == () for s in starts) and any(s.value.shape for s in others):
        yield "Deviations occur only in parameters without axes, of shape ()."
    if all(s.strided for s in starts) and not all(s.strided for s in others):
        yield "Deviations occur only in parameters that are not contiguous in memory."
    axes = min(len(s.value.shape) for s in starts)
    if axes > 1 and any(0 < len(s.value.shape) < axes for s in others):
        yield f"Deviations occur only in parameters with at least {axes} axes."


def _precision(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    """Yield the only precision of the deviations, if at least half of the others have another."""
    here = {d.scenario.dtype for d in off}
    without = sum(c.scenario.dtype not in here for c in sound)
    if len(here) == 1 and without and 2 * without >= len(sound):
        yield f"Deviations occur only in {here.pop()}."


def _agreeing_starts(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[Start]:
    for case in sound:
        yield from case.scenario.parameters
    for d in off:
        yield from (p for i, p in enumerate(d.scenario.parameters) if i != d.parameter)


def deviating_elements(deviation: Deviation) -> list[int]:
    """Return the indices of the deviating elements in the parameter of a deviation."""
    with np.errstate(all="ignore"):
        distance = np.abs(deviation.got - deviation.expected).ravel()
        bad = ~(distance <= THRESHOLD * deviation.radius.ravel())
    return [int(j) for j in np.flatnonzero(bad)]
