"""Sessions of pytest in which a check is replaced by a report that is written down."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

import pytest

import conformance.operations.check as module
import conformance.pytest_plugin.law_tests as law_tests
from conformance.operations.expected_failures import conclude, read_expected_failures
from conformance.records.base import FindingRecord
from conformance.records.check import Certificate, LawRecord, NotApplicable, Report
from conformance.tests.example_records import SCENARIO, report

Run = Callable[..., pytest.RunResult]

LAWS = ("agreement", "scaling", "negation", "maximize", "resting", "refusals")

# A test file with these laws of one optimizer, and the arguments of the decorator.
FILE = """
from conformance import parametrize_with_laws

class MyAdam:
    pass

@parametrize_with_laws(MyAdam{arguments})
def test_my_adam(law):
    law()
"""


def law_record(law: str, **changes: Any) -> LawRecord:
    given: dict[str, Any] = {
        "law": law, "requirement": "must", "summary": f"What {law} says.", "cases": 3,
        "decided": 9, "undecided": 0, "ratio": None, "broken": False,
    }  # fmt: skip
    return LawRecord(**(given | changes))


CERTIFICATE = Certificate(
    laws=[
        law_record("agreement", broken=True),
        law_record("scaling", broken=True),
        law_record("negation"),
        law_record("resting", decided=0),
        law_record("refusals", requirement="should", broken=True),
    ],
    not_applicable=[NotApplicable(law="maximize", reason="the subject takes no maximize")],
)

# Agreement and scaling fail, the others pass, do not apply, decide nothing, or are advice.
BROKEN = report(
    certificate=CERTIFICATE,
    advice=[
        FindingRecord(law="refusals", message="nan is accepted", ratio=None, scenario=SCENARIO)
    ],
)
CORRECT = report(
    verdict="conforms", findings=[], diagnosis=[],
    certificate=Certificate(laws=[law_record(law) for law in LAWS]),
)  # fmt: skip


class Checks:
    """What the sessions check, and the report that they get.

    Attributes:
        made: the targets that were checked.
        given: the other arguments of the last check.
        result: the report of each check, or the exception that it raises.
    """

    def __init__(self) -> None:
        self.made: list[object] = []
        self.given: dict[str, Any] = {}
        self.result: Report | Exception = BROKEN

    def check(self, target: object, **arguments: Any) -> Report:
        self.made.append(target)
        self.given = arguments
        if isinstance(self.result, Exception):
            raise self.result
        expected = read_expected_failures(arguments.get("expected_failures", ()))
        return conclude(self.result, arguments.get("strict", False), expected)


def plugin_options() -> list[str]:
    """The options that load the plugin, where the installed distribution does not have it.

    Warnings of the inner session are no errors, as they are in this one.
    """
    names = {entry.value for entry in entry_points(group="pytest11")}
    load = [] if "conformance.pytest_plugin" in names else ["-p", "conformance.pytest_plugin"]
    return [*load, "-W", "default", "-W", "ignore::pytest.PytestAssertRewriteWarning"]


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Checks:
    """Replace the check."""
    made = Checks()
    monkeypatch.setattr(module, "check", made.check)
    monkeypatch.setattr(law_tests, "laws", lambda: dict.fromkeys(LAWS))
    return made


@pytest.fixture
def run(pytester: pytest.Pytester, checks: Checks) -> Run:
    """Run pytest in this process on a test file with these arguments of the decorator."""

    def run_file(*options: str, arguments: str = "", text: str = "") -> pytest.RunResult:
        pytester.makepyfile(test_mine=text or FILE.format(arguments=arguments))
        return pytester.runpytest_inprocess(*plugin_options(), *options)

    return run_file
