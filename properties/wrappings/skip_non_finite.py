"""Steps that are skipped where a gradient is not finite."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.model import Array, Event, Scenario, Start, Step, encode_array
from ..scenarios.translated import Errors, Translated
from .base import WrappingKind
from .values import parse_nothing


def _translate(defaults: Defaults, given: Translated) -> Translated:
    def skipped(event: Event, errors: Errors) -> Iterator[tuple[Event, Errors]]:
        if not (isinstance(event, Step) and _has_bad_gradient(given.scenario, event)):
            yield event, errors

    found = given.with_events(skipped)
    # Whether a scheduler counts a step that is skipped, only the training loop knows.
    return found if found.scenario == given.scenario or not given.has_schedule() else (
        given.undecided())  # fmt: skip


def _has_bad_gradient(scenario: Scenario, event: Step) -> bool:
    return not all(np.isfinite(g).all() for g in scenario.gradients(event) if g is not None)


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
    parse_nothing(text, "skip-non-finite")
    return Wrapping(
        "skip-non-finite",
        "a step with a gradient that is not finite is skipped whole, and not counted",
        "Parameters, moments and the step count stay as they are, so one bad batch does no harm; "
        "nothing tells of gradients that are never finite again.",
        _translate,
        bad_scenarios,
        changes_gradients=False,
        libraries=("optax (apply_if_finite)", "torch (GradScaler)"),
    )


KIND = WrappingKind(
    "skip-non-finite", "skip-non-finite",
    "a step with a gradient that is not finite is skipped whole, and not counted", _parse, ("",),
)  # fmt: skip
