"""Arithmetic in float32 on parameters in float64."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..rules.wrapping import Wrapping
from ..scenarios.model import Array, Event, Floats, Scenario, Step, Write
from ..scenarios.transforms import change, with_starts
from ..scenarios.translated import START, Errors, Translated
from .base import WrappingKind
from .clipping import LIMITS
from .values import parse_nothing

SMALLEST, _, UNIT = LIMITS["float32"]


def _translate(defaults: object, given: Translated) -> Translated:
    """Return the scenario in float32, with the roundings of what is given in float64."""
    scenario = given.scenario
    wide = [dtype == "float64" for dtype in scenario.dtypes]
    if not any(wide):
        return given

    def rounded(event: Event, errors: Errors) -> list[tuple[Event, Errors]]:
        if isinstance(event, Step):
            return [(event, _add(errors, _roundings(event.gradients, wide)))]
        return [(event, _roundings(event.values, wide) if isinstance(event, Write) else errors)]

    found = given.with_events(rounded)
    starts = _roundings([start.value for start in scenario.parameters], wide)
    return Translated(_in_float32(found.scenario), found.kept, {**found.errors, START: starts})


def _roundings(arrays: Sequence[Array | None], wide: list[bool]) -> Errors:
    return tuple(
        _rounding(array.numpy("float64")) if array is not None and is_wide else None
        for array, is_wide in zip(arrays, wide, strict=True)
    )


def _rounding(values: Floats) -> Floats:
    errors: Floats = np.abs(values) + (values != 0) * (SMALLEST / UNIT)
    return errors


def _add(errors: Errors, more: Errors) -> Errors:
    """Return the sums of bounds; those of float64 are of no account in float32."""
    return tuple(error if new is None else new
                 for error, new in zip(errors, more, strict=True))  # fmt: skip


def _in_float32(scenario: Scenario) -> Scenario:
    dtype = "float32" if scenario.dtype == "float64" else scenario.dtype
    return with_starts(
        change(scenario, dtype=dtype),
        lambda start: change(start, dtype="float32" if start.dtype == "float64" else start.dtype),
    )


def _parse(text: str) -> Wrapping:
    parse_nothing(text, "float32-arithmetic")
    return Wrapping(
        "float32-arithmetic",
        "it computes in float32 where parameters are float64",
        "The results have the accuracy of float32. Say --without float64 if that is meant.",
        _translate,
        changes_gradients=False,
        is_usual=False,
    )


KIND = WrappingKind(
    "float32-arithmetic", "float32-arithmetic",
    "parameters in float64 are updated with the accuracy of float32", _parse,
)  # fmt: skip
