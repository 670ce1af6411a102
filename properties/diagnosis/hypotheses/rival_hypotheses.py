"""Further scenarios to discriminate between hypotheses that explain all cases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...enclosures.evaluate import Enclosure, enclose
from ...generation.families import small_scenarios
from ...generation.sampling import find_scenario
from ...rules.registry import Rule
from ...scenarios.model import Scenario
from ...subjects.trajectory import Subject
from .contract_hypotheses import Hypothesis
from .features import has_only, strip_features
from .judging import is_enclosed, rule_with
from .steps_of_several import steps_of_groups, steps_of_several

# Number of scenarios searched for one that discriminates between two hypotheses.
SEEKING = 60

# What a discriminating scenario may have beside the events that the hypotheses are about: a defect
# that concerns a group and one that concerns all groups are the same in one group.
BESIDE = frozenset({"parameters", "groups"})


def discriminate_hypotheses(
    rule: Rule, subject: Subject, hypotheses: Sequence[Hypothesis], kept: frozenset[str]
) -> list[Hypothesis]:
    """Return the hypotheses that also explain the subject in discriminating scenarios.

    Args:
        rule: the formula of the subject as a rule.
        subject: the subject.
        hypotheses: the hypotheses, the best first.
        kept: ids of the features that a scenario may have beside several parameters and groups.
    """
    left = list(hypotheses)

    def strip(scenario: Scenario) -> Scenario:
        return next(strip_features(scenario, kept | BESIDE), scenario)

    drawn = small_scenarios(rule, subject.capabilities).map(strip)
    made = [*steps_of_several(rule, subject), *steps_of_groups(rule, subject)]
    alike = [one for one in made if has_only(one, kept | BESIDE)]
    # A further defect may show in others, so that these come last.
    further = [one for one in made if one not in alike]
    for _ in range(len(left) - 1):
        rules = [rule_with(rule, one) for one in left]

        def discriminates(scenario: Scenario, rules: Sequence[Rule] = rules) -> bool:
            first, *others = (enclose(one, scenario) for one in rules)
            return any(_exclude_each_other(first, other) for other in others)

        scenario = (
            next(filter(discriminates, alike), None)
            or find_scenario(drawn, discriminates, SEEKING, seed=2)
            or next(filter(discriminates, further), None)
        )
        if scenario is None:
            return left
        run = subject.run(scenario)
        agreeing = [
            h for h, one in zip(left, rules, strict=True) if is_enclosed(one, scenario, run)
        ]
        if not agreeing or len(agreeing) == len(left):
            return left
        left = agreeing
    return left


def _exclude_each_other(one: Enclosure, other: Enclosure) -> bool:
    """Return whether no run is within both enclosures."""
    frames = zip(one.mid, other.mid, one.rad, other.rad, strict=True)
    return any(
        bool(np.any(np.abs(a - b) > 2 * (r + q)))
        for mids, others, rads, other_rads in frames
        for a, b, r, q in zip(mids, others, rads, other_rads, strict=True)
    )
