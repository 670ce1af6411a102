"""Choose between the published formula of a rule and its reduced-precision variant."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..enclosures.evaluate import enclose
from ..enclosures.float_formats import FORMATS
from ..rules.registry import Rule
from ..scenarios.model import Floats, Scenario, encode_array
from ..subjects.trajectory import Outcome, SubjectError
from .trajectories import compare_with_enclosure


def choose_rounding_variant(
    rule: Rule, probes: Mapping[str, Scenario], outcomes: Mapping[str, Outcome]
) -> Rule:
    """Return the reduced-precision variant of the rule if a subject needs it.

    Args:
        rule: the rule that the subject claims to implement.
        probes: the scenarios "scaled steps" and "step from zero", if the rule has a variant, and
            "exact steps", if there is one in which the variant rounds nothing.
        outcomes: the runs of the subject on them.
    """
    coarser = rule.reduced_precision_variant()
    if coarser is None:
        return rule
    scenario, run = probes["scaled steps"], outcomes["scaled steps"]
    if (
        isinstance(run, SubjectError)
        or not compare_with_enclosure(scenario, run, enclose(rule, scenario)).is_broken
    ):
        return rule
    coarse = not compare_with_enclosure(scenario, run, enclose(coarser, scenario)).is_broken
    if not coarse or _rounds_more(rule, probes, outcomes):
        return rule
    return coarser if _has_first_step_format(outcomes, coarser) else rule


def _rounds_more(
    rule: Rule, probes: Mapping[str, Scenario], outcomes: Mapping[str, Outcome]
) -> bool:
    """Return whether a subject deviates where the variant rounds nothing.

    It then rounds something else, such as its state, and the bounds of the variant are not those of
    its formula.
    """
    run = outcomes.get("exact steps")
    if run is None or isinstance(run, SubjectError):
        return False
    scenario = probes["exact steps"]
    return compare_with_enclosure(scenario, run, enclose(rule, scenario)).is_broken


def _has_first_step_format(outcomes: Mapping[str, Outcome], rule: Rule) -> bool:
    """Return whether the first step from zero with lr=1 ends in the format of the variant.

    Results that a format of half as many bits represents too, such as 0 and 1, and those that are
    not finite, are no evidence of it.
    """
    if rule.first_step_format is None:
        return True
    run = outcomes["step from zero"]
    if isinstance(run, SubjectError):
        return False
    ended = run.frames[-1][0]
    return (
        bool(np.isfinite(ended).all())
        and bool(np.all(encode_array(ended).numpy(rule.first_step_format) == ended))
        and not _needs_few_bits(ended, FORMATS[rule.first_step_format].bits // 2)
    )


def _needs_few_bits(numbers: Floats, bits: int) -> bool:
    """Return whether all numbers have significands of at most so many bits."""
    scaled = np.ldexp(np.frexp(numbers.astype(np.float64))[0], bits)
    return bool(np.all(scaled == np.round(scaled)))
