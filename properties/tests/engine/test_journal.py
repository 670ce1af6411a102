"""A journal gets what is judged, and an examination goes on from one."""

from __future__ import annotations

from dataclasses import dataclass, field

from properties.engine.examiner import Examiner
from properties.engine.results import Examination
from properties.engine.subject_judge import Judgement
from properties.pitfalls import pitfalls
from properties.rules.registry import rules
from properties.scenarios.encoding import to_json
from properties.scenarios.model import Scenario
from properties.subjects.trajectory import Capabilities, Outcome

KEPT = 12
PITFALL = next(name for name, one in pitfalls().items() if one.rule == "sgd")


@dataclass
class Notes:
    """A journal in memory."""

    known: dict[tuple[str, bytes], Judgement] = field(default_factory=dict)
    written: list[tuple[str, bytes, Judgement]] = field(default_factory=list)

    def recall(self, family: str, scenario: Scenario) -> Judgement | None:
        return self.known.get((family, to_json(scenario)))

    def record(self, family: str, scenario: Scenario, judgement: Judgement) -> None:
        self.written.append((family, to_json(scenario), judgement))


@dataclass
class CountedRuns:
    """A wrong subject that counts the scenarios that it is run on."""

    runs: set[bytes] = field(default_factory=set)
    name = "counted"

    def __post_init__(self) -> None:
        self.subject = pitfalls()[PITFALL].subject()

    @property
    def capabilities(self) -> Capabilities:
        return self.subject.capabilities

    def run(self, scenario: Scenario) -> Outcome:
        self.runs.add(to_json(scenario))
        return self.subject.run(scenario)


def examine(journal: Notes) -> tuple[Examination, CountedRuns]:
    subject = CountedRuns()
    examiner = Examiner(rules()["sgd"], subject, examples=2, journal=journal)
    return examiner.examine(), subject


def summarize(result: Examination) -> list[object]:
    return [{**vars(tally), "law": tally.law.id} for tally in result.tallies.values()]


def test_an_examination_goes_on_from_a_journal() -> None:
    whole = Notes()
    first, counted = examine(whole)
    known = {(family, key): judgement for family, key, judgement in whole.written[:KEPT]}
    again = Notes(known)
    second, fewer = examine(again)
    assert summarize(first) == summarize(second)
    assert first.scenarios == second.scenarios
    assert again.written == whole.written
    # Of the scenarios in the journal, none is run again.
    assert not {key for _, key in known} & fewer.runs
    assert {key for _, key in known} <= counted.runs


def test_a_journal_gets_every_scenario_that_is_counted() -> None:
    notes = Notes()
    result, _ = examine(notes)
    assert [key for _, key, _ in notes.written] == [to_json(s) for s in result.scenarios]
    assert len(notes.written) > KEPT
