"""Several steps that accumulate gradients for one update."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.model import Event, Restart, Rewind, Save, Scenario, Start, Step, encode_array
from ..scenarios.transforms import change
from ..scenarios.translated import (
    NOTHING,
    Errors,
    Gradient,
    Translated,
    read_gradients,
    with_changed_gradients,
)
from .base import WrappingKind
from .clipping import LIMITS
from .values import InvalidValue, parse_count

EXAMPLE = "micro-steps=4, or micro-steps=4,sum"

Window = list[list[Gradient | None]]


@dataclass
class _Accumulation:
    """The gradients since the last update, as the events of a scenario go by."""

    scenario: Scenario
    count: int
    is_mean: bool
    window: Window = field(default_factory=list)
    saved: Window = field(default_factory=list)

    def run_event(self, event: Event, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        match event:
            case Step(overflow=False):
                yield from self.take_steps(event, errors)
                return
            case Restart():
                self.window = []
            case Save():
                self.saved = list(self.window)
            case Rewind():
                self.window = list(self.saved)
        yield event, errors

    def take_steps(self, event: Step, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        given = read_gradients(self.scenario, event, errors)
        one = change(event, times=1)
        left = event.times
        while left:
            taken = min(left, self.count - len(self.window))
            self.window += [given] * taken
            left -= taken
            if len(self.window) == self.count:
                yield with_changed_gradients(one, self.accumulate())
                self.window = []
        if self.window:
            yield NOTHING, ()

    def accumulate(self) -> list[Gradient | None]:
        return [self.combine(column) for column in zip(*self.window, strict=True)]

    def combine(self, column: tuple[Gradient | None, ...]) -> Gradient | None:
        """Return the mean or sum of the gradients of one parameter.

        Where some are None, implementations differ in what they divide by.
        """
        there = [g for g in column if g is not None]
        if not there:
            return None
        if len(there) < len(column):
            return there[0].undecided()
        with np.errstate(all="ignore"):
            return self._add(there)

    def _add(self, gradients: list[Gradient]) -> Gradient:
        dtype = gradients[0].dtype
        smallest, largest, unit = LIMITS[dtype]
        sizes = np.sum([np.abs(g.values) for g in gradients], axis=0)
        divisor = self.count if self.is_mean else 1
        values = np.sum([g.values for g in gradients], axis=0) / divisor
        # A running mean is rounded three times for each gradient, at the size of the largest.
        errors = np.sum([g.errors for g in gradients], axis=0) / divisor
        errors = errors + 3 * self.count * (sizes + (sizes != 0) * smallest / unit)
        found = Gradient(values, errors, dtype)
        return found if (sizes < largest / 16).all() else found.undecided()


def _parse(text: str) -> Wrapping:
    number, _, how = text.partition(",")
    count = parse_count(number, EXAMPLE)
    if how not in ("", "mean", "sum"):
        raise InvalidValue(f"{how!r} is neither mean nor sum. Write, for example, {EXAMPLE}.")
    is_mean = how != "sum"

    def translate(defaults: Defaults, given: Translated) -> Translated:
        if given.has_schedule():
            return given.undecided()
        # Each scenario has an accumulation of its own.
        return given.with_events(_Accumulation(given.scenario, count, is_mean).run_event)

    def scenarios(name: str, defaults: Defaults) -> Iterator[Scenario]:
        for updates in (1, 2, 3):
            gradients = [encode_array([1.0 + k, 0.5 - k]) for k in range(updates * count + 1)]
            yield Scenario(
                name, "float64", (Start(encode_array([1.0, -1.0])),), ({},),
                tuple(Step((g,)) for g in gradients),
            )  # fmt: skip

    return Wrapping(
        f"micro-steps={text}",
        f"{count} steps accumulate the {'mean' if is_mean else 'sum'} of their gradients for one "
        "update",
        f"The parameters move at every {count}th step only, and the step count counts updates.",
        translate,
        scenarios,
        libraries=("optax (MultiSteps)",),
    )


KIND = WrappingKind(
    "micro-steps", "micro-steps=K[,sum]",
    "K steps accumulate the mean, or sum, of their gradients for one update", _parse,
    tuple(f"{count}{how}" for count in (2, 4, 3, 8, 5, 16) for how in ("", ",sum")),
)  # fmt: skip
