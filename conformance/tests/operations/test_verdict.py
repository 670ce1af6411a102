"""The verdict and the certificate of given results."""

from __future__ import annotations

from conformance.operations.check import decide_verdict
from conformance.recording.certificate import make_certificate
from conformance.records.check import Certificate
from properties.comparison.evidence import Evidence
from properties.engine.detection import DetectionPower
from properties.engine.results import Examination, Finding, Tally
from properties.laws import laws
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

SCENARIO = Scenario(
    "sgd", "float64", (Start(encode_array([1.0])),), ({},), (Step((encode_array([1.0]),)),)
)


def make_examination(law: str, evidence: Evidence) -> Examination:
    """An examination of one law on one scenario."""
    tally = Tally(laws()[law])
    tally.count(evidence)
    if evidence.is_broken:
        tally.broken = Finding(laws()[law], "everyday", SCENARIO, evidence)
    return Examination({law: tally}, {"alive": "a reason"}, [SCENARIO])


def certificate_of(examination: Examination) -> Certificate:
    """The certificate of an examination without scenarios for injected errors."""
    sight = DetectionPower(rules()["sgd"], CoreSubject("sgd").capabilities, [], [])
    return make_certificate(examination, sight.detect_pitfalls(), sight.detection_limits())


def test_a_broken_must_diverges_and_a_broken_should_does_not() -> None:
    off = Evidence(1, 0, 100.0)
    assert decide_verdict(make_examination("agreement", off)) == "diverges"
    both = make_examination("agreement", Evidence(1, 0, 1.0))
    both.tallies |= make_examination("defaults", off).tallies
    assert decide_verdict(both) == "conforms"


def test_deciding_nothing_is_undecided() -> None:
    assert decide_verdict(make_examination("agreement", Evidence(0, 9, 0.0))) == "undecided"
    assert decide_verdict(Examination({}, {})) == "undecided"


def test_agreement_not_decided_is_undecided_whatever_else_was() -> None:
    assert decide_verdict(make_examination("others", Evidence(9, 0, 0.0))) == "undecided"


def test_an_undecided_comparison_is_never_counted_as_decided() -> None:
    c = certificate_of(make_examination("agreement", Evidence(3, 4, 0.5)))
    assert (c.cases, c.decided, c.undecided) == (1, 3, 4)
    assert [(law.law, law.ratio, law.broken) for law in c.laws] == [("agreement", 0.5, False)]
    assert [(n.law, n.reason) for n in c.not_applicable] == [("alive", "a reason")]


def test_a_violation_of_the_contract_has_no_ratio() -> None:
    c = certificate_of(make_examination("agreement", Evidence(1, 0, float("inf"))))
    assert [(law.ratio, law.broken) for law in c.laws] == [(None, True)]
