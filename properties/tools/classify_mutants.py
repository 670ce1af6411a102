"""Classification of mutants: ``python -m properties.tools.classify_mutants [RULE ...]``.

Runs all mutants of each rule on its corpus, and those that the corpus does not tell from the rule
on random scenarios, and rewrites the files that ``properties.mutants.classification`` reads.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np

from ..generation.corpus import corpus
from ..generation.families import small_scenarios
from ..generation.sampling import sample_scenarios
from ..mutants import Mutant, mutants
from ..mutants.classification import Classification
from ..mutants.judge import Judge
from ..pitfalls import Pitfall, pitfalls
from ..rules.registry import Rule, rules
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..scenarios.transforms import without_hyper
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.trajectory import Outcome, SubjectError

# Random scenarios that are searched for one that tells a mutant from its rule, and their seed,
# which the selection of the corpus does not use.
RANDOM = 200
SEED = 1001

# Digits to which the results of two mutants must agree to be the same.
DIGITS = 12

# Where the files are.
FOLDER = Path(__file__).parents[1] / "mutants" / "classified"


def hash_inputs(rule: Rule) -> str:
    """Return a hash of what a classification depends on: the mutants and the corpus."""
    names = "\n".join(m.id for m in mutants(rule))
    texts = b"".join(map(to_json, corpus(rule.name)))
    return blake2b(names.encode() + texts, digest_size=8).hexdigest()


@dataclass
class Classifier:
    """The judgement of all mutants of one rule."""

    rule: Rule
    told: dict[str, set[int]] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.judge = Judge(self.rule)
        self.mutants = mutants(self.rule)
        self.stored = corpus(self.rule.name)
        self.usable = [k for k, s in enumerate(self.stored) if self.judge.is_usable(s)]

    def run(self) -> Classification:
        """Judge the mutants on the corpus, then those that are left on random scenarios."""
        for mutant in self.mutants:
            self._judge_on_corpus(mutant)
        silent = [m for m in self.mutants if not self.told[m.id]]
        extra = self._random_scenarios() if silent else []
        late = [m for m in silent if any(self.judge.tells(m, s) for s in extra)]
        equivalent = [m.id for m in silent if m not in late]
        same = [g for g in self._groups() if g[0] not in equivalent]
        repeated = {name for group in same for name in group[1:]}
        counted = [m for m in self.mutants if self.told[m.id] and m.id not in repeated]
        needs = {m.id: self._needs(m) for m in counted}
        return Classification(
            digest=hash_inputs(self.rule),
            mutants=len(self.mutants),
            order=tuple(self._greedy_order(counted)),
            corpus=len(self.usable),
            random=len(extra),
            equivalent=tuple(equivalent),
            corpus_misses=tuple(m.id for m in late),
            same=tuple(same),
            needs={name: found for name, found in needs.items() if found},
            pitfalls={p.id: self._equal_to(p) for p in formula_pitfalls(self.rule)},
        )

    def _judge_on_corpus(self, mutant: Mutant) -> None:
        runs = {k: self.judge.run(mutant, self.stored[k]) for k in self.usable}
        self.told[mutant.id] = {
            k for k, run in runs.items() if self.judge.is_outside(self.stored[k], run)
        }
        self.results[mutant.id] = self._digest(runs)

    def _digest(self, runs: dict[int, Outcome]) -> str:
        """Return a hash of the results in float64, rounded to some digits."""
        return "\n".join(
            digest_outcome(run) for k, run in runs.items() if self.stored[k].dtype == "float64"
        )

    def _random_scenarios(self) -> list[Scenario]:
        drawn = small_scenarios(self.rule, CoreSubject(self.rule.name).capabilities)
        found = sample_scenarios(drawn, RANDOM, seed=SEED)
        usable = [s for s in found if s.steps <= 40 and self.judge.is_usable(s)]
        return sorted(usable, key=lambda s: s.steps * max(1, s.size))

    def _groups(self) -> list[tuple[str, ...]]:
        """Return the mutants with the same results, in groups of more than one."""
        groups: dict[str, list[str]] = {}
        for mutant in self.mutants:
            if self.told[mutant.id]:
                groups.setdefault(self.results[mutant.id], []).append(mutant.id)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def _greedy_order(self, counted: Sequence[Mutant]) -> list[int]:
        """Return the scenarios in the order in which each tells most of the mutants left."""
        left = {m.id for m in counted}
        order: list[int] = []
        while left:
            best = max(self.usable, key=lambda k: sum(k in self.told[name] for name in left))
            order.append(best)
            left = {name for name in left if best not in self.told[name]}
        return order

    def _needs(self, mutant: Mutant) -> tuple[str, ...]:
        """Return the hyper-parameters without which no scenario of the corpus tells a mutant."""
        return tuple(h for h in self.rule.defaults if h != "lr" and self._needs_hyper(mutant, h))

    def _needs_hyper(self, mutant: Mutant, name: str) -> bool:
        told = self.told[mutant.id]
        if any(to_json(without_hyper(self.stored[k], {name})) == to_json(self.stored[k]) for k in told):
            return False
        order = sorted(self.usable, key=lambda k: k not in told)
        return not any(
            self.judge.tells(mutant, without_hyper(self.stored[k], {name})) for k in order
        )

    def _equal_to(self, pitfall: Pitfall) -> str:
        """Return a mutant with the results of a pitfall; empty if there is none."""
        subject = pitfall.subject()
        digest = self._digest({k: subject.run(self.stored[k]) for k in self.usable})
        return next((name for name, found in self.results.items() if found == digest), "")


def digest_outcome(outcome: Outcome) -> str:
    """Return a hash of a run with its values rounded to some digits, or its error."""
    if isinstance(outcome, SubjectError):
        return f"{outcome.event} {outcome.kind}"
    values = [a.astype(np.float64).ravel() for frame in outcome.frames for a in frame]
    whole = np.concatenate(values) if values else np.zeros(0)
    text = " ".join(f"{v:.{DIGITS - 1}e}" for v in whole + 0.0)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def formula_pitfalls(rule: Rule) -> list[Pitfall]:
    """Return the pitfalls of a rule that change its formula, not the loop over parameters."""
    own = [p for p in pitfalls().values() if p.rule == rule.name and not p.loop]
    return [p for p in own if all(edit.where != "optimizer.py" for edit in p.edits)]


def main(names: list[str]) -> None:
    """Write the files of the given rules, or of all rules."""
    for name in names or sorted(rules()):
        found = Classifier(rules()[name]).run()
        text = msgspec.json.format(msgspec.json.encode(found), indent=1)
        (FOLDER / f"{name}.json").write_bytes(text + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
