"""Choose between the published formula of a rule and its reduced-precision variant."""

from __future__ import annotations

import numpy as np

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.generation.probes import build_scaled_steps, build_step_from_zero
from properties.rules.registry import Rule
from properties.scenarios.model import encode_array
from properties.subjects.trajectory import SubjectError

from ..adapters import AdaptedSubject


def choose_rounding_variant(subject: AdaptedSubject, rule: Rule) -> Rule:
    """Return the reduced-precision variant of the rule if a simple run needs it."""
    coarser = rule.reduced_precision_variant()
    if coarser is None:
        return rule
    scenario = build_scaled_steps(subject.capabilities, rule)
    run = subject.run(scenario)
    if (
        isinstance(run, SubjectError)
        or not compare_with_enclosure(scenario, run, enclose(rule, scenario)).is_broken
    ):
        return rule
    coarse = not compare_with_enclosure(scenario, run, enclose(coarser, scenario)).is_broken
    return coarser if coarse and _has_first_step_format(subject, coarser) else rule


def _has_first_step_format(subject: AdaptedSubject, rule: Rule) -> bool:
    """Whether the first step from zero with lr=1 ends in the format of the variant."""
    if rule.first_step_format is None:
        return True
    run = subject.run(build_step_from_zero(subject.capabilities, rule))
    if isinstance(run, SubjectError):
        return False
    ended = run.frames[-1][0]
    return bool(np.all(encode_array(ended).numpy(rule.first_step_format) == ended))
