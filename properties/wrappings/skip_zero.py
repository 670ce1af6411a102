"""Parameters that are skipped where their gradient is zero everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.model import Event, Scenario, Start, Step, encode_array
from ..scenarios.transforms import change
from ..scenarios.translated import Errors, Translated
from .base import WrappingKind
from .values import parse_nothing


def _skip(defaults: Defaults, given: Translated) -> Translated:
    def without(event: Event, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        if isinstance(event, Step):
            both = zip(event.gradients, given.scenario.gradients(event), strict=True)
            kept = tuple(g if a is not None and np.any(a) else None for g, a in both)
            yield change(event, gradients=kept), errors
        else:
            yield event, errors

    return given.with_events(without)


def _scenarios(name: str, defaults: Defaults) -> Iterator[Scenario]:
    """Yield steps of which one, the first or a later one, has gradients of zeros."""
    for at in (0, 1):
        gradients = [np.array([0.5, -0.25]) for _ in range(4)]
        gradients[at] = np.zeros(2)
        yield Scenario(
            name, "float64", (Start(encode_array([1.0, -1.0])),), ({},),
            tuple(Step((encode_array(g),)) for g in gradients),
        )  # fmt: skip


def _parse(text: str) -> Wrapping:
    parse_nothing(text, "skip-zero")
    return Wrapping(
        "skip-zero",
        "a parameter whose gradient is zero everywhere is skipped, as if it had none",
        "Its moments and step count stay as they are, and it neither decays nor moves by momentum.",
        _skip,
        _scenarios,
        changes_gradients=False,
        is_usual=False,
    )


KIND = WrappingKind(
    "skip-zero", "skip-zero", "a parameter whose gradient is zero everywhere is skipped", _parse,
    ("",),
)  # fmt: skip
