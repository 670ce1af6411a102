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
from ..transforms import change, without_hyper


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
        scenario.dtype: scenario.dtype != "float64",
        "groups": len(scenario.groups) > 1,
        "scalar": () in shapes,
        "empty": any(0 in shape for shape in shapes),
        "resume": any(isinstance(e, Resume) for e in scenario.events),
    }
    changed = {e.name for e in scenario.events if isinstance(e, SetHyper)}
    return changed <= abilities.settable and all(
        abilities.can(ability) for ability, wanted in needed.items() if wanted
    )


def _fitted(scenario: Scenario, abilities: Abilities) -> Scenario:
    """Without what this subject does not take; copies only where it can be copied."""
    names = {name for group in scenario.groups for name in group}
    events = tuple(
        change(e, by="state") if isinstance(e, Resume) and not abilities.can(e.by) else e
        for e in scenario.events
        if not isinstance(e, ZeroGrad) or abilities.can("zero_grad")
    )
    return without_hyper(change(scenario, events=events), names - abilities.hyper)
