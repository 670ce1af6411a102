"""The pages of a check: pure functions of the record, without foreign markup."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from conformance.records.base import DiagnosisRecord
from conformance.records.check import Certificate, LawRecord, Report
from conformance.records.comparison import Comparison
from conformance.rendering.formats.html import render_check_html, render_comparison_html
from conformance.rendering.formats.markdown import render_check_markdown
from conformance.tests.example_law_report import expected_report
from conformance.tests.example_records import nasty, report
from conformance.tests.page_reader import NASTY, Page, assert_self_contained


def test_the_page_shows_the_report() -> None:
    for text in (Page(render_check_html(report())).text, render_check_markdown(report())):
        for said in ("mine.py:SGD", "diverges", "One thing for another", "7 of 8", "-  right",
                     "+  wrong", "off by a lot", "event 0: step, gradient [1]",
                     "40 comparisons decided, 5 % undecided", "8 of 9"):  # fmt: skip
            assert said in text.replace("\\", ""), said


def test_the_page_has_details_that_a_comment_omits() -> None:
    text = Page(render_check_html(report())).text
    for said in (
        "scaling",
        "keras-team/keras#435",
        "documented by optax",
        "does not apply",
        "numpy 2.0",
    ):
        assert said in text


def test_pages_say_first_that_a_subject_is_not_deterministic() -> None:
    given = report(
        diagnosis=[], residual=["Not deterministic: runs differ.", "More."], nondeterministic=True
    )
    for text in (Page(render_check_html(given)).text, render_check_markdown(given)):
        plain = text.replace("\\", "")
        assert plain.count("Not deterministic") == 1
        assert plain.index("Not deterministic") < plain.index("More.") < plain.index("off by a lot")
        assert "No known pitfall" not in plain


def test_pages_say_that_the_check_ended_early() -> None:
    given = report(interrupted="its process was lost")
    for text in (Page(render_check_html(given)).text, render_check_markdown(given)):
        assert "The check ended early: its process was lost." in text.replace("\\", "")
    assert "ended early" not in render_check_html(report()) + render_check_markdown(report())


def test_pages_have_the_expected_failures() -> None:
    for document in (expected_report(), expected_report("runs", "it passes")):
        said = "it passes" if document.expected_failures[0].problem else "agreement failed: known"
        assert said in render_check_html(document)
        assert said in render_check_markdown(document)


def test_no_foreign_text_is_markup_on_the_page() -> None:
    html = render_check_html(nasty())
    harmless = msgspec.json.encode(nasty()).replace(
        json.dumps(NASTY)[1:-1].encode(), b"nothing but a word"
    )
    page, plain = Page(html), Page(render_check_html(msgspec.json.decode(harmless, type=Report)))
    assert page.tags == plain.tags
    assert "<script" not in html
    assert_self_contained(html)


def test_no_foreign_text_is_markup_in_a_comment() -> None:
    outside = re.sub(
        r"^(`{3,}).*?^\1$", "", render_check_markdown(nasty()), flags=re.MULTILINE | re.DOTALL
    )
    outside = outside.replace("<details><summary>Smallest case</summary>", "")
    outside = outside.replace("</details>", "")
    assert not re.search(r"(?<!\\)[<>\[\]`]", outside)


def test_pages_are_functions_of_the_record_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def ran(*args: object, **kwargs: object) -> None:
        raise AssertionError("a page was drawn by running something")

    monkeypatch.setattr("properties.engine.examiner.Examiner.run", ran)
    monkeypatch.setattr("properties.subjects.runner.run_scenario", ran)
    again = msgspec.json.decode(msgspec.json.encode(report()), type=Report)
    assert render_check_html(report()) == render_check_html(again)
    assert render_check_markdown(report()) == render_check_markdown(again)


@pytest.mark.parametrize(
    "one",
    [
        report(),
        report(verdict="conforms", findings=[], diagnosis=[]),
        report(verdict="undecided", findings=[], diagnosis=[], certificate=Certificate()),
        report(verdict="errored", findings=[], diagnosis=[], error="It could not be run."),
        report(diagnosis=[], residual=["Deviations occur only in float32."]),
    ],
    ids=["diverges", "conforms", "undecided", "errored", "unknown"],
)
def test_every_verdict_is_drawn(one: Report) -> None:
    html = render_check_html(one)
    assert_self_contained(html)
    page = Page(html)
    assert page.tags.count("h1") == page.tags.count("main") == 1
    assert one.verdict in page.text
    assert one.verdict in render_check_markdown(one)
    assert ("svg" in page.tags) == any(f.frames for f in one.findings)


def test_every_chart_has_a_description_and_every_table_a_caption() -> None:
    html = render_check_html(report())
    page = Page(html)
    pictures = re.findall(r'role="img" aria-label="[^"]+"', html)
    assert page.tags.count("svg") == len(pictures) == 1
    assert page.tags.count("table") == page.tags.count("caption")
    assert page.tags.count("details") == page.tags.count("summary")


def law_record(law: str, summary: str) -> LawRecord:
    return LawRecord(
        law=law, requirement="must", cases=1, decided=1, undecided=0, ratio=0.0, broken=True,
        summary=summary,
    )  # fmt: skip


def test_diagnosis_picture_and_case_come_first_and_the_laws_are_explained() -> None:
    one = report(certificate=Certificate(laws=[law_record("agreement", "It agrees.")], cases=1))
    html = render_check_html(one)
    assert "It agrees." in html
    order = ("<h3>One thing for another", "<svg", "event 0: step", ">Failed laws<", "<details")
    places = [html.index(text) for text in order]
    assert places == sorted(places)


def test_the_diff_is_labelled() -> None:
    text = Page(render_check_html(report())).text
    assert (
        text.index("--- sgd (reference)") < text.index("+++ mine.py:SGD") < text.index("-  right")
    )


def test_only_a_known_pitfall_is_named_in_the_legend() -> None:
    known = DiagnosisRecord(id="one", kind="pitfall", title="One", cases=1, of=1)
    assert "error with the pitfall" in render_check_html(report(diagnosis=[known]))
    assert "with the pitfall" not in render_check_html(report())


def test_several_reports_are_compared_on_one_page() -> None:
    reports = [
        report(),
        report(target="good.py:SGD", verdict="conforms", findings=[], diagnosis=[]),
    ]
    html = render_comparison_html(Comparison(reports=reports))
    assert_self_contained(html)
    text = Page(html).text
    for said in ("2 optimizers", "1 conforms", "1 diverges", "mine.py:SGD", "good.py:SGD",
                 "One thing for another", "off by a lot"):  # fmt: skip
        assert said in text
    nasty_page = Page(render_comparison_html(Comparison(reports=[nasty(), nasty()])))
    assert nasty_page.tags.count("script") == 1
    assert nasty_page.text.count(NASTY) >= 6
