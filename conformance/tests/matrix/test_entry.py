"""Entries of the matrix: which dialects are declared for an optimizer."""

from __future__ import annotations

from typing import Literal

import pytest

from conformance.errors import WrongUse
from conformance.matrix import entry
from conformance.matrix.libraries import Configuration
from conformance.records.base import DiagnosisRecord
from conformance.records.check import Report
from properties.dialects import dialects
from properties.scenarios.transforms import change

A, B, C = sorted(one.id for one in dialects().values() if one.rule == "sgd")[:3]


def named(*ids: str, kind: Literal["pitfall", "dialect", "rule"] = "dialect") -> Report:
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
    answers = {(): named(A, B), (A, B): named(C), (A, B, C): named()}
    monkeypatch.setattr(entry, "_checked", lambda one, examples, spoken: answers[tuple(spoken)])
    one = Configuration("sgd", "x:SGD")
    report, spoken = entry._declared(one, 1, answers[()])
    assert (report.verdict, spoken) == ("conforms", [A, B, C])
    # A conforming report may have a dialect as the diagnosis of advice.
    answers[A, B] = change(named(C), verdict="conforms")
    report, spoken = entry._declared(one, 1, answers[()])
    assert (report.verdict, spoken) == ("conforms", [A, B])
    answers[A, B] = named(B)
    report, spoken = entry._declared(one, 1, answers[()])
    assert (report.verdict, spoken) == ("diverges", [A, B])


def test_of_a_dialect_and_a_pitfall_the_dialect_is_declared() -> None:
    assert entry._spoken(named(A, "gradient-mutated", kind="pitfall")) == [A]
    assert entry._spoken(named("gradient-mutated", kind="pitfall")) == []
    assert entry._spoken(named("adam-eps-hat", kind="rule")) == []
    assert entry._spoken(change(named(A), verdict="conforms")) == []


def test_dialects_that_contradict_each_other_are_not_declared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: object) -> Report:
        raise WrongUse("they cannot be spoken together")

    monkeypatch.setattr(entry, "_checked", refuse)
    first = named(A, B)
    assert entry._declared(Configuration("sgd", "x:SGD"), 1, first) == (first, [])
