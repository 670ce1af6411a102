"""The pages of the pitfall report: pure functions of the record, without foreign markup."""

from __future__ import annotations

import base64
import hashlib
import re

import msgspec
import pytest

from conformance.records.base import FindingRecord
from conformance.records.pitfalls import Deviation, MutantRecord, MutantSummary, PitfallsRecord
from conformance.rendering.formats.html import render_pitfalls_html
from conformance.rendering.formats.markdown import render_pitfalls_markdown
from conformance.tests.example_records import SCENARIO, clean_record, pitfall_record, whole
from conformance.tests.page_reader import NASTY, Page, assert_self_contained


def test_the_pages_are_functions_of_the_record_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def ran(*args: object, **kwargs: object) -> None:
        raise AssertionError("a page was drawn by running something")

    monkeypatch.setattr("properties.engine.examiner.Examiner.run", ran)
    monkeypatch.setattr("properties.subjects.runner.run_scenario", ran)
    record = whole()
    again = msgspec.json.decode(msgspec.json.encode(record), type=PitfallsRecord)
    assert render_pitfalls_html(record) == render_pitfalls_html(again)
    assert render_pitfalls_markdown(record) == render_pitfalls_markdown(again)


def test_one_edit_defects_have_a_section() -> None:
    unseen = MutantRecord(id="sign-m-1", title="The first moment is -m.", diff="-m\n+-m")
    equal = MutantRecord(id="power-v-2", title="The second moment is abs(v).", diff="-v\n+abs(v)")
    summary = MutantSummary(
        number=9, repeated=2, known=6, caught=5, corpus=13, random=200, unseen=[unseen],
        equivalent=[equal], unmatched=["global-t"],
    )  # fmt: skip
    record = whole(clean=[clean_record(mutants=summary)])
    for page in (render_pitfalls_html(record), render_pitfalls_markdown(record)):
        for text in ("5 of 6", "The first moment is -m.", "abs(v)", "global-t", "200 random"):
            assert text in page
    assert "One-edit defects" not in render_pitfalls_markdown(whole())


def test_what_a_record_says_is_escaped_in_html() -> None:
    finding = FindingRecord(law="agreement", message=NASTY, ratio=1.0, scenario=SCENARIO)
    nasty = pitfall_record(
        title=NASTY, diff=f"--- a\n+++ b\n-{NASTY}\n+{NASTY}", explanation=NASTY,
        claim=NASTY, measured=NASTY, finding=finding,
    )  # fmt: skip
    html = render_pitfalls_html(whole(pitfalls=[nasty]))
    plain = Page(render_pitfalls_html(whole(pitfalls=[pitfall_record()])))
    page = Page(html)
    for tag in ("script", "a", "section", "dd", "pre", "code", "em", "span", "h2"):
        assert page.tags.count(tag) == plain.tags.count(tag), tag
    assert html.count("<script") == 1
    assert "alert(1)</script>" not in html
    assert page.text.count(NASTY) >= 6
    assert_self_contained(html)


def test_every_pitfall_has_one_anchor_and_links_lead_somewhere() -> None:
    html = render_pitfalls_html(whole())
    assert_self_contained(html)
    page = Page(html)
    assert [page.ids.count(name) for name in ("one", "two")] == [1, 1]
    assert {"#one", "#two"} <= set(page.links)
    markdown = render_pitfalls_markdown(whole())
    assert [markdown.count(f'<a id="{name}"></a>') for name in ("one", "two")] == [1, 1]


def test_the_pages_show_diff_case_claim_and_measurement() -> None:
    for text in (Page(render_pitfalls_html(whole())).text, render_pitfalls_markdown(whole())):
        for said in ("-right", "+wrong", "Nobody makes it.", "Everybody does.", "agreement",
                     "tiny-dnn/tiny-dnn#824"):  # fmt: skip
            assert said in text
        assert "event 0: step, gradient [1]" in text


def test_the_deviation_is_drawn_where_there_is_one() -> None:
    drawn = Page(render_pitfalls_html(whole(pitfalls=[pitfall_record()])))
    not_drawn = Page(render_pitfalls_html(whole(pitfalls=[pitfall_record(deviation=[])])))
    assert "svg" in drawn.tags
    assert "svg" not in not_drawn.tags


@pytest.mark.parametrize(
    "deviation",
    [
        [Deviation(off=None, radius=None)],
        [Deviation(off=0.0, radius=0.0)] * 3,
        [Deviation(off=1e300, radius=1e-320)] * 3,
        [Deviation(off=0.0, radius=None), Deviation(off=1.0, radius=None)],
    ],
    ids=["not finite", "zero", "extreme", "half"],
)
def test_any_deviation_can_be_drawn(deviation: list[Deviation]) -> None:
    assert_self_contained(
        render_pitfalls_html(whole(pitfalls=[pitfall_record(deviation=deviation)]))
    )


def test_an_empty_report_can_be_drawn() -> None:
    empty = whole(pitfalls=[], clean=[])
    assert "0 of 0 pitfalls detected" in render_pitfalls_markdown(empty)
    assert_self_contained(render_pitfalls_html(empty))


def test_the_page_begins_with_what_each_kind_of_test_notices() -> None:
    record = whole(
        pitfalls=[pitfall_record(final_loss=1.0), pitfall_record(id="two", final_loss=9.0)],
        clean=[clean_record(final_loss=1.0)],
        initial_loss=3.0,
    )
    text = " ".join(Page(render_pitfalls_html(record)).text.split())
    assert "The loss falls the loss is lower after 100 steps than before 1 of 2 " in text
    assert text.index("1 of 2") < text.index("The tutorial's pitfalls") < text.index("All pitfalls")
    assert "| The loss falls |" in render_pitfalls_markdown(record)


def test_the_policy_of_the_page_allows_its_script_alone() -> None:
    html = render_pitfalls_html(whole())
    [script] = re.findall("<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in html


def test_a_pitfall_takes_few_bytes() -> None:
    """A page of 200 pitfalls has less than a megabyte."""
    deviation = [Deviation(off=1.7**k * 1e-9, radius=1.1**k * 1e-15) for k in range(60)]
    sizes = [
        len(render_pitfalls_html(whole(pitfalls=[pitfall_record(id=str(k), deviation=deviation)
                                                 for k in range(count)])))
        for count in (1, 2)
    ]  # fmt: skip
    assert sizes[1] - sizes[0] < 4000
