"""Hypotheses that a hyper-parameter is loaded from the value of another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations, permutations
from typing import Any

from ....enclosures.optimizer_model import OptimizerModel
from ....rules.registry import Rule
from ....scenarios.model import Event, Resume, Rewind, Scenario
from ..contract_hypotheses import Hypothesis

FEATURES = frozenset({"resume"})


def loaded_value_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses: two values exchanged, and one value for two hyper-parameters."""
    numbers = [name for name, value in claimed.defaults.items() if type(value) is float]
    for one, other in combinations(numbers, 2):
        yield Hypothesis(
            f"loaded-{one}-for-{other}-exchanged", f"loading a state exchanges {one} and {other}",
            "The values are saved or assigned in another order.", FEATURES,
            model=partial(LoadedValuesModel, ((one, other), (other, one))),
        )  # fmt: skip
    for one, other in permutations(numbers, 2):
        yield Hypothesis(
            f"loaded-{one}-from-{other}", f"{one} is loaded from what was saved of {other}",
            "All later steps are computed with the one in place of the other.", FEATURES,
            model=partial(LoadedValuesModel, ((one, other),)),
        )  # fmt: skip


class LoadedValuesModel(OptimizerModel):
    """An optimizer that loads hyper-parameters from the values of others.

    Args:
        pairs: each hyper-parameter that is wrong, with the one whose value it gets.
    """

    def __init__(
        self, pairs: Sequence[tuple[str, str]], rule: Rule, scenario: Scenario, *more: Any
    ):
        super().__init__(rule, scenario, *more)
        self.pairs = pairs

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        loads = isinstance(event, Rewind) or (
            isinstance(event, Resume) and event.by in ("state", "file")
        )
        for hyper in (*self.hyper, *self.given) if loads else ():
            hyper |= {name: hyper[source] for name, source in self.pairs}
