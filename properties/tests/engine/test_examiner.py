"""Which laws the examiner tests on which scenarios, and when it stops."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from properties.engine.examiner import ENOUGH, Examiner
from properties.engine.subject_judge import SubjectJudge
from properties.generation.families import families
from properties.generation.sampling import sample_scenarios
from properties.laws import Trial, laws
from properties.laws.law import FEWEST_CASES
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities, Outcome, Subject, SubjectUnavailable


@pytest.mark.parametrize("law", [law for law in laws().values() if law.frequency == "every"])
def test_a_law_for_every_scenario_runs_nothing_else(law: object) -> None:
    rule, subject = rules()["adam"], CoreSubject("adam")
    everyday = families(rule, subject.capabilities)[0]
    for scenario in sample_scenarios(everyday.scenarios, 30, seed=1):
        trial = Trial(rule, subject, scenario)
        law.judge(trial)  # type: ignore[attr-defined]
        assert trial.scenarios in ([], [scenario])


def count_cases(examples: int) -> dict[str, int]:
    result = Examiner(rules()["adam"], CoreSubject("adam"), examples=examples).run()
    return {name: tally.cases for name, tally in result.tallies.items()}


def test_laws_that_follow_from_agreement_are_tested_on_fewer_scenarios() -> None:
    cases = count_cases(100)
    assert cases["agreement"] > 2 * cases["instances"] > 2 * cases["negation"]
    assert cases["negation"] >= FEWEST_CASES
    assert cases["gradient-untouched"] > 2 * cases["instances"]


def test_with_few_examples_no_law_is_left_out() -> None:
    assert min(count_cases(5).values()) > 0


def test_a_subject_that_disagrees_is_drawn_fewer_scenarios_for() -> None:
    pitfall = pitfalls()["swapped-betas"]
    rule = rules()[pitfall.rule]
    brief = Examiner(rule, pitfall.subject(), examples=100, shrink=False).run()
    whole = Examiner(rule, pitfall.subject(), examples=100, shrink=False, exhaustive=True).run()
    assert ENOUGH <= brief.cases < ENOUGH + 60 < 100 < whole.cases
    assert {f.law.id for f in brief.findings} >= {"agreement"}


def test_a_subject_that_agrees_and_breaks_its_contract_is_drawn_all_scenarios_for() -> None:
    pitfall = pitfalls()["gradient-mutated"]
    result = Examiner(rules()[pitfall.rule], pitfall.subject(), examples=100, shrink=False).run()
    assert [f.law.id for f in result.findings] == ["gradient-untouched"]
    assert result.cases > 100


@dataclass
class UnavailableSubject:
    """A subject that cannot be run any more after some runs."""

    subject: Subject
    left: int
    name: str = "unavailable"
    scenarios: list[Scenario] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return self.subject.capabilities

    def run(self, scenario: Scenario) -> Outcome:
        if len(self.scenarios) == self.left:
            raise SubjectUnavailable("the process was lost 5 times")
        self.scenarios.append(scenario)
        return self.subject.run(scenario)


@pytest.mark.parametrize("left", [0, 40])
def test_an_examination_ends_where_the_subject_is_unavailable(left: int) -> None:
    subject = UnavailableSubject(pitfalls()["swapped-betas"].subject(), left)
    result = Examiner(rules()["adam"], subject, examples=20).run()
    assert result.interrupted == "the process was lost 5 times"
    assert bool(result.findings) == bool(left)
    assert len(subject.scenarios) == left


# Weight decay of the gradient, which is so large here that eps has no effect on the result.
SWAMPED = {
    name: encode_hyper(v) for name, v in (("lr", 1.0), ("eps", 2.0**178), ("weight_decay", 1.0))
}


def test_an_effect_that_few_scenarios_show_is_looked_for_where_a_search_ends_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, after = "theta * (1 - h.lr * h.weight_decay)", "theta - h.lr * h.weight_decay * g"
    subject = CoreSubject("adamw", build_variant([Edit("adamw.py", before, after)]))
    step = Step((encode_array([-(2.0**177)]),))
    only = Scenario("adamw", "float64", (Start(encode_array([0.0])),), (SWAMPED,), (step,))
    monkeypatch.setattr("properties.engine.examiner.supported_scenarios", lambda *_: [only])
    monkeypatch.setattr("properties.engine.examiner.ENOUGH", 0)
    examiner = Examiner(rules()["adamw"], subject, examples=1, shrink=False)
    known = SubjectJudge(rules()["adamw"], subject).judge(only, [("alive", frozenset())])
    assert [e.about for e in known.evidence.values() if e and e.is_broken] == ["eps"]
    found = {f.law.id for f in examiner.run().findings}
    assert "agreement" in found
    assert "alive" not in found


def test_a_hyper_parameter_without_an_effect_is_found_beside_another_defect() -> None:
    edits = [
        Edit("adam.py", "(np.sqrt(v_hat) + h.eps)", "(np.sqrt(v_hat) + 1e-8)"),
        Edit("adam.py", "m_hat = m / (1 - beta1**t)", "m_hat = m"),
    ]
    found = Examiner(
        rules()["adam"], CoreSubject("adam", build_variant(edits)), examples=100, shrink=False
    ).run()
    assert "alive" in {f.law.id for f in found.findings}
