"""In which precision, parameters and elements deviations are found, and in which never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..evidence import THRESHOLD
from ..scenario import Start
from .cases import Case, Deviation

# A first element beyond this one is a matter of blocks, or of lanes.
FAR = 4

# Fewer cases than these are in some place by chance.
ENOUGH = 3


def places(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    """Where every deviation is, if that is anywhere in particular."""
    starts = [d.scenario.parameters[d.parameter] for d in off]
    others = list(_sound_starts(off, sound))
    yield from _precision(off, sound)
    if len(off) >= ENOUGH and all(d.parameter > 0 for d in off):
        yield "Never in the first parameter."
    if all(s.value.shape == () for s in starts) and any(s.value.shape for s in others):
        yield "Only in parameters that are single numbers, without axes."
    if all(s.strided for s in starts) and not all(s.strided for s in others):
        yield "Only in parameters that are not contiguous in memory."
    first = min(min(elements(d)) for d in off)
    if first >= FAR:
        yield f"Only from element {first} of a parameter on."
    axes = min(len(s.value.shape) for s in starts)
    if axes > 1 and any(0 < len(s.value.shape) < axes for s in others):
        yield f"Only in parameters of {axes} axes or more."


def _precision(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[str]:
    here, there = {d.scenario.dtype for d in off}, {c.scenario.dtype for c in sound}
    if len(off) >= ENOUGH and len(here) == 1 and there - here:
        yield f"Only in {here.pop()}."


def _sound_starts(off: Sequence[Deviation], sound: Sequence[Case]) -> Iterator[Start]:
    for case in sound:
        yield from case.scenario.parameters
    for d in off:
        yield from (p for i, p in enumerate(d.scenario.parameters) if i != d.parameter)


def elements(deviation: Deviation) -> list[int]:
    """The elements that are off in the parameter of a deviation."""
    with np.errstate(all="ignore"):
        distance = np.abs(deviation.got - deviation.expected).ravel()
        bad = ~(distance <= THRESHOLD * deviation.radius.ravel())
    return [int(j) for j in np.flatnonzero(bad)]
