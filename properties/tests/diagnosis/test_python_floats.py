"""A subject of Python floats, which raise where arrays give NaN, is not diagnosed for that."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from properties.diagnosis import diagnose_layers
from properties.diagnosis.candidates.cases import make_case
from properties.engine.examiner import Examiner
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities, Outcome, SubjectError

# Values out of their range are accepted, which is advice and has no name.
ACCEPTS_ALL = Edit(
    "hyperparameters.py", "if not (math.isfinite(number) and inside(number)):", "if False:"
)


@dataclass
class PythonFloats:
    """An optimizer that raises ZeroDivisionError where an array would contain NaN."""

    inner: CoreSubject
    raised: list[Scenario] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def capabilities(self) -> Capabilities:
        return self.inner.capabilities

    def run(self, scenario: Scenario) -> Outcome:
        outcome = self.inner.run(scenario)
        if isinstance(outcome, SubjectError):
            return outcome
        for k, frame in enumerate(outcome.frames):
            if any(np.isnan(values).any() for values in frame):
                self.raised.append(scenario)
                return SubjectError(k, "ZeroDivisionError", "float division by zero")
        return outcome


def zero_by_zero(eps: float) -> Scenario:
    step = Step((encode_array([0.0]),))
    return Scenario(
        "adam", "float64", (Start(encode_array([1.0])),), ({"eps": eps.hex()},), (step,)
    )


def test_an_exception_where_the_rule_has_no_number_is_no_deviation() -> None:
    subject = PythonFloats(CoreSubject("adam"))
    case = make_case(rules()["adam"], subject, zero_by_zero(0.0))
    assert isinstance(case.run, SubjectError)
    assert not case.is_broken


def test_an_exception_where_the_rule_has_a_number_is_one() -> None:
    wrong = build_variant([Edit("adam.py", "+ h.eps)", "+ 0.0)")])
    case = make_case(rules()["adam"], PythonFloats(CoreSubject("adam", wrong)), zero_by_zero(0.5))
    assert isinstance(case.run, SubjectError)
    assert case.is_broken


def test_advice_for_it_is_not_explained_by_an_unrelated_change() -> None:
    variant = build_variant([ACCEPTS_ALL])
    rule, subject = rules()["adagrad"], PythonFloats(CoreSubject("adagrad", variant))
    result = Examiner(rule, subject, examples=1, shrink=False).run()
    assert subject.raised
    assert {f.law.id for f in result.findings} == {"refusals"}
    assert not diagnose_layers(rule, subject, result).explanations
