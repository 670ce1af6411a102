"""Chooses the corpus: ``python -m properties.corpus.choose [RULE ...]`` writes its files anew.

From many loud scenarios those are kept, greedily, that tell the most pairs among the rule, its
pitfalls and its dialects apart; of equals the smallest. To them come, for each hyper-parameter in
each precision, the scenario on which the smallest error in it shows; where that is not small, more
scenarios are looked at. Where a sign turns, chance does not come near enough: see ``ties.py``.
Last comes, for each hyper-parameter, a small scenario that has it at its edge, where none has yet.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import TypeAlias

import msgspec

from ..dialects import dialects
from ..edges import at_edge
from ..enclosure import Enclosure, enclose
from ..evidence import alike
from ..examine import BRIEF
from ..objects import CoreSubject
from ..pitfalls import pitfalls
from ..rules import Rule, rules
from ..sampling import sampled
from ..scenario import Scenario, to_json
from ..sight import Sight
from ..strategies import everyday
from ..trajectory import Outcome, Raised, Subject
from .ties import ties

# Scenarios to choose from, the most that are kept, and how many tell each pair apart.
POOL = 200
MOST = 16
OFTEN = 3

# The relative error, in machine epsilons, that is small enough to stop looking for a smaller one,
# and how many times as many scenarios are looked at before that.
SMALL = 64
FURTHER = 20

# Pools that scenarios at an edge are looked for in.
EDGING = 5

Pair: TypeAlias = frozenset[str]


def variants(rule: str) -> dict[str, Subject]:
    """The rule as it is, and with everything known planted in it."""
    wrong = {p.id: p.subject() for p in pitfalls().values() if p.rule == rule and not p.loop}
    spoken = {d.id: d.subject() for d in dialects().values() if d.rule == rule}
    return {"": CoreSubject(rule), **wrong, **spoken}


def pool(rule: Rule, seed: int = 1) -> list[Scenario]:
    """Loud scenarios, the same ones every time."""
    everyday_ones = everyday(rule, CoreSubject(rule.name).abilities)
    found = sampled(everyday_ones, POOL, seed=seed)
    return sorted(found, key=lambda s: (s.steps * max(1, s.size), to_json(s)))


def told_apart(scenario: Scenario, rule: Rule, known: dict[str, Subject]) -> set[Pair]:
    """The pairs of variants whose runs differ by more than rounding explains, or by a notice."""
    enclosure = enclose(rule, scenario)
    runs = {name: subject.run(scenario) for name, subject in known.items()}
    return {
        frozenset(pair)
        for pair in combinations(runs, 2)
        if _differ(scenario, enclosure, runs[pair[0]], runs[pair[1]])
    }


def _differ(scenario: Scenario, enclosure: Enclosure, one: Outcome, other: Outcome) -> bool:
    if isinstance(one, Raised) or isinstance(other, Raised):
        return type(one) is not type(other)
    if {notice.kind for notice in one.notices} != {notice.kind for notice in other.notices}:
        return True
    both = ((one, other), (other, one))
    return any(alike(scenario, a, b, enclosure, "").broken for a, b in both)


def choose(rule: Rule) -> list[Scenario]:
    """The scenarios of the corpus of a rule."""
    known = variants(rule.name)
    scenarios = pool(rule)
    chosen = telling([(s, told_apart(s, rule, known)) for s in scenarios])
    known_ties = ties() if rule.name == "lion" else []
    chosen += [s for s in sharpest(rule, scenarios + known_ties) if s not in chosen]
    return chosen + at_edges(rule, chosen)


def sharpest(rule: Rule, scenarios: list[Scenario]) -> list[Scenario]:
    """For each hyper-parameter in each precision, where the smallest error in it shows."""
    best: dict[tuple[str, str], tuple[float, Scenario]] = {}
    for seed in range(2, FURTHER + 2):
        for scenario in scenarios:
            for floor in Sight(rule, CoreSubject(rule.name).abilities, [], [scenario]).floors():
                key, epsilons = (floor.hyper, floor.dtype), floor.epsilons or math.inf
                if key not in best or epsilons < best[key][0]:
                    best[key] = epsilons, scenario
        if all(epsilons <= SMALL for epsilons, _ in best.values()):
            break
        scenarios = pool(rule, seed)
    seen = [scenario for epsilons, scenario in best.values() if epsilons < math.inf]
    return list({to_json(scenario): scenario for scenario in seen}.values())


def at_edges(rule: Rule, chosen: list[Scenario]) -> list[Scenario]:
    """For each hyper-parameter that may be at its edge, the smallest scenario that has it there."""
    there = {name for s in chosen if s.steps <= BRIEF for name in at_edge(rule, s)}
    smallest: dict[str, Scenario] = {}
    for seed in range(1, EDGING + 1):
        for scenario in (s for s in pool(rule, seed) if s.size):
            for name in at_edge(rule, scenario):
                smallest.setdefault(name, scenario)
    missing = [s for name, s in sorted(smallest.items()) if name not in there]
    return list({to_json(scenario): scenario for scenario in missing}.values())


def telling(apart: list[tuple[Scenario, set[Pair]]]) -> list[Scenario]:
    """The fewest scenarios found that tell every pair apart often enough."""
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
    """Write the files of these rules, or of all."""
    for name in names or sorted(rules()):
        chosen = choose(rules()[name])
        text = msgspec.json.format(msgspec.json.encode(chosen), indent=1)
        Path(__file__).with_name(f"{name}.json").write_bytes(text + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
