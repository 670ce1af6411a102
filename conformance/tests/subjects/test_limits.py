"""Missing capabilities: probed or excluded by the user, and then not used."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest

from conformance.errors import WrongUse
from conformance.operations.check import check
from conformance.operations.identify import identify
from conformance.operations.replay import replay
from conformance.records.capsule import make_capsule
from conformance.records.check import Report
from conformance.rendering.formats.html import render_check_html
from conformance.rendering.terminal.report import render_report
from conformance.targets.options import SubjectOptions
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject
from properties.laws import laws
from properties.subjects.base_driver import PURE_UNSUPPORTED, UNSUPPORTED
from properties.subjects.trajectory import CAPABILITIES

STEP = "p.data -= self.lr * p.grad"

# Computes in float32 for every precision.
NARROW = "import numpy as np\n\n" + PAGE_SGD.replace(
    STEP, "p.data -= np.float32(self.lr) * p.grad.astype(np.float32)"
)


def reasons(report: Report) -> set[str]:
    return {one.reason for one in report.certificate.not_applicable}


def test_single_precision_inside_is_a_finding_unless_double_is_excluded(
    write_subject: WriteSubject,
) -> None:
    path = write_subject(NARROW)
    assert check(f"{path}:SGD", examples=1).verdict == "diverges"
    limited = check(f"{path}:SGD", examples=1, without=["float64"])
    assert limited.verdict == "conforms"
    assert limited.options.without == ["float64"]
    assert {floor.dtype for floor in limited.certificate.floors} == {"float32"}


def test_without_any_supported_precision_nothing_is_checked() -> None:
    report = check("optimcore:SGD", adapter="autograd-loops", without=["float64"], examples=1)
    assert report.verdict == "errored"
    assert "neither float32 nor float64 remains" in (report.error or "")


def test_a_law_that_needs_an_excluded_capability_is_not_replayed(
    write_subject: WriteSubject,
) -> None:
    path = write_subject(PAGE_SGD.replace("return {}", "raise KeyError('lost')"))
    report = check(f"{path}:SGD", examples=1)
    finding = next(f for f in report.findings if "Resume" in str(f.scenario) or f.law == "resume")
    capsule = make_capsule(report, finding)
    excluded = msgspec.structs.replace(capsule.options, without=["resume"])
    limited = msgspec.structs.replace(capsule, law="resume", options=excluded)
    assert replay(limited).state == "NOT APPLICABLE"


def test_capabilities_that_the_user_excludes_are_listed(write_subject: WriteSubject) -> None:
    path = write_subject(PAGE_SGD)
    report = check(f"{path}:SGD", examples=1, without=["no gradient"])
    assert "excluded by the user (--without 'no gradient')" in reasons(report)
    assert "excluded with --without: no gradient" in render_report(report)
    assert "Excluded with --without: no gradient." in render_check_html(report)


@pytest.mark.parametrize(
    ("without", "words"),
    [
        (["wings"], "Give one of: add group"),
        (["float64", "float32"], "no supported precision remains"),
    ],
)
def test_invalid_limits_are_wrong_use(without: list[str], words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        check("optimcore:SGD", without=without)


@pytest.mark.parametrize("run", [check, identify])
def test_limits_as_one_string_are_wrong_use(run: Callable[..., object]) -> None:
    given = SubjectOptions(without="float64")
    with pytest.raises(WrongUse, match=r"without='float64' is a string.*without=\['float64'\]"):
        run("optimcore:SGD", options=given)


def test_the_command_takes_limits(command: Command, write_subject: WriteSubject) -> None:
    path = write_subject(NARROW)
    result = command("check", f"{path}:SGD", "--examples", 1, "--without", "float64", "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["options"]["without"] == ["float64"]
    assert command("check", "optimcore:SGD", "--without", "wings").exit_code == 2


def test_laws_and_adapters_name_capabilities_that_exist() -> None:
    asked = {capability for law in laws().values() for capability in law.capabilities}
    lacking = {capability for kind in (UNSUPPORTED, PURE_UNSUPPORTED) for capability in kind}
    assert asked | lacking <= CAPABILITIES
