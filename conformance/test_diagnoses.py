"""The diagnosis in what ``check`` leaves behind: defects in code that shares nothing with ours."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.capsules import capsule_of
from conformance.conftest import PAGE_ADAM, WriteSubject
from conformance.words import told

DEFECTS = {
    "adam-eps-root": ("(np.sqrt(v_hat) + self.epsilon)", "np.sqrt(v_hat + self.epsilon)"),
    "swapped-betas": ("= beta1, beta2, epsilon", "= beta2, beta1, epsilon"),
}


@pytest.mark.campaign
@pytest.mark.parametrize("name", DEFECTS)
def test_the_first_diagnosis_is_right(name: str, write_subject: WriteSubject) -> None:
    source = PAGE_ADAM.replace(*DEFECTS[name])
    assert source != PAGE_ADAM
    report = check(f"{write_subject(source)}:Adam", examples=5)
    assert report.verdict == "diverges"
    first = report.diagnosis[0]
    assert first.id == name
    assert first.cases == first.of > 5
    assert first.diff
    assert not report.residual
    text = told(report).plain
    assert f"diagnosis: {first.title}" in text
    changed = next(line for line in first.diff.splitlines() if line.startswith("+ "))
    assert changed in text
    capsule = capsule_of(report, report.findings[0])
    assert capsule.diagnosis == report.diagnosis
    frame = capsule.frames[-1]
    assert len(frame.got) == len(frame.expected) == len(frame.radius)


def test_a_conforming_report_has_no_diagnosis() -> None:
    report = check("optimcore:SGD", examples=2)
    assert (report.diagnosis, report.residual) == ([], [])


OTHER_DEFAULTS = PAGE_ADAM.replace("learning_rate=1e-3", "learning_rate=1e-2").replace(
    "epsilon=1e-8", "epsilon=1e-6"
)


def test_defaults_that_differ_are_read_from_the_constructor(write_subject: WriteSubject) -> None:
    report = check(f"{write_subject(OTHER_DEFAULTS)}:Adam", examples=10)
    assert report.verdict == "conforms"
    assert [one.id for one in report.diagnosis] == ["default-lr=0.01+default-eps=1e-06"]


def test_what_a_constructor_says_is_held_to_what_it_does(write_subject: WriteSubject) -> None:
    source = PAGE_ADAM.replace("learning_rate=1e-3", "learning_rate=0.0123").replace(
        "= learning_rate, wd", "= (learning_rate if learning_rate != 0.0123 else 5e-3), wd"
    )
    report = check(f"{write_subject(source)}:Adam", examples=10)
    assert [one.id for one in report.diagnosis] == ["default-lr=0.005"]
