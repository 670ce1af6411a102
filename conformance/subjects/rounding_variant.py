"""Choose between the published formula of a rule and its reduced-precision variant."""

from __future__ import annotations

import numpy as np

from properties.comparison.trajectories import within
from properties.enclosures.evaluate import enclose
from properties.generation.probes import build_scaled_steps, build_step_from_zero
from properties.rules.registry import Rule
from properties.scenarios.model import array
from properties.subjects.trajectory import Raised

from ..adapters import Live


def formulated(subject: Live, rule: Rule) -> Rule:
    """Return the reduced-precision variant of the rule if a simple run needs it."""
    coarser = rule.coarser()
    if coarser is None:
        return rule
    scenario = build_scaled_steps(subject.abilities, rule)
    run = subject.run(scenario)
    if isinstance(run, Raised) or not within(scenario, run, enclose(rule, scenario)).broken:
        return rule
    coarse = not within(scenario, run, enclose(coarser, scenario)).broken
    return coarser if coarse and _of_grain(subject, coarser) else rule


def _of_grain(subject: Live, rule: Rule) -> bool:
    """Whether the first step from zero with lr=1 ends in the format of the variant."""
    if rule.grain is None:
        return True
    run = subject.run(build_step_from_zero(subject.abilities, rule))
    if isinstance(run, Raised):
        return False
    ended = run.frames[-1][0]
    return bool(np.all(array(ended).numpy(rule.grain) == ended))
