"""A finding of a report has the run, the enclosure and the scenarios that show it."""

from __future__ import annotations

from properties.comparison.evidence import broken_evidence
from properties.comparison.trajectories import bit_identical, compare_with_enclosure
from properties.engine.attribution import AttributedFinding
from properties.engine.reproduction import reproduce_finding, reproduce_findings
from properties.engine.results import Finding
from properties.laws import laws
from properties.pitfalls import pitfalls
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.scenarios.transforms import set_everywhere
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import SubjectError, Trajectory

STEP = Step((encode_array([1.0]),))
SCENARIO = Scenario(
    "sgd",
    "float64",
    (Start(encode_array([1.0])),),
    ({"momentum": encode_hyper(0.5), "nesterov": encode_hyper(True)},),
    (STEP, STEP),
)


def finding(law: str) -> Finding:
    return Finding(laws()[law], "everyday", SCENARIO, broken_evidence(law))


def test_the_run_and_the_enclosure_are_those_of_the_scenario() -> None:
    subject = pitfalls()["nesterov-sign"].subject()
    seen = reproduce_finding(rules()["sgd"], subject, finding("agreement"))
    run = subject.run(SCENARIO)
    assert isinstance(run, Trajectory)
    assert isinstance(seen.run, Trajectory)
    assert seen.enclosure is not None
    assert bit_identical(seen.run, run)
    assert compare_with_enclosure(SCENARIO, seen.run, seen.enclosure).is_broken
    assert seen.derived == (SCENARIO,)


def test_the_scenarios_that_the_law_adds_are_listed_without_that_of_the_finding() -> None:
    subject = pitfalls()["nesterov-sign"].subject()
    seen = reproduce_finding(rules()["sgd"], subject, finding("defaults"))
    assert len(seen.derived) == 1
    assert SCENARIO not in seen.derived
    assert isinstance(seen.run, Trajectory)


def test_findings_with_one_scenario_are_reproduced_together() -> None:
    subject = pitfalls()["nesterov-sign"].subject()
    rule = rules()["sgd"]
    given = [AttributedFinding(finding(law), rule, "x") for law in ("defaults", "agreement")]
    [seen] = reproduce_findings(subject, given)
    assert (seen.finding.law.id, seen.also, seen.explained_by) == ("agreement", ("defaults",), "x")


def test_there_is_no_enclosure_where_the_subject_raised() -> None:
    subject = CoreSubject("sgd")
    scenario = set_everywhere(SCENARIO, lr=-1.0)
    broken = Finding(laws()["runs"], "everyday", scenario, broken_evidence("runs"))
    seen = reproduce_finding(rules()["sgd"], subject, broken)
    assert isinstance(seen.run, SubjectError)
    assert seen.enclosure is None
