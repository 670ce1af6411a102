"""Scenarios as the rule inside a wrapping gets them.

A wrapping is what an optimizer does around its rule, such as clipping gradients: it is described by
the scenario that the rule runs in place of the given one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from .model import Array, Event, Floats, Precision, Scenario, Schedule, Step, ZeroGrad
from .transforms import change

# For each parameter, bounds on the rounding errors of its gradient, in unit roundoffs of its
# precision; None where the gradient is exact or absent.
Errors: TypeAlias = tuple[Floats | None, ...]

# The key of the errors of the initial values.
START = -1

# zero_grad has no effect on the parameters, so it stands for an event that has none.
NOTHING = ZeroGrad()


@dataclass(frozen=True, eq=False)
class Gradient:
    """The gradient of one parameter in float64.

    Attributes:
        values: the elements.
        errors: bounds on their rounding errors, in unit roundoffs of ``dtype``.
        dtype: the precision of the parameter.
    """

    values: Floats
    errors: Floats
    dtype: Precision

    def undecided(self) -> Gradient:
        """Return a gradient of which nothing is known."""
        return Gradient(self.values * np.nan, np.zeros_like(self.errors), self.dtype)


@dataclass(frozen=True)
class Translated:
    """The scenario that a rule runs in place of another one.

    Attributes:
        scenario: the scenario; its parameters are those of the given one.
        kept: for each event of the given scenario, the index of the event of ``scenario`` after
            which the parameters are the same.
        errors: for events of ``scenario``, bounds on the rounding errors of their gradients, or of
            the values that they write; those of ``START`` are of the initial values.
    """

    scenario: Scenario
    kept: tuple[int, ...]
    errors: Mapping[int, Errors] = field(default_factory=dict)

    @classmethod
    def unchanged(cls, scenario: Scenario) -> Translated:
        """Return the scenario itself."""
        return cls(scenario, tuple(range(len(scenario.events))))

    def errors_of(self, event: int) -> Errors:
        """Return the bounds of an event."""
        return self.errors.get(event) or (None,) * len(self.scenario.parameters)

    def with_events(
        self, to: Callable[[Event, Errors], Iterable[tuple[Event, Errors]]]
    ) -> Translated:
        """Replace each event by others, each with the errors of its gradients.

        An event for which there are none is replaced by one without effect.
        """
        events: list[Event] = []
        errors = {START: self.errors[START]} if START in self.errors else {}
        last = []
        for k, event in enumerate(self.scenario.events):
            for new, bounds in [*to(event, self.errors_of(k))] or [(NOTHING, ())]:
                if any(bound is not None for bound in bounds):
                    errors[len(events)] = bounds
                events.append(new)
            last.append(len(events) - 1)
        return Translated(
            change(self.scenario, events=tuple(events)), tuple(last[k] for k in self.kept), errors
        )

    def with_gradients(self, to: Callable[[list[Gradient]], Sequence[Gradient]]) -> Translated:
        """Replace the gradients of each step by others; ``to`` gets those that are not None."""

        def changed(event: Event, errors: Errors) -> list[tuple[Event, Errors]]:
            if not isinstance(event, Step):
                return [(event, errors)]
            given = read_gradients(self.scenario, event, errors)
            with np.errstate(all="ignore"):
                new = iter(to([g for g in given if g is not None]))
            return [with_changed_gradients(event, [g and next(new) for g in given])]

        return self.with_events(changed)

    def has_schedule(self) -> bool:
        """Whether a scheduler counts the steps."""
        return any(isinstance(event, Schedule) for event in self.scenario.events)

    def undecided(self) -> Translated:
        """Return a scenario with gradients that are not numbers, so that nothing is decided."""
        return self.with_gradients(lambda given: [g.undecided() for g in given])


def read_gradients(scenario: Scenario, event: Step, errors: Errors) -> list[Gradient | None]:
    """Return the gradients of a step, rounded to the precision of the parameters."""
    known = errors or (None,) * len(scenario.parameters)
    columns = zip(scenario.gradients(event), known, scenario.dtypes, strict=True)
    return [g if g is None else _gradient(g, error, dtype) for g, error, dtype in columns]


def _gradient(values: Floats, errors: Floats | None, dtype: Precision) -> Gradient:
    exact = np.zeros(values.shape) if errors is None else errors
    return Gradient(values.astype(np.float64), exact, dtype)


def with_changed_gradients(event: Step, new: Sequence[Gradient | None]) -> tuple[Step, Errors]:
    """Return a step with other gradients, and their errors."""
    arrays = tuple(g and encode_values(g.values) for g in new)
    return change(event, gradients=arrays), tuple(None if g is None else g.errors for g in new)


def encode_values(values: Floats) -> Array:
    """Return an array with these values, as one value where all are equal bit by bit."""
    texts = tuple(float(v).hex() for v in values.ravel())
    return Array(values.shape, texts[:1] if len(set(texts)) == 1 else texts)
