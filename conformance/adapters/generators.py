"""Generator functions that are sent gradients and yield parameters."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

import numpy as np

from properties.subjects.base_driver import (
    NEEDS_EVERY_GRADIENT,
    UNSUPPORTED,
    require_gradient,
)
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.jax_x64 import match_jax_precision
from .common.parts_driver import PartsDriver
from .common.step_values import is_like

# Of the parameters in the trial: two shapes that do not broadcast, so that a generator for one
# array fails on a list.
SHAPES = ((5, 4), (3,))


class GeneratorDriver(PartsDriver):
    """One generator, or one for each array; each waits for the gradients of the next step."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(target, names, spec)
        if target not in _takes_lists:
            _takes_lists[target] = self.takes_list(target)
        arrays = self.make_arrays(spec)
        self.takes_lists = _takes_lists[target]
        self.parts = [arrays] if self.takes_lists else arrays
        self.generators = [target.thing(part, **self.arguments) for part in self.parts]
        for generator in self.generators:
            next(generator)

    def takes_list(self, target: Target) -> bool:
        """Return whether a generator for a list of arrays takes two steps."""
        before = [self.array(np.full(shape, 1.0), "float32") for shape in SHAPES]
        gradient = [self.array(np.full(shape, 0.5), "float32") for shape in SHAPES]
        given = [self.array(np.full(shape, 1.0), "float32") for shape in SHAPES]
        try:
            generator = target.thing(given, **self.arguments)
            next(generator)
            steps = [generator.send(list(gradient)) for _ in range(2)]
        except Exception:
            return False
        return all(one is None or is_like(one, before) for one in steps)

    def step(self) -> None:
        gradients = [require_gradient(g) for g in self.pending_gradients]
        for k, sent in enumerate([gradients] if self.takes_lists else gradients):
            try:
                moved = self.generators[k].send(sent)
            except StopIteration as end:
                raise RuntimeError("the generator ended at a step") from end
            # Nothing is yielded by a generator that changes the arrays in place.
            self.parts[k] = self.parts[k] if moved is None else moved


_takes_lists: dict[Target, bool] = {}


def _list_assumptions(target: Target, names: HyperNames) -> Iterable[str]:
    if target in _takes_lists:
        several = "a list of arrays" if _takes_lists[target] else "one array"
        yield (
            f"{target.attribute} is a generator for {several}: each gradient is sent to it, and "
            "it yields the new parameters, or nothing if it works in place"
        )


GENERATORS = register(
    Adapter(
        "generators",
        "generator functions that are sent gradients and yield parameters",
        GeneratorDriver,
        recognizes=lambda target: inspect.isgeneratorfunction(target.thing),
        unsupported=lambda target: {**UNSUPPORTED, "no gradient": NEEDS_EVERY_GRADIENT},
        context=match_jax_precision,
        assumptions=_list_assumptions,
    )
)
