"""Classification of mutants: ``python -m properties.tools.classify_mutants [RULE ...]``.

Runs all mutants of each rule on its corpus, and those that the corpus does not distinguish from
the rule
on random scenarios, and rewrites the files that ``properties.mutants.classification`` reads. Random
scenarios that distinguish mutants that the corpus does not distinguish are added to the corpus.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np

from ..generation.corpus import corpus
from ..generation.families import lifecycle_scenarios, small_scenarios
from ..generation.sampling import sample_scenarios
from ..mutants import Mutant, MutantSubject, mutants
from ..mutants.classification import Classification
from ..mutants.judge import Judge
from ..mutants.outcome_digest import digest_outcome
from ..pitfalls import Pitfall, contract, pitfalls
from ..rules.registry import Rule, rules
from ..scenarios.encoding import encode_hyper, to_json
from ..scenarios.model import Scenario, SetHyper, Step
from ..scenarios.transforms import change, insert_events, without_hyper
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.trajectory import Outcome, Subject, SubjectError

# Random scenarios that are searched for one that distinguishes a mutant, and their seed,
# which the selection of the corpus does not use.
RANDOM = 120
SEED = 1001

# Longer random scenarios take too much time for what they add.
LONGEST = 40

# Scenarios of up to so many steps times elements are also run with a value that starts at 0.
SMALL = 8

# The relative error within which a pitfall and a mutant have the same results.
NEAR = 1e-9

# Where the files are.
FOLDER = Path(__file__).parents[1] / "mutants" / "classified"
CORPUS = Path(__file__).parents[1] / "generation" / "corpus"


def hash_inputs(rule: Rule, scenarios: Sequence[Scenario]) -> str:
    """Return a hash of what a classification depends on: the mutants and the corpus."""
    names = "\n".join(m.id for m in mutants(rule))
    texts = b"".join(map(to_json, scenarios))
    return blake2b(names.encode() + texts, digest_size=8).hexdigest()


@dataclass
class Classifier:
    """The judgement of all mutants of one rule."""

    rule: Rule
    distinguished: dict[str, set[int]] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)
    variants: dict[tuple[int, str], Scenario] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.judge = Judge(self.rule)
        self.mutants = mutants(self.rule)
        self.stored = list(corpus(self.rule.name))
        self.usable = [k for k, s in enumerate(self.stored) if self.judge.is_usable(s)]

    def run(self) -> Classification:
        """Judge the mutants on the corpus, then those that are left on random scenarios."""
        for mutant in self.mutants:
            self._judge_on_corpus(mutant)
        silent = [m for m in self.mutants if not self.distinguished[m.id]]
        extra = self._random_scenarios() if silent else []
        self._widen_corpus(silent, extra)
        same = self._groups()
        repeated = {name for group in same for name in group[1:]}
        counted = [m for m in self.mutants if self.distinguished[m.id] and m.id not in repeated]
        needs = {m.id: self._needs(m) for m in counted}
        return Classification(
            digest=hash_inputs(self.rule, self.stored),
            mutants=len(self.mutants),
            distinguished=self._partition(counted),
            corpus=len(self.usable),
            random=len(extra),
            equivalent={m.id: m.title for m in self.mutants if not self.distinguished[m.id]},
            same=tuple(same),
            needs={name: found for name, found in needs.items() if found},
            pitfalls={p.id: self._equal_to(p) for p in formula_pitfalls(self.rule)},
        )

    def _widen_corpus(self, silent: Sequence[Mutant], extra: Sequence[Scenario]) -> None:
        """Add scenarios that distinguish mutants that the corpus does not, each the one of most."""
        tells = {k: {m.id for m in silent if self.judge.tells(m, s)} for k, s in enumerate(extra)}
        while left := max(tells.values(), key=len, default=set()):
            best = next(k for k, told in tells.items() if told == left)
            self.usable.append(len(self.stored))
            self.stored.append(extra[best])
            for name in left:
                self.distinguished[name] = {self.usable[-1]}
            tells = {k: told - left for k, told in tells.items() if k != best}
        late = [m for m in silent if self.distinguished[m.id]]
        for mutant in late:
            runs = {k: self.judge.run(mutant, self.stored[k]) for k in self.usable}
            self.results[mutant.id] = self._digest(MutantSubject(self.rule, mutant), runs)

    def _judge_on_corpus(self, mutant: Mutant) -> None:
        runs = {k: self.judge.run(mutant, self.stored[k]) for k in self.usable}
        self.distinguished[mutant.id] = {
            k for k, run in runs.items() if self.judge.is_outside(self.stored[k], run)
        }
        self.results[mutant.id] = self._digest(MutantSubject(self.rule, mutant), runs)

    def _digest(self, subject: Subject, runs: Mapping[int, Outcome]) -> str:
        """Return a hash of the results of each scenario, all in float64, rounded to some digits."""
        results = {
            k: run if self.stored[k].dtype == "float64" else subject.run(self._in_float64(k))
            for k, run in runs.items()
        }
        return "\n".join(map(digest_outcome, results.values()))

    def _in_float64(self, k: int) -> Scenario:
        return self._variant(k, "", lambda s: change(s, dtype="float64"))

    def _without(self, k: int, name: str) -> Scenario:
        return self._variant(k, name, lambda s: without_hyper(s, {name}))

    def _variant(self, k: int, name: str, make: Callable[[Scenario], Scenario]) -> Scenario:
        """Return a changed scenario of the corpus, always the same object."""
        if (k, name) not in self.variants:
            self.variants[k, name] = make(self.stored[k])
        return self.variants[k, name]

    def _random_scenarios(self) -> list[Scenario]:
        can = CoreSubject(self.rule.name).capabilities
        drawn = [(small_scenarios(self.rule, can), RANDOM)]
        drawn += [(lifecycle_scenarios(self.rule, can), RANDOM // 2)]
        found = [s for family, n in drawn for s in sample_scenarios(family, n, seed=SEED)]
        short = [s for s in found if s.steps <= LONGEST]
        short += [
            late for s in short if s.steps * s.size <= SMALL for late in start_at_zero(self.rule, s)
        ]
        usable = [s for s in short if self.judge.is_usable(s)]
        return sorted(usable, key=lambda s: s.steps * max(1, s.size))

    def _groups(self) -> list[tuple[str, ...]]:
        """Return the mutants with the same results, in groups of more than one."""
        groups: dict[str, list[str]] = {}
        for mutant in self.mutants:
            if self.distinguished[mutant.id]:
                groups.setdefault(self.results[mutant.id], []).append(mutant.id)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def _partition(self, counted: Sequence[Mutant]) -> dict[int, tuple[str, ...]]:
        """Return the scenarios that distinguish most of the mutants left, with these mutants."""
        left = [m.id for m in counted]
        found: dict[int, tuple[str, ...]] = {}
        while left:
            best = max(
                self.usable, key=lambda k: sum(k in self.distinguished[name] for name in left)
            )
            found[best] = tuple(name for name in left if best in self.distinguished[name])
            left = [name for name in left if best not in self.distinguished[name]]
        return found

    def _needs(self, mutant: Mutant) -> tuple[str, ...]:
        """Return the hyper-parameters without which no stored scenario distinguishes a mutant."""
        return tuple(h for h in self.rule.defaults if h != "lr" and self._needs_hyper(mutant, h))

    def _needs_hyper(self, mutant: Mutant, name: str) -> bool:
        told = self.distinguished[mutant.id]
        if any(self._without(k, name) == self.stored[k] for k in told):
            return False
        order = sorted(self.usable, key=lambda k: k not in told)
        return not any(self.judge.tells(mutant, self._without(k, name)) for k in order)

    def _equal_to(self, pitfall: Pitfall) -> str:
        """Return a mutant with the results of a pitfall; empty if there is none."""
        subject = pitfall.subject()
        equal = [m for m in self.mutants if self.distinguished[m.id]]
        # The sign of a sum that cancels depends on the order of operations.
        wide = [
            k for k in self.usable if self.stored[k].dtype == "float64" or not self.rule.sign_based
        ]
        for scenario in map(self._in_float64, wide):
            run = subject.run(scenario)
            equal = [m for m in equal if is_near(run, self.judge.run(m, scenario))]
        return equal[0].id if equal else ""


def start_at_zero(rule: Rule, scenario: Scenario) -> Iterator[Scenario]:
    """Yield the scenario with a hyper-parameter that is 0 until the first step is done.

    A warm-up of the learning rate often begins with 0. The momentum is left out: whether it is 0
    decides in some libraries, at the first step, which state there is.
    """
    first = next((k for k, e in enumerate(scenario.events) if isinstance(e, Step)), None)
    if first is None:
        return
    for name, value in scenario.groups[0].items():
        number = isinstance(rule.defaults[name], float) and name != "momentum"
        if number and value != encode_hyper(0.0):
            group = {**scenario.groups[0], name: encode_hyper(0.0)}
            later = change(scenario, groups=(group, *scenario.groups[1:]))
            yield insert_events(later, first + 1, SetHyper(name, value))


def is_near(one: Outcome, other: Outcome) -> bool:
    """Whether two runs in float64 have the same results but for rounding."""
    if isinstance(one, SubjectError) or isinstance(other, SubjectError):
        return isinstance(one, SubjectError) and isinstance(other, SubjectError)
    pairs = [
        (a, b)
        for frame, frame2 in zip(one.frames, other.frames, strict=True)
        for a, b in zip(frame, frame2, strict=True)
    ]
    return all(np.allclose(a, b, rtol=NEAR, atol=0.0, equal_nan=True) for a, b in pairs)


def formula_pitfalls(rule: Rule) -> list[Pitfall]:
    """Return the pitfalls of a rule that change its formula, not the loop over parameters."""
    other = {p.id for p in contract.PITFALLS}
    known = [p for p in pitfalls().values() if p.id not in other and not p.loop]
    own = [p for p in known if p.rule == rule.name]
    return [p for p in own if all(edit.where != "optimizer.py" for edit in p.edits)]


def main(names: list[str]) -> None:
    """Write the files of the given rules, or of all rules."""
    for name in names or sorted(rules()):
        classifier = Classifier(rules()[name])
        write_json(FOLDER / f"{name}.json", classifier.run())
        if len(classifier.stored) > len(corpus(name)):
            write_json(CORPUS / f"{name}.json", classifier.stored)


def write_json(place: Path, content: object) -> None:
    """Write a file with a value in each line."""
    place.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
