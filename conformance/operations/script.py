"""``replay --script``: show a finding by a script that needs only NumPy and the library."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from properties.comparison.evidence import THRESHOLD
from properties.laws import laws
from properties.laws.law import Script
from properties.scenarios.encoding import decode_group, decode_hyper
from properties.scenarios.model import Array, Event, Look, Resume, SetHyper, Start, Step, ZeroGrad
from properties.subjects.hyper_names import HyperNames

from ..adapters import adapters
from ..adapters.common.script_support import ScriptSupport
from ..errors import ConformanceError, WrongUse
from ..process.harnesses import PREFIX, split_command, update_target
from ..records.base import Frame
from ..records.calls import Calls
from ..records.capsule import Capsule
from ..records.literals import parse_literal
from ..rendering.script import ScriptContent, render_script
from ..targets.resolve import resolve


def make_script(capsule: Capsule) -> str:
    """Render the script that shows the finding of a capsule.

    Raises:
        WrongUse: The finding cannot be shown by a script; the message has the reason.
    """
    problem, support = _find_obstacle(capsule), _support(capsule)
    of_gradients, of_layout = _is_gradient_finding(capsule), _is_layout_finding(capsule)
    reported_frames = (
        capsule.frames if of_layout else [f for f in capsule.frames if _is_outside(f)][:1]
    )
    if support is None or problem or not (reported_frames or of_gradients):
        reason = problem or "no single run of the case is outside the rounding bound"
        raise WrongUse(
            f"The failure of {capsule.law} on {capsule.target} cannot be written as a script: "
            f"{reason}. Use conformance replay on the capsule instead."
        )
    scenario = capsule.scenario
    # The script ends after the last frame compared; gradients are compared after every step.
    last = None if of_gradients else 1 + max(f.event for f in reported_frames)
    events = scenario.events[:last]
    names = _names_from_capsule(capsule)
    place, _, attribute = capsule.target.rpartition(":")
    calls = _calls(capsule, support)
    return render_script(
        ScriptContent(
            template=support.template,
            package=support.package,
            requires=support.requires,
            imports_target=support.imports_target,
            calls=calls,
            rule=capsule.rule,
            name=attribute if attribute.isidentifier() else "the optimizer",
            command=[]
            if support.imports_target
            else split_command(update_target(capsule.target).removeprefix(PREFIX)),
            place=str(Path(place).resolve()) if place.endswith(".py") else place,
            attribute=attribute,
            dtype=scenario.dtype,
            arguments=names.arguments(decode_group(scenario.groups[0])),
            entries=names.group_entries,
            starts=[_encode_array(start.value) for start in scenario.parameters],
            events=[encoded for event in events for encoded in _encode_event(event, names)],
            of_gradients=of_gradients,
            of_layout=of_layout,
            expected=[(f.event, f.parameter, f.expected, f.radius) for f in reported_frames],
            threshold=THRESHOLD,
        )
    )


def can_render_script(capsule: Capsule) -> bool:
    """Whether a script can show the finding by itself."""
    shown = (
        any(map(_is_outside, capsule.frames))
        or _is_gradient_finding(capsule)
        or _is_layout_finding(capsule)
    )
    return shown and not _find_obstacle(capsule)


def _is_gradient_finding(capsule: Capsule) -> bool:
    """Whether the finding is a changed gradient, with correct parameters."""
    return _is_memory_finding(capsule, "gradients")


def _is_layout_finding(capsule: Capsule) -> bool:
    """Whether the finding needs parameters that are not contiguous."""
    return _is_memory_finding(capsule, "layout") and bool(capsule.frames)


def _is_memory_finding(capsule: Capsule, kind: Script) -> bool:
    """Whether the law needs a script of this kind, which the adapter supports."""
    law, support = laws().get(capsule.law), _support(capsule)
    right = not any(map(_is_outside, capsule.frames))
    return (
        right and law is not None and law.script_kind == kind and bool(support and support.memory)
    )


def _support(capsule: Capsule) -> ScriptSupport | None:
    adapter = adapters().get(capsule.adapter or "")
    return adapter.script if adapter else None


def _calls(capsule: Capsule, support: ScriptSupport) -> Calls:
    """How the target is called. It is imported only if the capsule does not say it."""
    if capsule.calls is not None:
        return capsule.calls
    try:
        return support.calls(resolve(update_target(capsule.target)))
    except ConformanceError:
        # Without the target it is unknown whether an argument is a dataclass, which is rare.
        if support.describe_calls is not None:
            raise
        return Calls()


def _names_from_capsule(capsule: Capsule) -> HyperNames:
    mapped = {ours: tuple(theirs) for ours, theirs in capsule.names.items()}
    return HyperNames(
        mapped, {name: parse_literal(text) for name, text in capsule.options.hyper.items()}
    )


def _find_obstacle(capsule: Capsule) -> str:
    scenario = capsule.scenario
    support = _support(capsule)
    if support is None:
        return f"the adapter {capsule.adapter} has no script template"
    if len(scenario.groups) > 1:
        return "the case has several parameter groups"
    if scenario.dtype not in ("float64", "float32") or any(map(_is_unusual, scenario.parameters)):
        return "the case has parameters that are not plain float64 or float32 arrays"
    if scenario.params_as != "list" or scenario.lr_as != "float":
        return "the optimizer is built in an unusual way"
    if not all(map(_is_plain, scenario.events)):
        return (
            "it has events other than steps, looks, changed hyper-parameters, zero_grad and "
            "resuming"
        )
    if not set(map(type, scenario.events)) <= support.events:
        return f"the script template of the adapter {capsule.adapter} cannot save, clear or look"
    return ""


def _is_unusual(start: Start) -> bool:
    return start.strided or start.complex or start.dtype is not None


def _is_plain(event: Event) -> bool:
    if isinstance(event, Step):
        return not (event.closure or event.hooks or event.sparse or event.dtype or event.recycle)
    if isinstance(event, Resume):
        return event.by == "state" and not event.hyper
    return isinstance(event, SetHyper | ZeroGrad | Look)


def _encode_event(event: Event, names: HyperNames) -> Iterator[tuple[str, Any, int]]:
    if isinstance(event, Step):
        yield (
            "step",
            [None if g is None else _encode_array(g) for g in event.gradients],
            event.times,
        )
    elif isinstance(event, SetHyper):
        yield "set", dict(names.translate(event.name, decode_hyper(event.value))), 1
    elif isinstance(event, Look):
        yield "look", None, event.calls
    else:
        yield ("resume" if isinstance(event, Resume) else "zero_grad"), None, 1


def _encode_array(value: Array) -> tuple[tuple[int, ...], list[str]]:
    numbers = value.numpy("float64").ravel()
    return value.shape, [float(v).hex() for v in numbers]


def _is_outside(frame: Frame) -> bool:
    triples = zip(frame.got, frame.expected, frame.radius, strict=True)
    return any(_exceeds_bound(*map(float.fromhex, triple)) for triple in triples)


def _exceeds_bound(got: float, expected: float, radius: float) -> bool:
    return math.isfinite(radius) and not abs(got - expected) <= THRESHOLD * radius
