"""The part that drivers share whose parameters are values of a function or a generator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from properties.scenarios.model import Floats
from properties.subjects.base_driver import BaseDriver
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ...targets.resolve import Target
from .array_library import array_constructor
from .step_values import list_arrays


class PartsDriver(BaseDriver):
    """Parameters in parts, each passed as a whole and replaced by the next one.

    Subclasses set ``parts``.
    """

    parts: list[Any]
    array: Callable[[Floats, str], Any]

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        self.array = array_constructor(target)
        self.dtypes = spec.dtypes

    def make_arrays(self, spec: BuildSpec) -> list[Any]:
        """Return the starts as arrays of the target's library."""
        return [self.array(a, dtype) for a, dtype in zip(spec.arrays, spec.dtypes, strict=True)]

    def values(self) -> list[Floats]:
        self.params = [one for part in self.parts for one in list_arrays(part)]
        return super().values()

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        both = zip(gradients, self.dtypes, strict=True)
        self.pending_gradients = [None if g is None else self.array(g, d) for g, d in both]
