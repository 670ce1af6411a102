"""The corpus: a few scenarios per rule that discriminate between all known pitfalls and dialects.

The files are written by ``properties.tools.select_corpus`` and read here. They are used before any
random scenario, so that a verdict on a known bug does not depend on a seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

import msgspec

from ...rules.registry import Rule
from ...scenarios.encoding import decode_group
from ...scenarios.model import (
    AddGroup,
    EncodedHyper,
    Event,
    Look,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Write,
    ZeroGrad,
)
from ...scenarios.transforms import change, with_all_gradients, without_hyper
from ...subjects.trajectory import Capabilities
from ..different_groups import different_groups
from ..few_shapes import with_few_shapes

# Largest exponent, also negative, of numbers in float64 scenarios that are used for float32.
SINGLE = 50


# The corpora of rules of users' own, which are chosen when they are needed.
_own: dict[str, tuple[Scenario, ...]] = {}


def corpus(rule: str) -> tuple[Scenario, ...]:
    """Return the stored scenarios of a rule; empty if there are none."""
    return _own[rule] if rule in _own else _read_corpus(rule)


def set_corpus(rule: str, scenarios: Sequence[Scenario]) -> None:
    """Set the corpus of a user's own rule for this process."""
    _own[rule] = tuple(scenarios)


@cache
def _read_corpus(rule: str) -> tuple[Scenario, ...]:
    place = files(__name__).joinpath(f"{rule}.json")
    if not place.is_file():
        return ()
    return msgspec.json.decode(place.read_bytes(), type=tuple[Scenario, ...])


def supported_scenarios(rule: Rule, capabilities: Capabilities) -> tuple[Scenario, ...]:
    """Return the scenarios of the corpus that a subject supports, adapted to it.

    Scenarios of groups that differ in one hyper-parameter, and those that show the wrappings of the
    rule, come last.
    """
    own = (s for wrapping in rule.wrappings for s in wrapping.scenarios(rule.name, rule.defaults))
    given = chain(corpus(rule.name), different_groups(rule, capabilities), own)
    adapted = (adapt_supported(rule, scenario, capabilities) for scenario in given)
    return tuple(scenario for scenario in adapted if scenario)


def adapt_supported(rule: Rule, scenario: Scenario, capabilities: Capabilities) -> Scenario | None:
    """Return a scenario adapted to a subject; None if the subject does not support it."""
    if not _is_supported(scenario, capabilities):
        return None
    fitted = _adapt_scenario(scenario, capabilities)
    valid = all(_is_valid(rule, group) for group in fitted.groups)
    return with_few_shapes(fitted, rule, capabilities) if valid else None


def _is_valid(rule: Rule, group: Mapping[str, EncodedHyper]) -> bool:
    """Return whether the rule accepts the hyper-parameters of a group."""
    return rule.profile.is_valid({**rule.defaults, **decode_group(group)})


# The events that a subject supports only with a capability.
NEEDED: Mapping[str, tuple[type, ...]] = {
    "resume": (Resume, Save, Rewind),
    "add group": (AddGroup,),
    "scheduler": (Schedule,),
    "write": (Write,),
}


def _is_supported(scenario: Scenario, capabilities: Capabilities) -> bool:
    shapes = [start.value.shape for start in scenario.parameters]
    needed = {
        scenario.dtype: scenario.dtype != "float64" or not _fits_float32(scenario),
        "groups": len(scenario.groups) > 1,
        "scalar": () in shapes,
        "empty": any(0 in shape for shape in shapes),
        **{
            name: any(isinstance(e, kinds) for e in scenario.events)
            for name, kinds in NEEDED.items()
        },
    }
    changed = {e.name for e in scenario.events if isinstance(e, SetHyper)}
    return changed <= capabilities.settable and all(
        capabilities.supports(capability) for capability, wanted in needed.items() if wanted
    )


def _fits_float32(scenario: Scenario) -> bool:
    """Return whether all numbers and their squares are normal numbers in float32."""
    arrays = [start.value for start in scenario.parameters]
    for event in scenario.events:
        arrays += [g for g in getattr(event, "gradients", ()) if g is not None]
    sizes = [abs(float.fromhex(text)) for array in arrays for text in array.values]
    for group in scenario.groups:
        sizes += [abs(v) for v in decode_group(group).values() if isinstance(v, float)]
    return all(size == 0 or 2.0**-SINGLE < size < 2.0**SINGLE for size in sizes)


def _adapt_scenario(scenario: Scenario, capabilities: Capabilities) -> Scenario:
    """Adapt a scenario to the capabilities of a subject.

    Unknown hyper-parameters and unsupported kinds of copies are removed. Subjects without float64
    run it in float32, and missing gradients are replaced by zeros if the subject needs them all. It
    is not looked at in evaluation mode if the subject has none.
    """
    if not capabilities.supports(scenario.dtype):
        scenario = change(scenario, dtype="float32")
    if not capabilities.supports("no gradient"):
        scenario = with_all_gradients(scenario)
    names = {name for group in scenario.groups for name in group}
    events = tuple(
        change(e, by="state") if isinstance(e, Resume) and not capabilities.supports(e.by) else e
        for e in scenario.events
        if not _is_left_out(e, capabilities)
    )
    return without_hyper(change(scenario, events=events), names - capabilities.hyper)


def _is_left_out(event: Event, capabilities: Capabilities) -> bool:
    """Return whether a scenario is run without an event that a subject does not support."""
    needed = {ZeroGrad: "zero_grad", Look: "eval mode"}.get(type(event))
    return needed is not None and not capabilities.supports(needed)
