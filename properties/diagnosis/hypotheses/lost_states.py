"""Hypotheses about a part of the state that is lost at several kinds of events.

A value that is kept in an attribute beside the state is lost where a state is loaded, and often in
a copy. One in a variable around an update function is lost wherever that function is made again.
Where it is lost is found out by a run for each kind of event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ...mutants.rule_source import read_rule
from ...mutants.scope import state_entries
from ...rules.registry import Rule
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import Event, Resume, Scenario, SetHyper
from ...scenarios.transforms import insert_events
from ...subjects.trajectory import Subject
from ..candidates.cases import make_case
from ..candidates.telling_steps import telling_steps
from .contract_hypotheses import Hypothesis
from .contract_models.loaded_states import loads_state
from .contract_models.resets import WORDS, EventResetModel
from .judging import is_enclosed, is_narrow, rule_with

# The event before which one of these happens.
HALFWAY = 2


@dataclass(frozen=True)
class Loss:
    """A kind of event at which a part of the state can be lost.

    Attributes:
        words: where that is.
        features: ids of the features of scenarios with such events.
        needs: the capability without which there are none.
        happens: whether an event is one of these.
        example: returns such an event, for the usual learning rate.
    """

    words: str
    features: frozenset[str]
    needs: str
    happens: Callable[[Event], bool]
    example: Callable[[float], Event]


def _is_copied(event: Event) -> bool:
    return isinstance(event, Resume) and event.by in ("deepcopy", "pickle")


def _is_set(event: Event) -> bool:
    return isinstance(event, SetHyper)


LOSSES = (
    Loss(
        "where a state is loaded", frozenset({"resume", "resume-elsewhere"}), "resume",
        loads_state, lambda lr: Resume(),
    ),
    Loss(
        "in a copy of the optimizer", frozenset({"copy"}), "deepcopy",
        _is_copied, lambda lr: Resume(by="deepcopy"),
    ),
    Loss(
        "where a hyper-parameter is changed", frozenset({"set-lr", "set-hyper"}), "set lr",
        _is_set, lambda lr: SetHyper("lr", encode_hyper(lr / 2)),
    ),
)  # fmt: skip

BESIDE = (
    "It starts anew there. Either it is kept beside the state, in an attribute of the optimizer or "
    "in a variable around an update function, or the code that restores a state sets it back."
)


def lost_states(rule: Rule, subject: Subject, counts: bool, feature: str) -> Iterator[Hypothesis]:
    """Yield the hypothesis about the largest part that is lost at several kinds of events, if any.

    Args:
        rule: the rule with the formula of the subject.
        subject: the subject.
        counts: whether the formula has a step count.
        feature: the id of the feature of scenarios to be explained.
    """
    if not any(feature in loss.features for loss in LOSSES):
        return
    entries = state_entries(read_rule(rule))
    parts = [(what, words) for what, words in WORDS if counts or what == "state"]
    parts += [(name, f"the state {name}") for name in entries if len(entries) > 1]
    for what, words in parts:
        at = losses_of(rule, subject, partial(_hypothesis, what, words))
        if len(at) > 1 and any(feature in loss.features for loss in at):
            yield _hypothesis(what, words, at)
            return


def losses_of(
    rule: Rule,
    subject: Subject,
    assume: Callable[[Sequence[Loss]], Hypothesis],
    start: Scenario | None = None,
) -> list[Loss]:
    """Return the kinds of events at which runs of a subject show that something is lost.

    Args:
        rule: the rule with the formula of the subject.
        subject: the subject.
        assume: returns the hypothesis that it is lost at some kinds of events.
        start: steps without such events; by default those of one parameter.
    """
    taken = subject.capabilities
    steps = start or telling_steps(rule, taken, {})
    return [
        loss
        for loss in LOSSES
        if taken.supports(loss.needs) and _is_lost(rule, subject, assume([loss]), loss, steps)
    ]


def _is_lost(
    rule: Rule, subject: Subject, hypothesis: Hypothesis, loss: Loss, start: Scenario
) -> bool:
    case = make_case(rule, subject, insert_events(start, HALFWAY, loss.example(_rate(rule))))
    assumed = rule_with(rule, hypothesis)
    return (
        case.deviation is not None
        and is_enclosed(assumed, case.scenario, case.run)
        and is_narrow(assumed, case.deviation)
    )


def _rate(rule: Rule) -> float:
    lr = rule.defaults["lr"]
    assert isinstance(lr, float)
    return lr


def describe_losses(losses: Sequence[Loss]) -> str:
    """Return where something is lost."""
    *some, last = [loss.words for loss in losses]
    return f"{', '.join(some)} and {last}" if some else last


def _hypothesis(what: str, words: str, losses: Sequence[Loss]) -> Hypothesis:
    return Hypothesis(
        f"{what}-lost-outside-of-state", f"{words} is lost {describe_losses(losses)}", BESIDE,
        frozenset().union(*(loss.features for loss in losses)),
        model=partial(EventResetModel, lambda e: any(one.happens(e) for one in losses), what),
    )  # fmt: skip
