"""Findings are shrunk to at most two steps of two elements, and to the same case every time."""

from __future__ import annotations

import pytest

from properties.engine.examiner import Examiner
from properties.engine.results import Examination, Finding
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.registry import rules
from properties.scenarios.encoding import to_json
from properties.scenarios.model import Scenario, Step
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities, Outcome, Subject

pytestmark = pytest.mark.campaign


def examine(pitfall: Pitfall, seed: int = 0) -> Examination:
    subject = pitfall.subject()
    return Examiner(rules()[pitfall.rule], subject, 30, seed, stop_early=True).run()


def best(findings: list[Finding]) -> Scenario:
    """The smallest scenario of all findings."""
    scenarios = [f.scenario for f in findings]
    return min(scenarios, key=lambda s: (s.steps * max(1, s.size), len(s.events)))


# State of another shape raises only beside a parameter of two elements and one of one, a norm says
# something from two elements on, beside which a law may need another parameter, and the iteration
# of a matrix from two rows on.
SIZES = {"state-by-position": 3, "lamb-decay-in-gradient": 3, "muon-coefficients-ignored": 4}


def shrunk() -> list[Pitfall]:
    """Pitfalls of every kind: all of the first three rules, and the first of each other rule.

    A shrink takes seconds, and how it goes depends on the law that is broken and the events that
    break it, which these rules have all of, and less on the formula. Where large arrays alone show
    a pitfall there is nothing small to end as, and the average of ASGD begins at its third step.
    """
    chosen: dict[str, Pitfall] = {}
    for p in pitfalls().values():
        if p.id not in ("t-per-block", "tail-left-out", "asgd-average-returned"):
            chosen.setdefault(p.id if p.rule in ("sgd", "adam", "adamw") else p.rule, p)
    return list(chosen.values())


@pytest.mark.parametrize("pitfall", shrunk(), ids=lambda p: p.id)
def test_every_pitfall_ends_as_two_steps_of_two_elements_at_most(pitfall: Pitfall) -> None:
    findings = examine(pitfall).findings
    assert findings
    assert all(finding.evidence.is_broken for finding in findings)
    small = best(findings)
    assert 1 <= small.steps <= 2
    assert 1 <= small.size <= SIZES.get(pitfall.id, 2)
    assert sum(not isinstance(event, Step) for event in small.events) <= 1


def summarize_findings(result: Examination) -> list[tuple[str, bytes, float, str]]:
    return [
        (f.law.id, to_json(f.scenario), f.evidence.ratio, f.evidence.message)
        for f in result.findings
    ]


@pytest.mark.parametrize("name", ["eps-inside-root", "lr-inside-velocity", "t-not-saved"])
def test_one_seed_gives_the_same_findings_twice(name: str) -> None:
    first, second = (summarize_findings(examine(pitfalls()[name], seed=3)) for _ in range(2))
    assert first
    assert first == second


class Listener:
    """optimcore, with a record of the scenarios that it ran."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.scenarios: list[bytes] = []

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def capabilities(self) -> Capabilities:
        return self.subject.capabilities

    def run(self, scenario: Scenario) -> Outcome:
        self.scenarios.append(to_json(scenario))
        return self.subject.run(scenario)


def run_scenarios(seed: int) -> list[bytes]:
    listener = Listener(CoreSubject("sgd"))
    Examiner(rules()["sgd"], listener, examples=10, seed=seed).run()
    return listener.scenarios


def test_one_seed_gives_the_same_scenarios_twice() -> None:
    assert run_scenarios(5) == run_scenarios(5)


def test_different_seeds_give_different_scenarios() -> None:
    assert len(set(run_scenarios(5)) - set(run_scenarios(6))) > 10
