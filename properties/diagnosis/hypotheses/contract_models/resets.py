"""Hypotheses that the state starts anew at an event that should leave it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

from ....enclosures.optimizer_model import OptimizerModel
from ....enclosures.parameter_enclosure import ParameterEnclosure
from ....rules.registry import Rule
from ....scenarios.model import AddGroup, Event, Resume, Save, Scenario, ZeroGrad
from ..contract_hypotheses import Hypothesis
from .loaded_states import loads_state

# The state, a part of it, or the name of an entry.
What: TypeAlias = str

WORDS: tuple[tuple[What, str], ...] = (
    ("state", "the state"),
    ("count", "the step count"),
    ("moments", "the state except the step count"),
)


def reset(cell: ParameterEnclosure, what: What) -> None:
    """Let the state of a parameter, or a part of it, start anew."""
    t, state = cell.t, cell.state
    cell.restart()
    if what == "count":
        cell.state = state
    elif what != "state":
        cell.t = t
    if what not in [known for known, _ in WORDS]:
        kept = {name: value for name, value in state.items() if name != what}
        first = {what: cell.state[what]} if what in cell.state else {}
        cell.state = {**kept, **first}


class EventResetModel(OptimizerModel):
    """An optimizer whose state starts anew after some events.

    Args:
        resets: returns whether the state starts anew after an event.
        what: the part of the state.
    """

    has_own_states = False

    def __init__(
        self,
        resets: Callable[[Event], bool],
        what: What,
        rule: Rule,
        scenario: Scenario,
        *more: Any,
    ):
        super().__init__(rule, scenario, *more)
        self.resets = resets
        self.what = what

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        if self.resets(event):
            for cell in self.parameters:
                reset(cell, self.what)


class ChangeResetModel(OptimizerModel):
    """An optimizer whose state starts anew where a hyper-parameter is not as in the last step.

    Args:
        is_lr: whether the learning rate does it, or each of the others.
        what: the part of the state.
    """

    has_own_states = False

    def __init__(self, is_lr: bool, what: What, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.is_lr = is_lr
        self.what = what
        self.last: dict[int, Any] = {}

    def step(self, k: int) -> None:
        for i, cell in enumerate(self.parameters):
            start = self.scenario.parameters[i]
            if self.gradients[k][i] is None or not self.joined[start.group]:
                continue
            hyper = self.hyper[start.group]
            now = {name: v for name, v in hyper.items() if (name == "lr") == self.is_lr}
            if self.last.setdefault(i, now) != now:
                reset(cell, self.what)
            self.last[i] = now
        super().step(k)


class MissingResetModel(OptimizerModel):
    """An optimizer whose state of a parameter starts anew where its gradient is None."""

    has_own_states = False

    def __init__(self, what: What, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.what = what

    def step(self, k: int) -> None:
        for cell, gradient in zip(self.parameters, self.gradients[k], strict=True):
            if gradient is None:
                reset(cell, self.what)
        super().step(k)


def _is_copy(event: Event) -> bool:
    return isinstance(event, Resume) and event.by in ("deepcopy", "pickle")


# An id, the feature of scenarios, when it happens, what follows, and the test of an event. {} is
# the part of the state.
EVENTS: tuple[tuple[str, str, str, str, Callable[[Event], bool]], ...] = (
    (
        "zero-grad", "zero-grad", "zero_grad() resets {}",
        "A training loop calls zero_grad() before every step, so that {} never lasts.",
        lambda event: isinstance(event, ZeroGrad),
    ),
    (
        "add-group", "add-group", "adding a parameter group resets {}",
        "Where layers are unfrozen, the parameters of the other groups lose {}.",
        lambda event: isinstance(event, AddGroup),
    ),
    (
        "save", "resume", "state_dict() resets {}",
        "A run that stores checkpoints loses {} each time, and gives other results than a run that "
        "does not.",
        lambda event: isinstance(event, Save),
    ),
    (
        "load", "resume", "loading a saved state loses {}",
        "A run that goes on from a checkpoint goes on without it.", loads_state,
    ),
    ("copy", "copy", "a copy of the optimizer loses {}",
     "A deep copy or an unpickled optimizer does not go on from where the original was.", _is_copy),
)  # fmt: skip


def reset_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses, those about the whole state first."""
    for what, words in WORDS:
        counts = what != "state"
        for name, feature, title, explanation, test in EVENTS:
            yield Hypothesis(
                f"{name}-resets-{what}", title.format(words), explanation.format(words),
                frozenset({feature}), model=partial(EventResetModel, test, what),
                needs_count=counts,
            )  # fmt: skip
        yield Hypothesis(
            f"lr-resets-{what}", f"a changed learning rate resets {words}",
            f"With a scheduler, {words} is lost at each change of the learning rate.",
            frozenset({"set-lr"}), model=partial(ChangeResetModel, True, what), needs_count=counts,
        )  # fmt: skip
        yield Hypothesis(
            f"hyper-resets-{what}", f"a changed hyper-parameter resets {words}",
            f"With a schedule of momentum or betas, {words} is lost at each change.",
            frozenset({"set-hyper"}), model=partial(ChangeResetModel, False, what),
            needs_count=counts,
        )  # fmt: skip
        yield Hypothesis(
            f"none-resets-{what}", f"a gradient that is None resets {words} of its parameter",
            f"A parameter that is left out of a step loses {words}.",
            frozenset({"none"}), model=partial(MissingResetModel, what), needs_count=counts,
        )  # fmt: skip
