"""Whether a subject rounds some value of its step to float32, although parameters are float64.

Code that keeps a buffer in float32 and updates it in place, or that computes a part of the step
from it, has results of no simple form. It is proved by numbers: the subject follows the formula
exactly where all values have few bits, deviates where they have more, and deviates nowhere by more
than arithmetic in float32 does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...comparison.trajectories import compare_with_enclosure
from ...enclosures.evaluate import enclose
from ...generation.corpus import adapt_supported
from ...generation.probes import build_simplest
from ...rules.registry import Rule
from ...scenarios.model import Step, encode_array
from ...scenarios.transforms import change
from ...subjects.trajectory import Subject, Trajectory
from .candidate import Candidate
from .cases import Case, broken_in_float64, make_case
from .few_bits import few_bit_hyper
from .float32_arithmetic import candidates_in_float32, is_enclosed_in_all

# Gradients g for which g, its square, and g / (g + 0.5) or g / (g / 2 + 0.5) have few bits.
FEW = ((0.5, -1.5, 3.5, -7.5), (1.0, -3.0, 7.0, -15.0))

# What gives them more bits than float32 has.
MORE_BITS = 1 + 2.0**-20 + 2.0**-30

TITLE = "a value of the step is rounded to float32 although parameters are float64"
ADVICE = (
    "It may be a buffer of the state, or what is computed from it. The deviations are those of "
    "float32, and none is seen where float32 holds all numbers of a step. Allocate buffers with "
    "the dtype of the parameter, as torch.zeros_like does without a dtype."
)


def rounded_value_candidate(
    rule: Rule, subject: Subject, plain: Sequence[Case]
) -> Candidate | None:
    """Return the candidate that rounds a value to float32, if further runs prove it.

    Args:
        rule: the claimed rule.
        subject: the subject.
        plain: the cases of plain steps.
    """
    broken = broken_in_float64(plain)
    if not broken:
        return None
    found = (_proved(rule, subject, broken[0], plain, few) for few in FEW)
    return next((_renamed(candidate) for candidate in found if candidate), None)


def _proved(
    rule: Rule, subject: Subject, first: Case, plain: Sequence[Case], few: Sequence[float]
) -> Candidate | None:
    exact = list(_steps(rule, subject, few))
    rounded = list(_steps(rule, subject, [MORE_BITS * gradient for gradient in few]))
    for candidate, formula in candidates_in_float32(rule) if exact and rounded else ():
        if (
            all(_follows(formula, case) for case in exact)
            and not all(_follows(formula, case) for case in rounded)
            and is_enclosed_in_all(candidate, [first, *rounded, *plain])
        ):
            return candidate
    return None


def _steps(rule: Rule, subject: Subject, gradients: Sequence[float]) -> Iterator[Case]:
    """Yield a case of one step for each of the gradients."""
    taken = subject.capabilities
    simplest = build_simplest(taken, rule, hyper=few_bit_hyper(rule, taken))
    [shape] = [a.shape for a in simplest.arrays()]
    for gradient in gradients:
        step = Step((encode_array(np.full(shape, gradient)),))
        scenario = adapt_supported(rule, change(simplest, events=(step,)), taken)
        if scenario:
            yield make_case(rule, subject, scenario)


def _follows(rule: Rule, case: Case) -> bool:
    if not isinstance(case.run, Trajectory):
        return False
    found = compare_with_enclosure(case.scenario, case.run, enclose(rule, case.scenario))
    return not found.is_broken


def _renamed(candidate: Candidate) -> Candidate:
    """Return a candidate with the title and the advice about a value that is rounded."""
    [wrapping] = candidate.wrappings
    return replace(
        candidate,
        title=candidate.title.replace(wrapping.title, TITLE),
        explanation=candidate.explanation.replace(wrapping.explanation, ADVICE),
    )
