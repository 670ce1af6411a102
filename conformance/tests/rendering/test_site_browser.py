"""The site, if `tox run -e docs` has built it, in a browser: search, dark mode, a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SITE = Path(__file__).parents[3] / "docs" / "_build" / "html"

pytestmark = pytest.mark.skipif(not (SITE / "index.html").is_file(), reason="the site is not built")

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# Pages of each kind: with wide tables, formulas, code and a picture.
PAGES = (
    "index.html",
    "tutorial.html",
    "command-line.html",
    "configuration.html",
    "how-to/expected-failures.html",
    "explanation/rounding-bounds.html",
    "reference/laws/negation-bits.html",
    "reference/rules/adam.html",
)


def test_the_search_box_finds_a_pitfall_without_a_network(browser: Any) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto((SITE / "index.html").as_uri())
    page.fill("input[name=q]", "swapped betas")
    page.press("input[name=q]", "Enter")
    page.wait_for_selector("ul.search li a")
    links = [link.get_attribute("href") for link in page.query_selector_all("ul.search li a")]
    assert any("swapped-betas" in str(link) for link in links), links
    page.close()


def test_the_button_switches_to_dark_and_back(browser: Any) -> None:
    page = browser.new_page(viewport=WIDE, color_scheme="light")
    page.goto((SITE / "index.html").as_uri())
    colors = set()
    for _ in range(3):
        colors.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.click(".theme-toggle >> visible=true")
        page.wait_for_timeout(50)
    assert len(colors) == 2, colors
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_does_not_scroll_sideways_on_a_phone(browser: Any, name: str) -> None:
    assert (SITE / name).is_file()
    page = browser.new_page(viewport=PHONE)
    page.goto((SITE / name).as_uri())
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= PHONE["width"]
    page.close()
