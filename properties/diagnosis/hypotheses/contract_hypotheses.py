"""Hypotheses about the contract: what an optimizer does with events beyond plain steps.

A hypothesis translates a scenario into one that shows its effect on an optimizer without defect,
such as a scenario without the event that is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ...rules.registry import Modes, Rule
from ...rules.source_edits import Edit
from ...scenarios.encoding import decode_hyper
from ...scenarios.model import (
    AddGroup,
    Event,
    Restart,
    Resume,
    Rewind,
    Scenario,
    SetHyper,
    Step,
    ZeroGrad,
)
from ...scenarios.transforms import change, with_all_gradients
from ...subjects.object_driver import spread_in_memory
from ..candidates.candidate import Candidate, Model

# A scenario, and the indices of its events after which the parameters are compared.
Translation: TypeAlias = tuple[Scenario, list[int]]

# zero_grad has no effect on the parameters, so it stands for an event that is ignored.
NOTHING = (ZeroGrad(),)


def never_raised(scenario: Scenario) -> None:
    """Return that no event raises an exception."""


@dataclass(frozen=True)
class Hypothesis:
    """A defect of the contract.

    Attributes:
        title: what the optimizer does, as a clause.
        explanation: what follows from it for its user.
        features: ids of the features of scenarios that it is about.
        translate: returns the scenario that shows the effect; by default the given one.
        shown_by: ids of features, separated by spaces, without which it does not show: it must
            explain the cases that have them, too. Empty if it shows in all cases that it is about.
        shown_in: scenarios in which it shows, for where no case with these features does.
        modes: what the optimizer does where evaluation mode is set and left, as in ``Rule.modes``.
        split: returns parts of the parameters, each of which is updated without the others; None
            if all are updated together.
        model: the model of the optimizer that has the defect; None for one without defect, which
            runs the translated scenario.
        holds_values: whether the optimizer keeps values of hyper-parameters elsewhere than in its
            groups. A tensor that it keeps is the one in the groups, which schedulers fill.
        needs: the capability without which the optimizer cannot have the defect; empty for none.
        needs_count: whether it is about the step count, which some formulas lack.
        raises_at: returns the index of the event at which the optimizer raises an exception; None
            if it raises none.
        edits: the change of the source that the model computes with, to be shown.
        form: the edit that writes the rule in another form, of which it is a change.
    """

    id: str
    title: str
    explanation: str
    features: frozenset[str]
    translate: Callable[[Scenario], Translation] = lambda s: (s, list(range(len(s.events))))
    shown_by: str = ""
    shown_in: tuple[Scenario, ...] = ()
    split: Callable[[Scenario], Sequence[tuple[int, ...]]] | None = None
    modes: Modes = "correct"
    model: Model | None = None
    holds_values: bool = False
    needs: str = ""
    needs_count: bool = False
    raises_at: Callable[[Scenario], int | None] = never_raised
    edits: tuple[Edit, ...] = ()
    form: Edit | None = None

    @property
    def is_exception(self) -> bool:
        """Whether the defect is that an exception is raised."""
        return self.raises_at is not never_raised

    def as_candidate(self, claimed: Rule) -> Candidate:
        """Return the candidate with which it is reported, for a claimed rule."""
        return Candidate(
            self.id, "mutant", self.title, self.explanation, claimed, claimed.name, self.edits,
            form=self.form,
        )  # fmt: skip


def contract_hypotheses(counts: bool = True) -> Iterator[Hypothesis]:
    """Yield the hypotheses that are not about hyper-parameters, those that say most first.

    Args:
        counts: whether the formula has a step count.
    """
    anew = "anew, with a step count of 0" if counts else "anew"
    yield Hypothesis(
        "none-counts-as-zero", "a gradient that is None counts as zero",
        "A parameter without a gradient is moved by weight decay and momentum"
        + (", and its step count advances." if counts else "."),
        frozenset({"none"}), lambda s: aligned(with_all_gradients(s)),
    )  # fmt: skip
    yield Hypothesis(
        "step-ends-at-none", "the step ends at the first gradient that is None",
        "The parameters after it stay as they are.",
        frozenset({"none"}), lambda s: aligned(_without_gradients_after_none(s)),
    )  # fmt: skip
    yield Hypothesis(
        "group-ends-at-none", "the update of a group ends at the first gradient that is None",
        "The parameters after it in the group stay as they are.",
        frozenset({"none"}), lambda s: aligned(_without_group_after_none(s)),
    )  # fmt: skip
    yield Hypothesis(
        "other-groups-not-stepped", "only the parameters of the first group are updated",
        "The parameters of all other groups stay as they are.",
        frozenset({"groups", "add-group"}), lambda s: aligned(_without_other_groups(s)),
    )  # fmt: skip
    yield Hypothesis(
        "zero-lr-skipped", "a step with a learning rate of 0 is skipped",
        "It should update the state and the step count: with a warm-up that starts at 0, every "
        "later step is different.",
        frozenset({"set-lr"}), lambda s: aligned(_without_zero_lr(s)),
    )  # fmt: skip
    yield Hypothesis(
        "late-group-not-stepped", "the parameters of a group that is added later are not updated",
        "Layers that are unfrozen during training stay as they are.",
        frozenset({"add-group"}), lambda s: aligned(_without_late_gradients(s)),
    )  # fmt: skip
    yield Hypothesis(
        "state-not-restored", "a loaded state has no effect",
        f"A resumed run starts {anew}. The state is not loaded, or the next step makes a new one, "
        "as where it looks for the state or a count of steps in a place that is not saved.",
        frozenset({"resume"}), lambda s: with_events(s, _restart_at(("state", "file"))),
    )  # fmt: skip
    yield Hypothesis(
        "copy-without-state", "a copy of the optimizer has no state",
        f"A deep copy or an unpickled optimizer starts {anew}.",
        frozenset({"copy"}), lambda s: with_events(s, _restart_at(("deepcopy", "pickle"))),
    )  # fmt: skip
    yield Hypothesis(
        "layout-not-updated", "a parameter that is not contiguous in memory is not updated",
        "The step writes into a copy of the parameter.",
        frozenset({"layout"}), lambda s: aligned(_without_strided_gradients(s)),
    )  # fmt: skip
    yield Hypothesis(
        "flat-copy-updated",
        "a parameter that cannot be flattened without a copy is not updated",
        "The step writes into the flattened copy, such as that of reshape(-1) or flatten().",
        frozenset({"layout"}), lambda s: aligned(_without_copied_gradients(s)),
    )  # fmt: skip


def aligned(scenario: Scenario) -> Translation:
    """Return a scenario with as many events as the given one, all of which are compared."""
    return scenario, list(range(len(scenario.events)))


def with_events(scenario: Scenario, to: Callable[[Event], tuple[Event, ...]]) -> Translation:
    """Return the scenario with each event replaced by others, and the index of the last of each."""
    events: list[Event] = []
    last = []
    for event in scenario.events:
        events += to(event)
        last.append(len(events) - 1)
    return change(scenario, events=tuple(events)), last


def _restart_at(formats: tuple[str, ...]) -> Callable[[Event], tuple[Event, ...]]:
    def restarted(event: Event) -> tuple[Event, ...]:
        if isinstance(event, Resume) and event.by in formats:
            return (Restart(),)
        return (event, Restart()) if isinstance(event, Rewind) and "state" in formats else (event,)

    return restarted


def _without_late_gradients(scenario: Scenario) -> Scenario:
    late = {e.group for e in scenario.events if isinstance(e, AddGroup)}
    return without_gradients(
        scenario, {i for i, p in enumerate(scenario.parameters) if p.group in late}
    )


def _without_gradients_after_none(scenario: Scenario) -> Scenario:
    """Return the scenario in which a gradient after one that is None is None too."""
    by_group = sorted(range(len(scenario.parameters)), key=lambda i: scenario.parameters[i].group)
    return _cut_at_none(scenario, [by_group])


def _without_group_after_none(scenario: Scenario) -> Scenario:
    """Return the scenario in which a gradient after one of its group that is None is None too."""
    groups = [
        [i for i, p in enumerate(scenario.parameters) if p.group == group]
        for group in range(len(scenario.groups))
    ]
    return _cut_at_none(scenario, groups)


def _cut_at_none(scenario: Scenario, parts: Sequence[Sequence[int]]) -> Scenario:
    """Return the scenario in which a gradient after one of its part that is None is None too."""

    def cut(step: Step) -> Step:
        left_out: set[int] = set()
        for part in parts:
            missing = [k for k, i in enumerate(part) if step.gradients[i] is None]
            left_out.update(part[missing[0] :] if missing else ())
        return _without_gradients_in(step, left_out)

    events = (cut(e) if isinstance(e, Step) else e for e in scenario.events)
    return change(scenario, events=tuple(events))


def _without_other_groups(scenario: Scenario) -> Scenario:
    return without_gradients(
        scenario, {i for i, p in enumerate(scenario.parameters) if p.group > 0}
    )


def _without_zero_lr(scenario: Scenario) -> Scenario:
    """Return the scenario without the gradients of the groups whose lr is 0 at a step."""
    rates = [decode_hyper(group["lr"]) if "lr" in group else None for group in scenario.groups]
    events: list[Event] = []
    for event in scenario.events:
        if isinstance(event, SetHyper) and event.name == "lr":
            rates[event.group] = decode_hyper(event.value)
        if isinstance(event, Step):
            still = {i for i, p in enumerate(scenario.parameters) if rates[p.group] == 0}
            events.append(_without_gradients_in(event, still))
        else:
            events.append(event)
    return change(scenario, events=tuple(events))


def _without_strided_gradients(scenario: Scenario) -> Scenario:
    return without_gradients(scenario, {i for i, p in enumerate(scenario.parameters) if p.strided})


def _without_copied_gradients(scenario: Scenario) -> Scenario:
    """Return the scenario without the gradients of parameters that NumPy copies to flatten them."""
    copied = set()
    for i, (start, array) in enumerate(zip(scenario.parameters, scenario.arrays(), strict=True)):
        if start.strided:
            spread = spread_in_memory(array)
            if not np.may_share_memory(spread, spread.reshape(-1)):
                copied.add(i)
    return without_gradients(scenario, copied)


def without_gradients(scenario: Scenario, parameters: set[int]) -> Scenario:
    """Return the scenario in which these parameters never have a gradient."""
    events = (
        _without_gradients_in(e, parameters) if isinstance(e, Step) else e for e in scenario.events
    )
    return change(scenario, events=tuple(events))


def _without_gradients_in(step: Step, parameters: set[int]) -> Step:
    given = enumerate(step.gradients)
    return change(step, gradients=tuple(None if i in parameters else g for i, g in given))
