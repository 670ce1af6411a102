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
from ...scenarios.model import Floats, Scenario, Step, encode_array
from ...scenarios.transforms import change
from ...subjects.trajectory import Capabilities, Subject, Trajectory
from .candidate import Candidate
from .cases import Case, make_case
from .few_bits import few_bit_hyper
from .float32_arithmetic import candidates_in_float32, is_enclosed_in_all

# Gradients g for which g, its square and g / (g + 0.5) have few bits.
FEW = np.array([0.5, -1.5, 3.5, -7.5, 1.5, -0.5, 7.5, -3.5])

# The same with more bits than float32 has.
MANY = FEW * (1 + 2.0**-20 + 2.0**-30)

TITLE = "a value of the step is rounded to float32 although parameters are float64"
ADVICE = (
    "It may be a buffer of the state, or what is computed from it. The deviations are those of "
    "float32, and none is seen where all values have few bits. Allocate buffers with the dtype of "
    "the parameter, as torch.zeros_like does without a dtype."
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
    broken = [case for case in plain if case.is_broken]
    if not broken or any(case.scenario.dtype != "float64" for case in broken):
        return None
    few = [make_case(rule, subject, s) for s in _scenarios(rule, subject.capabilities, FEW)]
    many = [make_case(rule, subject, s) for s in _scenarios(rule, subject.capabilities, MANY)]
    return next(
        (
            _renamed(candidate)
            for candidate, formula in candidates_in_float32(rule)
            if few
            and all(_follows(formula, case) for case in few)
            and not all(_follows(formula, case) for case in many)
            and is_enclosed_in_all(candidate, [*broken[:1], *many, *plain])
        ),
        None,
    )


def _scenarios(rule: Rule, taken: Capabilities, gradients: Floats) -> Iterator[Scenario]:
    """Yield a step for each of the gradients."""
    hyper = few_bit_hyper(rule, taken)
    simplest = build_simplest(taken, rule, hyper=hyper)
    [shape] = [a.shape for a in simplest.arrays()]
    for gradient in gradients:
        step = Step((encode_array(np.full(shape, gradient)),))
        scenario = adapt_supported(rule, change(simplest, events=(step,)), taken)
        if scenario:
            yield scenario


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
