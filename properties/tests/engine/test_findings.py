"""Findings are grouped by scenario, and the group with the most broken laws comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from properties.comparison.evidence import broken_evidence
from properties.engine.attribution import AttributedFinding
from properties.engine.examiner import Examiner
from properties.engine.grouping import group_findings
from properties.engine.results import Finding
from properties.laws import MUST, SHOULD, laws
from properties.pitfalls import pitfalls
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

RULE = rules()["sgd"]


def attributed(findings: Iterable[Finding]) -> list[AttributedFinding]:
    return [AttributedFinding(f, RULE) for f in findings]


def on(number: float) -> Scenario:
    return Scenario(
        "sgd", "float64", (Start(encode_array([number])),), ({},), (Step((encode_array([1.0]),)),)
    )


def finding(law: str, number: float, message: str = "got 1.0, expected 2.0") -> Finding:
    return Finding(laws()[law], "everyday", on(number), broken_evidence(message))


def test_laws_broken_by_one_scenario_are_one_finding() -> None:
    told = group_findings(attributed([finding("agreement", 1.0), finding("scaling", 1.0)]))
    assert [(e.finding.law.id, e.also) for e in told] == [("agreement", ("scaling",))]


def test_what_explains_most_comes_first() -> None:
    told = group_findings(
        attributed([finding("resume", 2.0), finding("agreement", 1.0), finding("scaling", 1.0)])
    )
    assert [e.finding.law.id for e in told] == ["agreement", "resume"]


def test_the_case_that_shows_an_explanation_best_comes_first_of_it() -> None:
    given = attributed([finding("resume", 2.0), finding("agreement", 1.0), finding("scaling", 1.0)])
    shown, *others = (replace(one, explained_by="x") for one in given)
    told = group_findings([*others, replace(shown, leads=True)])
    assert [e.finding.law.id for e in told] == ["resume", "agreement"]


def test_a_law_that_decides_the_verdict_is_reported_before_one_that_does_not() -> None:
    assert laws()["defaults"].requirement == SHOULD
    given = attributed([finding("defaults", 1.0), finding("resume", 1.0), finding("refusals", 2.0)])
    told = group_findings(replace(one, explained_by="x") for one in given)
    assert [(e.finding.law.id, e.also, e.requirement) for e in told] == [
        ("resume", ("defaults",), MUST),
        ("refusals", (), SHOULD),
    ]


def test_one_scenario_that_shows_several_things_gives_several_findings() -> None:
    told = group_findings(
        attributed(
            [
                finding("agreement", 1.0, "after event 0: got 1.0, expected 2.0"),
                finding("zero-decay", 1.0, "after event 0: got 1.0, expected 3.0"),
                finding("alive", 1.0, "lr=1.0 gives exactly the same parameters as lr=0.001"),
            ]
        )
    )
    assert [(e.finding.law.id, e.also) for e in told] == [
        ("agreement", ("zero-decay",)),
        ("alive", ()),
    ]


def test_what_nothing_explains_comes_after_the_explanations() -> None:
    first, second = attributed([finding("resume", 1.0), finding("agreement", 2.0)])
    told = group_findings([first, replace(second, explained_by="x")])
    assert [(e.finding.law.id, e.explained_by) for e in told] == [
        ("agreement", "x"),
        ("resume", ""),
    ]


def test_without_findings_there_are_no_groups() -> None:
    assert group_findings([]) == []


def test_a_wrong_formula_is_one_finding_whatever_laws_it_breaks() -> None:
    subject = pitfalls()["eps-inside-root"].subject()
    seen = Examiner(rules()["adam"], subject, examples=0).run()
    assert len(seen.findings) > 2
    assert len(group_findings(attributed(seen.findings))) < len(seen.findings)


def test_without_examples_only_the_corpus_is_run() -> None:
    seen = Examiner(rules()["sgd"], CoreSubject("sgd"), examples=0).run()
    assert seen.findings == []
    assert 1 <= seen.cases <= 40
