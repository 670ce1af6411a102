"""What a report says of an optimizer whose step raises exceptions."""

from __future__ import annotations

from conformance import check
from conformance.rendering.formats import render_as
from conformance.rendering.terminal.report import render_report
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import WriteSubject


def test_a_step_that_always_raises_is_given_no_name_and_claims_nothing(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_SGD.replace("    def step(self):\n", "    def step(self):\n        {}['buf']\n")
    assert source != PAGE_SGD
    report = check(f"{write_subject(source)}:SGD", examples=1, jobs=1)
    assert (report.verdict, report.diagnosis, report.internal_error) == ("diverges", [], "")
    c = report.certificate
    assert (c.cases, c.pitfalls.caught, c.mutants.caught) == (0, 0, 0)
    assert all(floor.epsilons is None for floor in c.floors)
    text = str(render_report(report))
    assert "the optimizer ran no scenario to the end" in text
    assert "known pitfalls of sgd would be detected" not in text


def test_a_shape_that_makes_the_step_raise_is_advice_with_the_exception(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_SGD.replace("    def step(self):\n", "    def step(self):\n        FIRST\n")
    source = source.replace("FIRST", "[p.data[0] for p in self.params]")
    report = check(f"{write_subject(source)}:SGD", examples=1, jobs=1)
    assert report.verdict == "conforms"
    empty, scalar = report.crashes
    assert empty.startswith("A step with a parameter without elements raised IndexError")
    assert scalar.startswith("A step with a parameter of shape () raised IndexError")
    assert f"Warnings (SHOULD laws; they do not affect the verdict)\n  {empty}" in str(
        render_report(report)
    )
    for page in ("markdown", "html"):
        assert "A step with a parameter without elements raised" in render_as(page, report)


SHARED = """
import numpy as np


class SGD:
    buffers = {}

    def __init__(self, params, lr=1e-3, momentum=0.0):
        self.params, self.lr, self.momentum = list(params), lr, momentum

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                old = self.buffers.get(i, np.zeros_like(p.data))
                self.buffers[i] = self.momentum * old + p.grad
                p.data -= self.lr * self.buffers[i]
"""


def test_state_of_all_instances_is_named_and_no_shape_is_blamed_for_it(
    write_subject: WriteSubject,
) -> None:
    """Arrays of another shape are left by earlier runs."""
    report = check(f"{write_subject(SHARED)}:SGD", examples=1, jobs=1)
    assert report.verdict == "diverges"
    assert [one.title for one in report.diagnosis] == ["all instances share their state"]
    assert not report.nondeterministic
    assert report.crashes == []
    assert report.findings[0].law == "instances"
    assert all(one.explained_by for one in report.findings)
