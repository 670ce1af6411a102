"""Steps that are skipped where a gradient is not finite."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.model import Array, Event, Scenario, Start, Step, encode_array
from ..scenarios.transforms import change
from ..scenarios.translated import Errors, Translated
from .base import WrappingKind
from .values import InvalidValue


def _skip_steps(defaults: Defaults, given: Translated) -> Translated:
    def skipped(event: Event, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        if not isinstance(event, Step) or all(_are_finite(given.scenario, event)):
            yield event, errors

    found = given.with_events(skipped)
    is_same = found.scenario == given.scenario
    # Whether a scheduler counts a step that is skipped, only the training loop knows.
    return found if is_same or not given.has_schedule() else given.undecided()


def _skip_parameters(defaults: Defaults, given: Translated) -> Translated:
    def without(event: Event, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        if isinstance(event, Step):
            both = zip(event.gradients, _are_finite(given.scenario, event), strict=True)
            yield change(event, gradients=tuple(g if good else None for g, good in both)), errors
        else:
            yield event, errors

    return given.with_events(without)


def _are_finite(scenario: Scenario, event: Step) -> list[bool]:
    return [g is None or bool(np.isfinite(g).all()) for g in scenario.gradients(event)]


def bad_scenarios(name: str, defaults: Defaults) -> Iterator[Scenario]:
    """Yield steps of which one in the middle, or the first, has a gradient that is not finite."""
    shape = (2,)
    for bad in ("nan", "inf"):
        for at in (0, 1):
            gradients = [encode_array(np.array([0.5, -0.25])) for _ in range(4)]
            gradients[at] = Array(shape, ((1.0).hex(), bad))
            other = encode_array(np.array([1.0]))
            yield Scenario(
                name, "float64",
                (Start(encode_array([1.0, -1.0])), Start(encode_array([0.5]))), ({},),
                tuple(Step((g, other)) for g in gradients),
            )  # fmt: skip


def _parse(text: str) -> Wrapping:
    if text not in ("", "parameter"):
        raise InvalidValue(
            f"{text!r} is not what is skipped. Write skip-non-finite for the whole step, or "
            "skip-non-finite=parameter for the parameter alone."
        )
    if text:
        return Wrapping(
            "skip-non-finite=parameter",
            "a parameter with a gradient that is not finite is skipped, as if it had none",
            "The other parameters are updated by the same step.",
            _skip_parameters,
            bad_scenarios,
            defines_non_finite=True,
            changes_gradients=False,
        )
    return Wrapping(
        "skip-non-finite",
        "a step with a gradient that is not finite is skipped whole, and not counted",
        "Parameters, moments and the step count stay as they are, so one bad batch does no harm; "
        "nothing tells of gradients that are never finite again.",
        _skip_steps,
        bad_scenarios,
        defines_non_finite=True,
        changes_gradients=False,
        libraries=("optax (apply_if_finite)", "torch (GradScaler)"),
    )


KIND = WrappingKind(
    "skip-non-finite", "skip-non-finite[=parameter]",
    "a step with a gradient that is not finite is skipped whole, or its parameter is", _parse,
    ("", "parameter"),
)  # fmt: skip
