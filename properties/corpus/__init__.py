"""The corpus: for each rule, few scenarios that tell every known defect and dialect apart.

The files are chosen by ``choose.py`` and read here. They come before anything random, so that a
verdict on a known defect never depends on a seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from ..rules import Rule
from ..scenario import Resume, Scenario, SetHyper, WrittenHyper, ZeroGrad, read_all
from ..trajectory import Abilities
from ..transforms import change, with_all_gradients, without_hyper

# Powers of two of the numbers that scenarios in double precision may have in single, too.
SINGLE = 50


@cache
def corpus(rule: str) -> tuple[Scenario, ...]:
    """The scenarios chosen for a rule; none where nobody has chosen any yet."""
    place = files(__name__).joinpath(f"{rule}.json")
    if not place.is_file():
        return ()
    return msgspec.json.decode(place.read_bytes(), type=tuple[Scenario, ...])


def fitting(rule: Rule, abilities: Abilities) -> tuple[Scenario, ...]:
    """The scenarios of the corpus that a subject can be put through."""
    possible = (s for s in corpus(rule.name) if _possible(s, abilities))
    fitted = (_fitted(s, abilities) for s in possible)
    return tuple(s for s in fitted if all(_defined(rule, group) for group in s.groups))


def _defined(rule: Rule, group: Mapping[str, WrittenHyper]) -> bool:
    """Whether the rule exists with these hyper-parameters: Nesterov's look-ahead needs momentum."""
    hyper = dict(rule.defaults) | read_all(group)
    if not hyper.get("nesterov") or "dampening" not in hyper:
        return True
    return bool(hyper["momentum"]) and not hyper["dampening"]


def _possible(scenario: Scenario, abilities: Abilities) -> bool:
    shapes = [start.value.shape for start in scenario.parameters]
    needed = {
        scenario.dtype: scenario.dtype != "float64" or not _in_single(scenario),
        "groups": len(scenario.groups) > 1,
        "scalar": () in shapes,
        "empty": any(0 in shape for shape in shapes),
        "resume": any(isinstance(e, Resume) for e in scenario.events),
    }
    changed = {e.name for e in scenario.events if isinstance(e, SetHyper)}
    return changed <= abilities.settable and all(
        abilities.can(ability) for ability, wanted in needed.items() if wanted
    )


def _in_single(scenario: Scenario) -> bool:
    """Whether all its numbers, and their squares, are normal numbers of single precision too."""
    arrays = [start.value for start in scenario.parameters]
    for event in scenario.events:
        arrays += [g for g in getattr(event, "gradients", ()) if g is not None]
    sizes = [abs(float.fromhex(text)) for array in arrays for text in array.values]
    for group in scenario.groups:
        sizes += [abs(v) for v in read_all(group).values() if isinstance(v, float)]
    return all(size == 0 or 2.0**-SINGLE < size < 2.0**SINGLE for size in sizes)


def _fitted(scenario: Scenario, abilities: Abilities) -> Scenario:
    """Without what this subject does not take; copies only where it can be copied.

    What knows single precision alone runs in that; a missing gradient is zero, where each
    parameter must have one.
    """
    if not abilities.can(scenario.dtype):
        scenario = change(scenario, dtype="float32")
    if not abilities.can("no gradient"):
        scenario = with_all_gradients(scenario)
    names = {name for group in scenario.groups for name in group}
    events = tuple(
        change(e, by="state") if isinstance(e, Resume) and not abilities.can(e.by) else e
        for e in scenario.events
        if not isinstance(e, ZeroGrad) or abilities.can("zero_grad")
    )
    return without_hyper(change(scenario, events=events), names - abilities.hyper)
