"""The outcome of each law."""

from __future__ import annotations

from msgspec.structs import replace

from conformance.records.base import Options
from conformance.records.law_outcome import describe_end, list_outcomes
from conformance.tests.example_law_report import expected_report, law_record, law_report
from conformance.tests.example_records import report


def test_each_state_of_a_law() -> None:
    assert {outcome.law: outcome.state for outcome in list_outcomes(law_report())} == {
        "runs": "passed", "agreement": "failed", "scaling": "failed", "refusals": "advice",
        "alive": "undecided", "duplicate": "undecided", "maximize": "not applicable",
    }  # fmt: skip


def test_a_broken_law_without_a_finding_fails_as_its_level_says() -> None:
    whole = law_report(findings=[], advice=[])
    states = {outcome.law: outcome.state for outcome in list_outcomes(whole)}
    assert (states["agreement"], states["refusals"]) == ("failed", "advice")


def test_a_finding_whose_law_was_not_counted_is_not_lost() -> None:
    states = {outcome.law: outcome.state for outcome in list_outcomes(report())}
    assert states == {"agreement": "failed", "scaling": "failed", "maximize": "not applicable"}


def test_a_law_that_was_decided_somewhere_passes() -> None:
    some = law_record("runs", decided=1, undecided=9)
    whole = law_report()
    whole = replace(whole, certificate=replace(whole.certificate, laws=[some]))
    assert {o.law: o.state for o in list_outcomes(whole)}["runs"] == "passed"


def test_an_expected_failure_has_its_reason() -> None:
    found = {o.law: (o.state, o.reason) for o in list_outcomes(expected_report())}
    assert found["agreement"] == found["scaling"] == ("expected", "known (a link)")
    assert found["refusals"][0] == "advice"


def test_a_wrong_expected_failure_is_a_failure() -> None:
    found = {o.law: (o.state, o.reason) for o in list_outcomes(expected_report("runs", "passes"))}
    assert found["runs"] == ("failed", "passes")
    unknown = {o.law: (o.state, o.reason) for o in list_outcomes(expected_report("rums", "no"))}
    assert unknown["rums"] == ("failed", "no")


def test_a_should_law_that_decides_fails() -> None:
    states = {o.law: o.state for o in list_outcomes(law_report(options=Options(strict=True)))}
    assert states["refusals"] == "failed"


def test_the_end_of_a_check_is_described_unless_it_is_a_verdict() -> None:
    assert describe_end(law_report()) == ""
    assert describe_end(law_report(internal_error="KeyError")).endswith("KeyError")
    assert describe_end(law_report(interrupted="lost.")) == "The check ended early: lost."


def test_nothing_passes_in_a_check_that_ended_early_or_could_not_run() -> None:
    early = {o.law: o.state for o in list_outcomes(law_report(interrupted="lost"))}
    assert (early["runs"], early["agreement"]) == ("undecided", "failed")
    assert {o.state for o in list_outcomes(law_report(error="no torch"))} == {"errored"}
