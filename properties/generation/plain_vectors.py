"""Scenarios that a kernel can run: one parameter, plain steps, constant hyper-parameters."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..rules.registry import Rule
from ..scenarios.encoding import decode_group, encode_hyper
from ..scenarios.model import (
    Array,
    HyperValue,
    Precision,
    Scenario,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from ..scenarios.transforms import has_finite_inputs
from .hyper_values import gradient_power, hyper_values

# A vector has at most so many steps, and so many values: steps times elements.
LONGEST = 12
LARGEST = 72

# The seed of the generated scenarios, the steps that they have, and the sizes of their values.
SEED = 23
STEPS = (1, 2, 3, 4, 6, 8, 10)
SCALES = (1.0, 1.0, 0.125, 16.0, 2.0**-10, 2.0**10)
MEASURED = (1.0, 0.25, 0.03125, 0.0, 2.0)


@dataclass(frozen=True)
class PlainVectors:
    """The plain scenarios of a rule.

    Attributes:
        rule: the rule.
        dtype: the precision of parameters and gradients.
        excluded: hyper-parameters that have their default in every scenario.
    """

    rule: Rule
    dtype: Precision
    excluded: frozenset[str] = frozenset()

    def scenarios(self, stored: Iterable[Scenario], generated: int) -> list[Scenario]:
        """Return the plain parts of stored scenarios and generated ones, each once, by size.

        Args:
            stored: scenarios with any events.
            generated: the number of scenarios to generate, always the same ones.
        """
        parts = [part for scenario in stored for part in self._parts(scenario)]
        parts += self._generated(generated)
        unique = {repr(part): part for part in parts if has_finite_inputs(part)}
        return sorted(unique.values(), key=lambda s: s.steps * s.size)

    def _parts(self, scenario: Scenario) -> Iterator[Scenario]:
        """Yield scenarios of each parameter: its gradients and the hyper-parameters of its group.

        The values that are set later hold, in a scenario of their own, from the start.
        """
        for i, start in enumerate(scenario.parameters):
            steps = [
                gradient
                for event in scenario.events
                if isinstance(event, Step)
                for gradient in [event.gradients[i]] * event.times
                if gradient is not None
            ]
            group = scenario.groups[start.group]
            later = {
                event.name: event.value
                for event in scenario.events
                if isinstance(event, SetHyper) and event.group == start.group
            }
            for encoded in (group, {**group, **later}):
                found = self._complete(start.value, steps, decode_group(encoded))
                if found and not start.complex:
                    yield found

    def _complete(
        self, start: Array, gradients: Sequence[Array], given: Mapping[str, HyperValue]
    ) -> Scenario | None:
        """Return a scenario with every hyper-parameter and as many steps as a vector may have.

        None if nothing is left, or if the rule does not accept the values or the shape.
        """
        rule, size = self.rule, math.prod(start.shape)
        kept = {name: value for name, value in given.items() if name not in self.excluded}
        hyper = {**rule.defaults, **kept}
        taken = gradients[: min(LONGEST, LARGEST // size)] if size else ()
        fits = rule.dimensions in (None, len(start.shape)) and rule.profile.is_valid(hyper)
        if not taken or not fits:
            return None
        return Scenario(
            rule.name,
            self.dtype,
            (Start(self._in_format(start)),),
            ({name: encode_hyper(value) for name, value in hyper.items()},),
            tuple(Step((self._in_format(gradient),)) for gradient in taken),
        )

    def _in_format(self, array: Array) -> Array:
        """Return an array with numbers of the format, without repeated values left out."""
        return encode_array(array.numpy(self.dtype))

    def _generated(self, count: int) -> Iterator[Scenario]:
        """Yield scenarios with random values that depend on nothing but the rule."""
        chance = random.Random(SEED)
        shapes: tuple[tuple[int, ...], ...] = ((2,), (1,), (3,))
        if not self.rule.elementwise:
            shapes = ((2, 3), (3, 2), (2, 2), *(() if self.rule.dimensions else shapes))
        for _ in range(count):
            shape, scale = chance.choice(shapes), chance.choice(SCALES)
            steps = chance.choice(STEPS)
            hyper = {name: self._draw_hyper(name, scale, chance) for name in self.rule.defaults}
            start = _draw_array(shape, 1.0, chance)
            gradients = [_draw_array(shape, scale, chance) for _ in range(steps)]
            found = self._complete(start, gradients, hyper)
            if found:
                yield found

    def _draw_hyper(self, name: str, scale: float, chance: random.Random) -> HyperValue:
        default = self.rule.defaults[name]
        if chance.random() < 0.25:
            return default
        power = gradient_power(self.rule, name)
        if power is not None:
            return chance.choice(MEASURED) * float(scale**power)
        try:
            return chance.choice(list(hyper_values(self.rule, name)))
        except LookupError:
            return default


def _draw_array(shape: tuple[int, ...], scale: float, chance: random.Random) -> Array:
    """Return an array of sixteenths between -4 and 4, times the scale; one in ten is 0."""
    values = [
        chance.randint(-64, 64) / 16 if chance.random() < 0.9 else 0.0
        for _ in range(math.prod(shape))
    ]
    return Array(shape, tuple((value * scale).hex() for value in values))
