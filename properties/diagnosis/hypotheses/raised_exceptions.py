"""Hypotheses that an exception at a kind of event is all that is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from ...scenarios.model import AddGroup, Event, Resume, Rewind, Scenario, SetHyper, Step, ZeroGrad
from ...subjects.trajectory import RECORDING_DISABLED, Outcome, SubjectError
from .contract_hypotheses import Hypothesis

# Returns the index of the event at which the exception is raised; None if it is not.
Place: TypeAlias = Callable[[Scenario], int | None]


def raised_hypotheses(feature: str, runs: Iterable[Outcome]) -> Iterator[Hypothesis]:
    """Yield hypotheses about where an exception is raised, for the runs of the cases of a feature.

    Nothing is yielded for exceptions of different classes.
    """
    errors = [run for run in runs if isinstance(run, SubjectError)]
    kinds = {error.kind for error in errors}
    if len(kinds) != 1:
        return
    [kind] = kinds
    if all(error.message == RECORDING_DISABLED for error in errors):
        yield Hypothesis(
            "closure-without-gradients", RECORDING_DISABLED,
            "A closure that calls backward() cannot compute gradients. It should be called in "
            "torch.enable_grad().",
            frozenset({"closure"}), raises_at=partial(_first, _has_closure),
        )  # fmt: skip
        return
    for name, about, title, explanation, places in PLACES:
        if feature in about:
            for place in places:
                yield Hypothesis(
                    f"{name}-raises", title.format(with_article(kind)), explanation, about,
                    raises_at=place,
                )  # fmt: skip


def with_article(kind: str) -> str:
    """Return the class of an exception with an article."""
    return f"{'an' if kind[:1] in 'AEIOU' else 'a'} {kind}"


def _first(test: Callable[[Event], bool], scenario: Scenario) -> int | None:
    """Return the index of the first event that passes a test."""
    return next((k for k, event in enumerate(scenario.events) if test(event)), None)


def _loads(event: Event) -> bool:
    return isinstance(event, Rewind) or (
        isinstance(event, Resume) and event.by in ("state", "file")
    )


def _copies(event: Event) -> bool:
    return isinstance(event, Resume) and event.by in ("deepcopy", "pickle")


def _adds(event: Event) -> bool:
    return isinstance(event, AddGroup)


def _clears(event: Event) -> bool:
    return isinstance(event, ZeroGrad)


def _sets(event: Event) -> bool:
    return isinstance(event, SetHyper)


def _has_none(event: Event) -> bool:
    return isinstance(event, Step) and None in event.gradients


def _has_none_alone(event: Event) -> bool:
    return isinstance(event, Step) and all(g is None for g in event.gradients)


def _has_closure(event: Event) -> bool:
    return isinstance(event, Step) and event.closure


def _step_after(
    test: Callable[[Event], bool], has_state: bool | None, scenario: Scenario
) -> int | None:
    """Return the index of the first step after an event that passes a test.

    Args:
        test: the test.
        has_state: whether some parameter with a gradient must have been updated before the event;
            False if some must not have been, and None if no matter.
        scenario: the scenario.
    """
    updated: set[int] = set()
    known: set[int] | None = None
    for k, event in enumerate(scenario.events):
        if test(event):
            known = set(updated)
        if not isinstance(event, Step):
            continue
        given = {i for i, g in enumerate(event.gradients) if g is not None}
        updated |= given
        if known is not None and (
            has_state is None or bool(given & known if has_state else given - known)
        ):
            return k
    return None


def _step_of_strided(most_axes: float, scenario: Scenario) -> int | None:
    """Return the index of the first step with a gradient of a parameter that is not contiguous.

    Args:
        most_axes: a parameter with fewer axes is no such parameter.
        scenario: the scenario.
    """
    strided = {
        i
        for i, start in enumerate(scenario.parameters)
        if start.strided
        and len(start.value.shape) >= most_axes
        and math.prod(start.value.shape) > 0
    }
    return _first(
        lambda e: isinstance(e, Step) and any(e.gradients[i] is not None for i in strided), scenario
    )


def _second_step(test: Callable[[Event], bool], scenario: Scenario) -> int | None:
    """Return the index of the event with the first step after a step that passes a test."""
    after = False
    for k, event in enumerate(scenario.events):
        if isinstance(event, Step) and (after or (test(event) and event.times > 1)):
            return k
        after = after or test(event)
    return None


def _after(test: Callable[[Event], bool]) -> tuple[Place, ...]:
    return tuple(partial(_step_after, test, has_state) for has_state in (None, True, False))


# An id, the features of scenarios, the title with a place for the class of the exception, what
# follows, and where it may be raised.
PLACES: tuple[tuple[str, frozenset[str], str, str, tuple[Place, ...]], ...] = (
    (
        "load", frozenset({"resume", "resume-elsewhere"}), "loading a saved state raises {}",
        "A run cannot go on from a checkpoint.", (partial(_first, _loads),),
    ),
    (
        "step-after-load", frozenset({"resume", "resume-elsewhere"}),
        "a step after a saved state is loaded raises {}",
        "A run cannot go on from a checkpoint.", _after(_loads),
    ),
    (
        "copy", frozenset({"copy"}), "a copy of the optimizer raises {}",
        "A run cannot go on with a deep copy or an unpickled optimizer.",
        (partial(_first, _copies),),
    ),
    (
        "step-after-copy", frozenset({"copy"}), "a step of a copied optimizer raises {}",
        "A run cannot go on with a deep copy or an unpickled optimizer.", _after(_copies),
    ),
    (
        "add-group", frozenset({"add-group"}), "adding a parameter group raises {}",
        "No parameters can be added during training.", (partial(_first, _adds),),
    ),
    (
        "step-after-add-group", frozenset({"add-group"}),
        "a step after a parameter group is added raises {}",
        "No parameters can be added during training.", _after(_adds),
    ),
    (
        "zero-grad", frozenset({"zero-grad"}), "zero_grad() raises {}",
        "A training loop that calls it before every step ends there.", (partial(_first, _clears),),
    ),
    (
        "none", frozenset({"none"}), "a step with a gradient that is None raises {}",
        "A model with a part that is not in the loss cannot be trained.",
        (partial(_first, _has_none),),
    ),
    (
        "none-alone", frozenset({"none"}), "a step in which all gradients are None raises {}",
        "It should change nothing.", (partial(_first, _has_none_alone),),
    ),
    (
        "step-after-none", frozenset({"none"}),
        "a step after one with a gradient that is None raises {}",
        "A model with a part that is not in the loss cannot be trained.",
        (partial(_second_step, _has_none),),
    ),
    (
        "set", frozenset({"set-lr", "set-hyper"}),
        "setting a hyper-parameter between steps raises {}",
        "A scheduler cannot be used.", (partial(_first, _sets),),
    ),
    (
        "step-after-set", frozenset({"set-lr", "set-hyper"}),
        "a step after a hyper-parameter is set raises {}",
        "A scheduler cannot be used.", _after(_sets),
    ),
    (
        "closure", frozenset({"closure"}), "a step with a closure raises {}",
        "A training loop that passes a closure ends there.", (partial(_first, _has_closure),),
    ),
    (
        "layout", frozenset({"layout"}),
        "a step of a parameter that is not contiguous in memory raises {}",
        "Slices and transposed arrays cannot be trained.",
        tuple(partial(_step_of_strided, axes) for axes in (0, 1, 2)),
    ),
)  # fmt: skip
