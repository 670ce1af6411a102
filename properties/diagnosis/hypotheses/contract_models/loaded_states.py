"""Hypotheses about how a saved state is loaded: its count, its owners and its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations, permutations
from typing import Any, TypeAlias

from ....enclosures.optimizer_model import OptimizerModel
from ....mutants.rule_source import read_rule
from ....mutants.scope import state_entries
from ....rules.registry import Rule
from ....scenarios.model import Event, Resume, Rewind, Scenario
from ..contract_hypotheses import Hypothesis

# The index of the parameter whose state one gets, for its own index and the number of parameters.
Owner: TypeAlias = Callable[[int, int], int]

FEATURES = frozenset({"resume", "resume-elsewhere"})

OF_OTHERS = "Parameters go on with the state of others. A test with one parameter passes."

# An id, the title, and whose state each parameter gets.
OWNERS: tuple[tuple[str, str, Owner], ...] = (
    ("in-reverse", "a loaded state is given to the parameters in reverse order",
     lambda i, count: count - 1 - i),
    ("one-later", "each parameter gets the loaded state of the one before it",
     lambda i, count: (i - 1) % count),
    ("one-earlier", "each parameter gets the loaded state of the one after it",
     lambda i, count: (i + 1) % count),
    ("of-first", "all parameters get the loaded state of the first one", lambda i, count: 0),
    ("of-last", "all parameters get the loaded state of the last one",
     lambda i, count: count - 1),
)  # fmt: skip


def loads_state(event: Event) -> bool:
    """Return whether a saved state is loaded in an event."""
    return isinstance(event, Rewind) or (
        isinstance(event, Resume) and event.by in ("state", "file")
    )


def loaded_state_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses: a step count that is off, states of others, and entries of others."""
    for shift, where in ((1, "ahead"), (-1, "behind")):
        yield Hypothesis(
            f"loaded-count-{where}", f"the step count is one {where} once a state is loaded",
            "All later steps are computed with a wrong step count.", FEATURES,
            model=partial(ShiftedCountModel, shift), needs_count=True,
        )  # fmt: skip
    for has_count, but in ((True, ""), (False, ", with the step counts in their places")):
        suffix = "" if has_count else "-without-count"
        for name, title, owner in OWNERS:
            yield Hypothesis(
                f"loaded-{name}{suffix}", title + but, OF_OTHERS, FEATURES,
                model=partial(OtherOwnerModel, owner, has_count), needs_count=not has_count,
            )  # fmt: skip
    entries = state_entries(read_rule(claimed))
    for one, other in combinations(entries, 2):
        yield Hypothesis(
            f"loaded-{one}-and-{other}-swapped",
            f"the states {one} and {other} are exchanged where a state is loaded",
            "All later steps are computed with the one in place of the other.", FEATURES,
            model=partial(OtherEntriesModel, {one: other, other: one}),
        )  # fmt: skip
    for one, other in permutations(entries, 2):
        yield Hypothesis(
            f"loaded-{one}-from-{other}",
            f"the state {one} is loaded from what was saved of {other}",
            "All later steps are computed with the one in place of the other.", FEATURES,
            model=partial(OtherEntriesModel, {one: other}),
        )  # fmt: skip


class ShiftedCountModel(OptimizerModel):
    """An optimizer whose step count is shifted where a state is loaded."""

    def __init__(self, shift: int, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.shift = shift

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if loads_state(event):
            for cell in self.parameters:
                # A parameter that was never updated has no state to load.
                cell.t += self.shift if cell.t else 0


class OtherOwnerModel(OptimizerModel):
    """An optimizer that gives the loaded state of some parameters to others.

    Args:
        owner: returns the index of the parameter whose state one gets, for its own index and the
            number of parameters.
        has_count: whether it gets the step count too.
    """

    joins_equal_elements = False
    has_own_states = False

    def __init__(self, owner: Owner, has_count: bool, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.owner = owner
        self.has_count = has_count

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if loads_state(event):
            saved = [(cell.t, cell.state, cell.shape) for cell in self.parameters]
            for i, cell in enumerate(self.parameters):
                t, cell.state, shape = saved[self.owner(i, len(saved))]
                cell.t = t if self.has_count else cell.t
                if shape != cell.shape:
                    cell.make_indefinite()


class OtherEntriesModel(OptimizerModel):
    """An optimizer that loads entries of the state from others.

    Args:
        source: for the name of an entry, the name of the one that it is loaded from.
    """

    has_own_states = False

    def __init__(self, source: Mapping[str, str], rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.source = source

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if not loads_state(event):
            return
        for cell in self.parameters:
            own = cell.state
            if all(name in own for name in self.source.values()):
                cell.state = {name: own[self.source.get(name, name)] for name in own}
