"""Public reports of bugs: each number of the catalogue has some, with addresses."""

from __future__ import annotations

import re

from conformance.rendering.upstream_reports import upstream_reports
from properties.dialects import dialects
from properties.pitfalls import pitfalls

# A bug that was found in the source of a library, without a report.
WITHOUT_REPORT = {56}


def test_every_bug_of_the_catalogue_has_a_report() -> None:
    used = {p.bug for p in pitfalls().values()} | {d.number for d in dialects().values()}
    missing = {number for number in used if number and not upstream_reports(number)}
    assert missing == WITHOUT_REPORT


def test_addresses_are_those_of_issues_and_commits() -> None:
    [report] = upstream_reports(1)
    assert report.name == "ml-explore/mlx#1640"
    assert report.url == "https://github.com/ml-explore/mlx/issues/1640"
    for number in range(1, 100):
        for one in upstream_reports(number):
            assert re.fullmatch(
                r"https://github\.com/[\w-]+/[\w.-]+/(issues/\d+|commit/[0-9a-f]{7,})", one.url
            )


def test_an_unknown_number_has_no_report() -> None:
    assert upstream_reports(None) == upstream_reports(9999) == []
