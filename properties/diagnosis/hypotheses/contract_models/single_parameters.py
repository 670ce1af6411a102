"""Hypotheses that only one parameter is updated, of each group or of all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ....rules.registry import Rule
from ....scenarios.model import Scenario
from ..contract_hypotheses import Hypothesis, Translation, aligned, without_gradients

FEATURES = frozenset({"parameters", "groups"})


def single_parameter_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses: the first or the last parameter, of all or of each group."""
    for place, which in ((0, "first"), (-1, "last")):
        for by_group, scope, words in ((False, "all", ""), (True, "group", " of each group")):
            yield Hypothesis(
                f"only-{which}-of-{scope}-updated",
                f"only the {which} parameter{words} is updated",
                "The others stay as they are. A test with one parameter passes.",
                FEATURES, partial(_with_one, place, by_group), shown_by="parameters",
            )  # fmt: skip


def _with_one(place: int, by_group: bool, scenario: Scenario) -> Translation:
    """Return the scenario without the gradients of all parameters but one, or one of each group."""
    numbers = [start.group if by_group else 0 for start in scenario.parameters]
    chosen = {
        [i for i, number in enumerate(numbers) if number == group][place] for group in set(numbers)
    }
    others = set(range(len(numbers))) - chosen
    return aligned(without_gradients(scenario, others))
