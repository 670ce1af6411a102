"""Candidates that change the gradients before the rule: clipped, normalized or scaled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from ..rules.registry import Rule
from ..scenarios.model import Floats, Scenario, Step, encode_array
from ..scenarios.transforms import change
from .candidate import Candidate

# A function of all gradients of a step.
Wrapping = Callable[[Sequence[Floats]], list[Floats]]

# Bounds that gradients are usually clipped to, and factors that they are usually scaled by.
BOUNDS = (1.0, 0.5, 5.0, 10.0, 0.1, 0.01, 2.0, 0.25, 100.0)
FACTORS = (0.5, 2.0, 0.1, 10.0, 0.01, 100.0)

# What implementations add to a norm that they divide by.
SMALL = (0.0, 1e-6, 1e-8, 1e-12)


def wrapped_candidates(rule: Rule) -> Iterator[Candidate]:
    """Yield the rule with changed gradients, as candidates."""
    for name, title, wrapping in _wrappings():
        yield Candidate(
            name, "mutant", title, "", rule, rule.name, rule.edits,
            rewrite=partial(_rewrite, wrapping),
        )  # fmt: skip


def _wrappings() -> Iterator[tuple[str, str, Wrapping]]:
    for bound in BOUNDS:
        yield (
            f"clipped-values-{bound:g}",
            f"Every gradient element is clipped to ±{bound:g} before the step",
            partial(_each, partial(_clip_values, bound)),
        )
        for small in SMALL:
            added = f" + {small:g}" if small else ""
            yield (
                f"clipped-norm-{bound:g}-{small:g}",
                f"Each gradient is scaled by {bound:g} / (its norm{added}) if its norm is larger "
                f"than {bound:g}",
                partial(_each, partial(_clip_norm, bound, small)),
            )
            yield (
                f"clipped-global-norm-{bound:g}-{small:g}",
                f"All gradients are scaled by {bound:g} / (their common norm{added}) if it is "
                f"larger than {bound:g}",
                partial(_clip_global_norm, bound, small),
            )
    for small in SMALL:
        added = f" + {small:g}" if small else ""
        yield (
            f"normalized-{small:g}",
            f"Each gradient is divided by its norm{added} before the step",
            partial(_each, partial(_normalize, small)),
        )
    for factor in FACTORS:
        yield (
            f"scaled-{factor:g}",
            f"Every gradient is multiplied by {factor:g} before the step",
            partial(_each, partial(np.multiply, factor)),
        )
    yield "mean-gradient", "Every gradient is divided by its size", partial(_each, _divide_by_size)
    yield "signs", "The step gets the signs of the gradients", partial(_each, np.sign)


def _each(function: Callable[[Floats], Floats], gradients: Sequence[Floats]) -> list[Floats]:
    return [function(g) for g in gradients]


def _clip_values(bound: float, gradient: Floats) -> Floats:
    return np.clip(gradient, -bound, bound)


def _clip_norm(bound: float, small: float, gradient: Floats) -> Floats:
    norm = float(np.linalg.norm(gradient))
    return gradient * (bound / (norm + small)) if norm > bound else gradient


def _clip_global_norm(bound: float, small: float, gradients: Sequence[Floats]) -> list[Floats]:
    norm = float(np.sqrt(sum(float((g * g).sum()) for g in gradients)))
    return [g * (bound / (norm + small)) if norm > bound else g for g in gradients]


def _normalize(small: float, gradient: Floats) -> Floats:
    norm = float(np.linalg.norm(gradient)) + small
    return gradient / norm if norm else gradient


def _divide_by_size(gradient: Floats) -> Floats:
    return gradient / max(1, gradient.size)


def _rewrite(wrapping: Wrapping, scenario: Scenario) -> Scenario:
    """Return the scenario with changed gradients, each as one array of distinct values."""
    return change(
        scenario,
        events=tuple(
            _rewrite_step(wrapping, scenario, event) if isinstance(event, Step) else event
            for event in scenario.events
        ),
    )


def _rewrite_step(wrapping: Wrapping, scenario: Scenario, event: Step) -> Step:
    given = [g for g in scenario.gradients(event) if g is not None]
    with np.errstate(all="ignore"):
        changed = iter(wrapping([g.astype(np.float64) for g in given]))
    return change(
        event,
        gradients=tuple(
            None if g is None else encode_array(next(changed)) for g in event.gradients
        ),
    )
