"""Describe scenarios in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import cycle, islice

from properties.scenarios.encoding import decode_hyper
from properties.scenarios.model import (
    AddGroup,
    Array,
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
    Start,
    Step,
    Write,
    ZeroGrad,
)

from .counts import count_of

RESUMED = {
    "state": "save the state, rebuild the optimizer, load the state",
    "file": "write the state to a file, rebuild the optimizer, load the file",
    "deepcopy": "continue with a deep copy of the optimizer and its parameters",
    "pickle": "pickle and unpickle the optimizer and its parameters, and continue",
}
HAPPENS: dict[type, str] = {
    Restart: "rebuild the optimizer without loading its state",
    Rewind: "go back to the checkpoint",
    Save: "save a checkpoint",
    ZeroGrad: "zero_grad()",
}

# Values of an array that are printed.
VALUES = 8


def describe_scenario(scenario: Scenario) -> Iterator[str]:
    """Render a scenario, one line for each group, parameter and event."""
    several = len(scenario.groups) > 1
    for k, group in enumerate(scenario.groups):
        values = ", ".join(f"{name}={decode_hyper(value)!r}" for name, value in group.items())
        where = f"group {k}: " if several else ""
        yield f"{where}{scenario.rule} in {scenario.dtype}, {values or 'default hyper-parameters'}"
    if scenario.params_as != "list":
        yield f"parameters passed as {PASSED[scenario.params_as]}"
    if scenario.lr_as == "tensor":
        yield "lr passed as a tensor"
    for i, start in enumerate(scenario.parameters):
        kind = _describe_start(scenario, start)
        yield f"parameter {i}{kind}: starts at {format_numbers(start.value)}"
    for k, event in enumerate(scenario.events):
        yield f"event {k}: {_describe_event(event, several)}"


PASSED = {"generator": "a generator", "duplicated": "a list that contains each of them twice"}


def _describe_start(scenario: Scenario, start: Start) -> str:
    """Describe the group, the precision and the memory layout of a parameter, unless usual."""
    said = [f"group {start.group}"] if len(scenario.groups) > 1 else []
    said += [start.dtype] if start.dtype else []
    said += ["complex"] if start.complex else []
    said += ["not contiguous"] if start.strided else []
    said += [f"shape {start.value.shape}"] if len(start.value.shape) != 1 else []
    return f" ({', '.join(said)})" if said else ""


def describe_extent(scenario: Scenario) -> str:
    """Render the size of a scenario, as in ``1 step, 1 element``."""
    return f"{count_of(scenario.steps, 'step')}, {count_of(scenario.size, 'element')}"


def _describe_event(event: Event, several: bool = False) -> str:
    group = f" in group {getattr(event, 'group', 0)}" if several else ""
    match event:
        case Step():
            return f"step, {_describe_gradients(event)}{_describe_manner(event)}"
        case OtherStep():
            return f"step of a second optimizer, {_describe_gradients(event)}"
        case SetHyper(name, value):
            return f"set {name} = {decode_hyper(value)!r}{group}"
        case Resume(hyper, by):
            new = ", ".join(f"{name}={decode_hyper(value)!r}" for name, value in hyper.items())
            return f"{RESUMED[by]}{f' (rebuilt with {new})' if new else ''}"
        case Write(values):
            return f"write {', '.join(map(format_numbers, values))} into the parameters"
        case Look(calls):
            often = f", {calls} times each" if calls > 1 else ""
            return f"look at the parameters between eval() and train(){often}"
        case AddGroup(number):
            return f"add parameter group {number}"
        case Schedule(factor):
            return (
                f"attach a scheduler that multiplies lr by {float.fromhex(factor):g} after each "
                "step"
            )
    return HAPPENS.get(type(event), type(event).__name__)


def _describe_values(event: Event, scenario: Scenario) -> str:
    """Describe the values that a group is added with, where the first group has others."""
    if not isinstance(event, AddGroup):
        return ""
    first = scenario.groups[0]
    own = {n: v for n, v in scenario.groups[event.group].items() if first.get(n) != v}
    said = ", ".join(f"{name}={decode_hyper(value)!r}" for name, value in own.items())
    return f" with {said}" if said else ""


def _describe_gradients(event: Step | OtherStep) -> str:
    given = ", ".join("None" if g is None else format_numbers(g) for g in event.gradients)
    return f"{'gradient' if len(event.gradients) == 1 else 'gradients'} {given}"


def _describe_manner(step: Step) -> str:
    """Describe how a step is taken, if it is not an ordinary one."""
    said = [f"repeated {step.times} times"] if step.times > 1 else []
    said += [f"{step.dtype} gradients"] if step.dtype else []
    said += ["sparse gradients"] if step.sparse else []
    said += ["gradients set by a closure"] if step.closure else []
    said += ["with step hooks"] if step.hooks else []
    said += [f"loss scale {float.fromhex(step.loss_scale):g}"] if step.loss_scale else []
    said += ["an overflow is reported"] if step.overflow else []
    said += ["gradient buffers overwritten after the step"] if step.recycle else []
    return f" ({', '.join(said)})" if said else ""


def format_numbers(array: Array) -> str:
    """Render the first numbers of an array."""
    size = math.prod(array.shape)
    pattern = islice(cycle(array.values), min(size, VALUES))
    shown = ", ".join(_format_number(float.fromhex(v)) for v in pattern)
    more = f", … {size} elements" if size > VALUES else ""
    return f"[{shown}{more}]"


def _format_number(value: float) -> str:
    """Render a number exactly: with six digits if these are enough, else with those it needs."""
    brief = f"{value:.6g}"
    return brief if float(brief) == value else repr(value)


def with_added_events(message: str, case: Scenario, run: Sequence[Scenario]) -> str:
    """Extend a message that counts events which its case does not list.

    Some laws add events to a case, and number those that follow accordingly.

    Args:
        message: The message of a finding.
        case: The scenario that the finding lists.
        run: The scenarios that the law ran. A message numbers the events of the listed case if
            that is among them.
    """
    if len(run) != 1 or case in run:
        return message
    added: list[tuple[int, Event]] = []
    k = 0
    for number, event in enumerate(run[0].events):
        listed = case.events[k] if k < len(case.events) else None
        if event == listed or (isinstance(event, Step) and isinstance(listed, Step)):
            k += 1
        else:
            added.append((number, event))
    counted = [int(number) for number in re.findall(r"\bevent (\d+)", message)]
    if k < len(case.events) or not added or max(counted, default=-1) < added[0][0]:
        return message
    words = "; ".join(
        f"event {number}: {_describe_event(event)}{_describe_values(event, run[0])}"
        for number, event in added
    )
    after = "it are numbered one higher" if len(added) == 1 else "them are numbered higher"
    return f"{message} (this law inserts {words}; the events after {after})"
