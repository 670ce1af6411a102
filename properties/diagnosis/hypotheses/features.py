"""Features of scenarios beyond plain steps: each is a part of the contract of an optimizer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ...scenarios.model import (
    AddGroup,
    Event,
    Look,
    OtherStep,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Step,
    ZeroGrad,
)
from ...scenarios.transforms import change, keep_parameter, with_starts

Test: TypeAlias = Callable[[Scenario], bool]
Strip: TypeAlias = Callable[[Scenario], Scenario]


@dataclass(frozen=True)
class Feature:
    """Something that a scenario can have beside plain steps of one parameter.

    Attributes:
        title: what it is, for a report.
        occurs: whether a scenario has it.
        strip: removes it from a scenario.
        needs: the features without which it cannot occur.
    """

    id: str
    title: str
    occurs: Test
    strip: Strip
    needs: tuple[str, ...] = ()


def _has_event(scenario: Scenario, test: Callable[[Event], bool]) -> bool:
    return any(test(event) for event in scenario.events)


def _without_events(test: Callable[[Event], bool]) -> Strip:
    return lambda s: change(s, events=tuple(e for e in s.events if not test(e)))


def _event_feature(
    name: str, title: str, test: Callable[[Event], bool], needs: tuple[str, ...] = ()
) -> Feature:
    return Feature(name, title, lambda s: _has_event(s, test), _without_events(test), needs)


def _step_feature(name: str, title: str, field: str, plain: bool | None = False) -> Feature:
    """Return the feature of steps with an attribute that plain steps do not have."""

    def plain_steps(s: Scenario) -> Scenario:
        return change(
            s,
            events=tuple(
                change(e, **{field: plain}) if isinstance(e, Step) else e for e in s.events
            ),
        )

    return Feature(
        name,
        title,
        lambda s: _has_event(s, lambda e: getattr(e, field, plain) != plain),
        plain_steps,
    )


def _is_copy(event: Event) -> bool:
    return isinstance(event, Resume) and event.by in ("deepcopy", "pickle")


def _is_saved(event: Event) -> bool:
    return isinstance(event, Save | Rewind) or (isinstance(event, Resume) and not _is_copy(event))


def _resumes_elsewhere(event: Event) -> bool:
    return isinstance(event, Resume) and bool(event.hyper)


def _resumed_alike(s: Scenario) -> Scenario:
    """Return the scenario resumed by optimizers with the same hyper-parameters."""
    return change(
        s, events=tuple(change(e, hyper={}) if isinstance(e, Resume) else e for e in s.events)
    )


def _looks_again(event: Event) -> bool:
    return isinstance(event, Look) and event.calls > 1


def _with_single_looks(s: Scenario) -> Scenario:
    return change(s, events=tuple(Look() if _looks_again(e) else e for e in s.events))


def _lacks_gradient(event: Event) -> bool:
    return isinstance(event, Step | OtherStep) and None in event.gradients


def _sets_lr(event: Event) -> bool:
    return isinstance(event, Schedule) or (isinstance(event, SetHyper) and event.name == "lr")


def _sets_other(event: Event) -> bool:
    return isinstance(event, SetHyper) and event.name != "lr"


def _in_one_group(s: Scenario) -> Scenario:
    """Return the scenario with all parameters in the first group."""
    events = (e for e in s.events if not isinstance(e, AddGroup) and not getattr(e, "group", 0))
    return with_starts(
        change(s, groups=s.groups[:1], events=tuple(events)), lambda start: change(start, group=0)
    )


def _without_late_groups(s: Scenario) -> Scenario:
    return change(s, events=tuple(e for e in s.events if not isinstance(e, AddGroup)))


def in_float64(s: Scenario) -> Scenario:
    """Return the scenario with all parameters in float64."""
    return with_starts(change(s, dtype="float64"), lambda start: change(start, dtype=None))


FEATURES = (
    Feature(
        "add-group", "a parameter group that is added later",
        lambda s: bool(s.late), _without_late_groups, ("groups", "parameters", "none"),
    ),
    Feature(
        "groups", "several parameter groups",
        lambda s: len(s.groups) > 1, _in_one_group, ("parameters",),
    ),
    _event_feature("set-hyper", "a hyper-parameter that is changed between steps", _sets_other),
    _event_feature("set-lr", "a learning rate that is changed between steps", _sets_lr),
    _event_feature("copy", "a copy of the optimizer", _is_copy),
    Feature(
        "resume-elsewhere", "loading the state into an optimizer with other hyper-parameters",
        lambda s: _has_event(s, _resumes_elsewhere), _resumed_alike, ("resume",),
    ),
    _event_feature("resume", "saving and loading the state", _is_saved),
    _event_feature(
        "restart", "a second optimizer for the same parameters", lambda e: isinstance(e, Restart)
    ),
    Feature(
        "look-again", "evaluation mode that is set twice in a row",
        lambda s: _has_event(s, _looks_again), _with_single_looks, ("look",),
    ),
    _event_feature("look", "evaluation mode", lambda e: isinstance(e, Look)),
    _event_feature("other", "a second optimizer", lambda e: isinstance(e, OtherStep)),
    _event_feature("zero-grad", "clearing the gradients", lambda e: isinstance(e, ZeroGrad)),
    _step_feature("recycle", "gradient buffers that are used again", "recycle"),
    _step_feature("closure", "a step with a closure", "closure"),
    _step_feature("hooks", "step hooks", "hooks"),
    _step_feature("sparse", "sparse gradients", "sparse"),
    _step_feature("mixed", "a gradient of another precision", "dtype", None),
    Feature(
        "layout", "a parameter that is not contiguous in memory",
        lambda s: any(p.strided for p in s.parameters),
        lambda s: with_starts(s, lambda start: change(start, strided=False)),
    ),
    Feature(
        "passing", "the way in which parameters are passed",
        lambda s: s.params_as != "list", lambda s: change(s, params_as="list"),
    ),
    Feature(
        "tensor-lr", "a learning rate given as a tensor",
        lambda s: s.lr_as != "float", lambda s: change(s, lr_as="float"),
    ),
    Feature(
        "complex", "complex parameters",
        lambda s: any(p.complex for p in s.parameters),
        lambda s: with_starts(s, lambda start: change(start, complex=False)),
    ),
    _event_feature("none", "a gradient that is None", _lacks_gradient),
    Feature(
        "dtypes", "parameters of different precisions",
        lambda s: any(p.dtype for p in s.parameters),
        lambda s: with_starts(s, lambda start: change(start, dtype=None)), ("parameters",),
    ),
    Feature("precision", "precisions below float64", lambda s: s.dtype != "float64", in_float64),
)  # fmt: skip

# Several parameters are not stripped by one scenario: each parameter is a scenario of its own.
PARAMETERS = Feature(
    "parameters", "several parameters", lambda s: len(s.parameters) > 1, lambda s: s
)


def features_of(scenario: Scenario) -> list[Feature]:
    """Return the features of a scenario, the most special first."""
    return [f for f in (*FEATURES, PARAMETERS) if f.occurs(scenario)]


def find_feature(name: str) -> Feature:
    """Return the feature with an id."""
    return next(f for f in (*FEATURES, PARAMETERS) if f.id == name)


def strip_features(scenario: Scenario, keep: Collection[str]) -> Iterator[Scenario]:
    """Yield the scenario without any feature that is not to be kept, one for each parameter.

    Args:
        scenario: the scenario.
        keep: ids of the features to keep. With "parameters" all parameters stay together.
    """
    together = "parameters" in keep or len(scenario.parameters) == 1
    parts = (
        [scenario]
        if together
        else [keep_parameter(scenario, i) for i in range(len(scenario.parameters))]
    )
    for part in parts:
        left = part
        for feature in FEATURES:
            if feature.id not in keep and feature.occurs(left):
                left = feature.strip(left)
        if left.steps and left.size:
            yield left


def kept_features(feature: Feature) -> frozenset[str]:
    """Return the ids of a feature and of those that it needs."""
    return frozenset({feature.id, *feature.needs})


def has_only(scenario: Scenario, allowed: Collection[str]) -> bool:
    """Return whether a scenario has no features but some with these ids."""
    return {feature.id for feature in features_of(scenario)} <= set(allowed)
