"""Corpus selection: ``python -m properties.tools.select_corpus [RULE ...]`` rewrites its files.

From many random scenarios, a greedy search keeps those that discriminate between the most pairs
among the rule, its pitfalls and its dialects; of equal ones the smallest. For each hyper-parameter
in each precision, the scenario with the lowest detection limit is added; if the limit is not low,
more scenarios are searched. The extra scenarios of the rule's profile are searched too. Finally,
for each hyper-parameter without a small scenario at a boundary value, one is added.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import TypeAlias

import msgspec

from ..comparison.boundary_values import find_boundary_values
from ..comparison.trajectories import compare_within_rounding
from ..dialects import dialects
from ..enclosures.evaluate import Enclosure, enclose
from ..engine.detection import DetectionPower
from ..generation.families import small_scenarios
from ..generation.sampling import sample_scenarios
from ..laws.law import BRIEF
from ..pitfalls import pitfalls
from ..rules.registry import Rule, rules
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.trajectory import Outcome, Subject, SubjectError

# Number of scenarios to choose from, to keep at most, and to discriminate each pair.
POOL = 200
MOST = 16
OFTEN = 3

# The detection limit, in machine epsilons, that ends the search for a lower one, and the number of
# pools searched.
SMALL = 64
FURTHER = 20

# Number of pools searched for scenarios with boundary values.
EDGING = 5

Pair: TypeAlias = frozenset[str]

# Where the files of the corpus are.
FOLDER = Path(__file__).parents[1] / "generation" / "corpus"


def variants(rule: str) -> dict[str, Subject]:
    """Return the rule, and the rule with each pitfall and dialect applied, as subjects."""
    wrong = {p.id: p.subject() for p in pitfalls().values() if p.rule == rule and not p.loop}
    applied = {d.id: d.subject() for d in dialects().values() if d.rule == rule}
    return {"": CoreSubject(rule), **wrong, **applied}


def draw_pool(rule: Rule, seed: int = 1) -> list[Scenario]:
    """Return random scenarios, the smallest first; the same for the same seed."""
    everyday_ones = small_scenarios(rule, CoreSubject(rule.name).capabilities)
    found = sample_scenarios(everyday_ones, POOL, seed=seed)
    return sorted(found, key=lambda s: (s.steps * max(1, s.size), to_json(s)))


def distinguished_pairs(scenario: Scenario, rule: Rule, known: dict[str, Subject]) -> set[Pair]:
    """Return the pairs of variants whose runs differ by more than rounding or in their
    violations."""
    enclosure = enclose(rule, scenario)
    runs = {name: subject.run(scenario) for name, subject in known.items()}
    return {
        frozenset(pair)
        for pair in combinations(runs, 2)
        if _differ(scenario, enclosure, runs[pair[0]], runs[pair[1]])
    }


def _differ(scenario: Scenario, enclosure: Enclosure, first: Outcome, other: Outcome) -> bool:
    if isinstance(first, SubjectError) or isinstance(other, SubjectError):
        return type(first) is not type(other)
    if {notice.kind for notice in first.violations} != {notice.kind for notice in other.violations}:
        return True
    both = ((first, other), (other, first))
    return any(compare_within_rounding(scenario, a, b, enclosure, "").is_broken for a, b in both)


def select_scenarios(rule: Rule) -> list[Scenario]:
    """Select the scenarios of the corpus of a rule."""
    known = variants(rule.name)
    scenarios = draw_pool(rule)
    chosen = select_discriminating([(s, distinguished_pairs(s, rule, known)) for s in scenarios])
    extra = rule.profile.extra_scenarios()
    chosen += [s for s in select_sharpest(rule, [*scenarios, *extra]) if s not in chosen]
    return chosen + select_boundary_values(rule, chosen)


def select_sharpest(rule: Rule, scenarios: list[Scenario]) -> list[Scenario]:
    """Return the scenarios with the lowest detection limit per hyper-parameter and precision."""
    best: dict[tuple[str, str], tuple[float, Scenario]] = {}
    for seed in range(2, FURTHER + 2):
        for scenario in scenarios:
            for floor in DetectionPower(
                rule, CoreSubject(rule.name).capabilities, [], [scenario]
            ).detection_limits():
                key, epsilons = (floor.hyper, floor.dtype), floor.epsilons or math.inf
                if key not in best or epsilons < best[key][0]:
                    best[key] = epsilons, scenario
        if all(epsilons <= SMALL for epsilons, _ in best.values()):
            break
        scenarios = draw_pool(rule, seed)
    seen = [scenario for epsilons, scenario in best.values() if epsilons < math.inf]
    return list({to_json(scenario): scenario for scenario in seen}.values())


def select_boundary_values(rule: Rule, chosen: list[Scenario]) -> list[Scenario]:
    """Return the smallest scenario with a boundary value per hyper-parameter without one."""
    there = {name for s in chosen if s.steps <= BRIEF for name in find_boundary_values(rule, s)}
    smallest: dict[str, Scenario] = {}
    for seed in range(1, EDGING + 1):
        for scenario in (s for s in draw_pool(rule, seed) if s.size):
            for name in find_boundary_values(rule, scenario):
                smallest.setdefault(name, scenario)
    missing = [s for name, s in sorted(smallest.items()) if name not in there]
    return list({to_json(scenario): scenario for scenario in missing}.values())


def select_discriminating(apart: list[tuple[Scenario, set[Pair]]]) -> list[Scenario]:
    """Return few scenarios that discriminate every pair often enough, by a greedy search."""
    chosen: list[Scenario] = []
    seen: Counter[Pair] = Counter()
    while apart and len(chosen) < MOST:
        best = max(apart, key=lambda item: sum(seen[pair] < OFTEN for pair in item[1]))
        if all(seen[pair] >= OFTEN for pair in best[1]):
            break
        apart.remove(best)
        chosen.append(best[0])
        seen.update(best[1])
    return chosen


def main(names: list[str]) -> None:
    """Write the corpus files of the given rules, or of all rules."""
    for name in names or sorted(rules()):
        chosen = select_scenarios(rules()[name])
        text = msgspec.json.format(msgspec.json.encode(chosen), indent=1)
        (FOLDER / f"{name}.json").write_bytes(text + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
