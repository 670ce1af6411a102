"""The HTML pages in a browser: no overflow on a phone, and keyboard navigation."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conformance.records.comparison import Comparison
from conformance.rendering.formats.html import (
    render_check_html,
    render_comparison_html,
    render_matrix_html,
    render_pitfalls_html,
)
from conformance.tests.example_records import (
    cell,
    clean_record,
    nasty,
    pitfall_record,
    report,
    whole,
)
from conformance.tests.example_records import record as matrix_record
from conformance.tests.example_subjects import EPS_INSIDE
from conformance.tests.fixture_types import WriteSubject

SIZES = {"phone": (360, 740), "desktop": (1280, 900)}
STATES = ("conforms", "dialect", "diverges", "undecided", "errored")

# Folder for screenshots, if set.
PICTURES = os.environ.get("CONFORMANCE_PICTURES")


# Fields in which some of the pitfalls differ from the others.
UNUSUAL: dict[int, dict[str, Any]] = {
    3: {"rule": "adam"}, 4: {"title": "Number four"}, 5: {"laws": ["scaling"]}, 6: {"quiet": 0.0},
}  # fmt: skip


def pages() -> dict[str, str]:
    """Every kind of page with all its optional parts."""
    libraries = [f"library-{k}" for k in range(12)]
    cells = [
        cell(of_library=library, rule=rule, state=STATES[k % 5], dialects=["adam-eps-hat"],
             words="eps is added before the bias correction")
        for rule in ("adam", "sgd") for k, library in enumerate(libraries)
    ]  # fmt: skip
    return {
        "check": render_check_html(report()),
        "hostile": render_check_html(nasty()),
        "pitfalls": render_pitfalls_html(
            whole(
                pitfalls=[
                    pitfall_record(id=f"pitfall-number-{k}", **UNUSUAL.get(k, {}))
                    for k in range(30)
                ],
                clean=[clean_record()],
            )
        ),
        "comparison": render_comparison_html(
            Comparison(
                reports=[
                    report(),
                    report(target="good.py:SGD", verdict="conforms", findings=[], diagnosis=[]),
                ]
            )
        ),
        "matrix": render_matrix_html(matrix_record(*cells, absent="it is not installed here")),
    }


@pytest.fixture(params=SIZES)
def open_page(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    """Open a page offline at one size; network requests and console messages fail the test."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url)
            if not request.url.startswith("file:") else None)  # fmt: skip
    page.on("dialog", lambda dialog: complaints.append(dialog.message))

    def open_it(path: Path) -> Any:
        page.goto(path.as_uri())
        return page

    open_it.size = request.param  # type: ignore[attr-defined]
    yield open_it
    assert complaints == []
    context.close()


def write_page(folder: Path, name: str) -> Path:
    path = folder / f"{name}.html"
    path.write_text(pages()[name], encoding="utf-8")
    return path


def pictured(page: Any, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=False)


@pytest.mark.parametrize("name", ["check", "hostile", "pitfalls", "comparison", "matrix"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_screen_and_everything_can_be_read(
    open_page: Any, tmp_path: Path, name: str, scheme: str
) -> None:
    page = open_page(write_page(tmp_path, name))
    page.emulate_media(color_scheme=scheme)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CONTRASTS) == []
    assert page.evaluate(BROKEN) == []
    pictured(page, f"{name}-{open_page.size}-{scheme}")


# Texts with a contrast below 4.5 (WCAG 2.2, 1.4.3).
CONTRASTS = """() => {
  const parts = c => c.match(/[0-9.]+/g).map(Number);
  const light = c => {
    const [r, g, b] = parts(c).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const low = [];
  for (const one of document.querySelectorAll("main *")) {
    const text = [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!text || one.closest("svg") || one.closest("style")) continue;
    const ink = light(getComputedStyle(one).color);
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) low.push(one.tagName + " " + one.textContent.slice(0, 40));
  }
  return low;
}"""


# Table cells that are narrower than their longest word.
BROKEN = """() => {
  const low = [];
  for (const one of document.querySelectorAll("th, td")) {
    const text = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (text.nextNode()) {
      for (const word of text.currentNode.textContent.matchAll(/[A-Za-z]{2,}/g)) {
        const range = document.createRange();
        range.setStart(text.currentNode, word.index);
        range.setEnd(text.currentNode, word.index + word[0].length);
        if (range.getClientRects().length > 1) low.push(word[0]);
      }
    }
  }
  return low;
}"""


def test_the_keyboard_reaches_everything(open_page: Any, tmp_path: Path) -> None:
    page = open_page(write_page(tmp_path, "check"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert "SUMMARY" in reached
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.evaluate("one => one.open")


def rows(page: Any) -> list[str]:
    """The ids of the pitfalls that the table shows, in their order."""
    found: list[str] = page.eval_on_selector_all(
        "#pitfall-table tbody:not([hidden])", "all => all.map(one => one.id)"
    )
    return found


def test_details_open_and_links_lead_there(open_page: Any, tmp_path: Path) -> None:
    page = open_page(write_page(tmp_path, "pitfalls"))
    details = page.locator("#pitfall-number-7-more")
    assert not details.is_visible()
    link = page.locator("main a[href='#pitfall-number-7']").first
    link.click()
    assert page.url.endswith("#pitfall-number-7")
    place = page.locator("#pitfall-number-7").bounding_box()
    assert 0 <= place["y"] < page.viewport_size["height"]
    assert details.is_visible()
    toggle = page.locator("#pitfall-number-7 .toggle")
    assert toggle.get_attribute("aria-expanded") == "true"
    toggle.focus()
    page.keyboard.press("Enter")
    assert not details.is_visible()
    assert rows(page)[0] == "pitfall-number-0"


def test_the_table_is_filtered_and_sorted(open_page: Any, tmp_path: Path) -> None:
    page = open_page(write_page(tmp_path, "pitfalls"))
    form = page.locator("form")
    assert len(rows(page)) == 30
    form.get_by_label("Text").fill("number four")
    assert rows(page) == ["pitfall-number-4"]
    assert page.locator("output").first.inner_text() == "1 of 30 shown"
    page.get_by_role("button", name="Clear").click()
    form.get_by_label("Rule").select_option("adam")
    assert rows(page) == ["pitfall-number-3"]
    form.get_by_label("Rule").select_option("")
    form.get_by_label("Law").select_option("scaling")
    assert rows(page) == ["pitfall-number-5"]
    form.get_by_label("Law").select_option("")
    form.get_by_label("Missed by").select_option("cross-check")
    assert rows(page) == ["pitfall-number-6"]
    page.get_by_role("button", name="Clear").click()
    head = page.locator("#pitfall-table thead button").nth(1)
    head.click()
    assert rows(page)[0] == "pitfall-number-3"
    head.click()
    assert rows(page)[-1] == "pitfall-number-3"
    assert head.evaluate("one => one.closest('th').ariaSort") == "descending"


def test_a_page_without_scripts_shows_everything(browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(write_page(tmp_path, "pitfalls").as_uri())
    assert page.locator("#pitfall-number-7-more").is_visible()
    assert not page.locator("form").first.is_visible()
    context.close()


def test_a_printed_check_contains_what_is_folded(open_page: Any, tmp_path: Path) -> None:
    page = open_page(write_page(tmp_path, "check"))
    folded = page.locator("details pre").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()


def test_a_screen_reader_finds_its_way(open_page: Any, tmp_path: Path) -> None:
    for name in pages():
        page = open_page(write_page(tmp_path, name))
        assert page.locator("html[lang]").count() == 1
        assert page.get_by_role("main").count() == 1
        assert page.get_by_role("heading", level=1).count() == 1
        levels = page.eval_on_selector_all("h1,h2,h3,h4", "all => all.map(h => +h.tagName[1])")
        assert all(b <= a + 1 for a, b in pairwise(levels)), levels
        for table in page.get_by_role("table").all():
            assert table.locator("caption").count() == 1


def test_the_page_of_a_real_check_is_displayed(
    open_page: Any, write_subject: WriteSubject, tmp_path: Path
) -> None:
    from conformance import check

    path = tmp_path / "real.html"
    seen = check(f"{write_subject(EPS_INSIDE)}:Adam", examples=2)
    path.write_text(render_check_html(seen), encoding="utf-8")
    page = open_page(path)
    assert page.get_by_role("img").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pictured(page, f"real-{open_page.size}")
