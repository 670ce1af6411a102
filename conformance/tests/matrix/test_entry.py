"""Entries of the matrix: which dialects are declared for an optimizer."""

from __future__ import annotations

from typing import Literal

import pytest

from conformance.errors import WrongUse
from conformance.matrix import entry
from conformance.matrix.libraries import Configuration, Library, packages
from conformance.operations.interruption import CheckFailed
from conformance.records.base import DiagnosisRecord
from conformance.records.check import Report
from properties.dialects import dialects
from properties.scenarios.transforms import change

A, B, C = sorted(one.id for one in dialects().values() if one.rule == "sgd")[:3]


def report_with_diagnosis(
    *ids: str, kind: Literal["pitfall", "dialect", "rule"] = "dialect"
) -> Report:
    """A report with a diagnosis, or one that conforms."""
    best = DiagnosisRecord(
        id="+".join(ids), kind=kind, title="", explanation="", diff="", cases=1, of=1
    )
    return Report(
        target="x:SGD", rule="sgd", verdict="diverges" if ids else "conforms",
        diagnosis=[best] if ids else [],
    )  # fmt: skip


def test_dialects_are_declared_until_nothing_is_left_to_explain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = {
        (): report_with_diagnosis(A, B),
        (A, B): report_with_diagnosis(C),
        (A, B, C): report_with_diagnosis(),
    }
    monkeypatch.setattr(entry, "_run_check", lambda one, examples, applied: answers[tuple(applied)])
    one = Configuration("sgd", "x:SGD")
    report, spoken = entry._declare_dialects(one, 1, answers[()])
    assert (report.verdict, spoken) == ("conforms", [A, B, C])
    # A conforming report may have a dialect as the diagnosis of advice.
    answers[A, B] = change(report_with_diagnosis(C), verdict="conforms")
    report, spoken = entry._declare_dialects(one, 1, answers[()])
    assert (report.verdict, spoken) == ("conforms", [A, B])
    answers[A, B] = report_with_diagnosis(B)
    report, spoken = entry._declare_dialects(one, 1, answers[()])
    assert (report.verdict, spoken) == ("diverges", [A, B])


def test_of_a_dialect_and_a_pitfall_the_dialect_is_declared() -> None:
    assert entry._explaining_dialects(
        report_with_diagnosis(A, "gradient-mutated", kind="pitfall")
    ) == [A]
    assert (
        entry._explaining_dialects(report_with_diagnosis("gradient-mutated", kind="pitfall")) == []
    )
    assert entry._explaining_dialects(report_with_diagnosis("adam-eps-hat", kind="rule")) == []
    assert entry._explaining_dialects(change(report_with_diagnosis(A), verdict="conforms")) == []


def test_dialects_that_contradict_each_other_are_not_declared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: object) -> Report:
        raise WrongUse("they cannot be spoken together")

    monkeypatch.setattr(entry, "_run_check", refuse)
    first = report_with_diagnosis(A, B)
    assert entry._declare_dialects(Configuration("sgd", "x:SGD"), 1, first) == (first, [])


def test_an_internal_error_in_one_optimizer_is_an_entry_and_can_be_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trace = "Traceback (most recent call last):\nValueError: shapes differ\n"
    failure = CheckFailed(change(report_with_diagnosis(), internal_error=trace))

    def fail(*arguments: object) -> Report:
        raise failure

    monkeypatch.setattr(entry, "_run_check", fail)
    library = Library("x", "x", (), ())
    found = entry.check_entry(library, Configuration("sgd", "x:SGD"), 1)
    assert (found.state, found.words) == (
        "errored", "an internal error of the suite: ValueError: shapes differ",
    )  # fmt: skip
    kind, arguments = failure.__reduce__()
    assert kind(*arguments).report == failure.report


@pytest.mark.parametrize("verdict", ["diverges", "conforms"])
def test_the_reason_of_a_difference_without_name_is_given(
    monkeypatch: pytest.MonkeyPatch, verdict: Literal["diverges", "conforms"]
) -> None:
    report = change(report_with_diagnosis(), verdict=verdict, residual=["It deviates."])
    report = change(report, findings=[])
    monkeypatch.setattr(entry, "_run_check", lambda one, examples, applied: report)
    one = Configuration("sgd", "x:SGD", reason="The buffer is shared.")
    words = entry._check_configuration("x", one, 1).words
    expected = "It deviates. Read in its source: The buffer is shared."
    assert words == (expected if verdict == "diverges" else "")


def test_a_reason_comes_after_a_whole_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_with_diagnosis("gradient-negated", kind="pitfall")
    monkeypatch.setattr(entry, "_run_check", lambda one, examples, applied: report)
    monkeypatch.setattr(entry, "_first_capsule", lambda *reports: None)
    one = Configuration("sgd", "x:SGD", reason="The buffer is shared.")
    words = entry._check_configuration("x", one, 1).words
    assert words == " (1 of 1 cases). Read in its source: The buffer is shared."


def test_every_reason_is_about_an_optimizer_of_the_matrix() -> None:
    known = {c.target for library in packages.LIBRARIES for c in library.configurations}
    assert packages.REASONS.keys() <= known
