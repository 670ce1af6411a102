"""What a check detected, and what it did not look at."""

from __future__ import annotations

from conformance.recording.certificate import UNSEEN, make_certificate
from properties.engine.results import Examination, Tally
from properties.laws import laws


def test_a_pitfall_that_is_named_is_detected() -> None:
    coverage = make_certificate(
        Examination({}, {}), {"a": False, "b": False}, [], named={"a"}
    ).pitfalls
    assert (coverage.known, coverage.caught, coverage.missed) == (2, 1, ["b"])


def test_a_law_that_no_scenario_shows_is_not_checked() -> None:
    seen, unseen = list(laws().values())[:2]
    result = Examination({one.id: Tally(one) for one in (seen, unseen)}, {})
    result.tallies[seen.id].cases = 1
    certificate = make_certificate(result, {}, [])
    assert [one.law for one in certificate.laws] == [seen.id]
    assert {one.law: one.reason for one in certificate.not_applicable} == {unseen.id: UNSEEN}
