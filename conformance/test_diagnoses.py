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
