"""Helpers of the tests of HTML pages: a parser, and text that tries to inject markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

NASTY = "<script>alert(1)</script> & \"quoted\" 'single' `code` *star* _under_ [a](b) {{ 7 * 7 }}"


class Page(HTMLParser):
    """The tags, ids, links, loaded files and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "src", "xlink:href", "action", "data") and value:
                (self.links if tag == "a" else self.loaded).append(value)

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_self_contained(html: str) -> None:
    """Assert that a page needs no network, that its links resolve, and that ids are unique."""
    page = Page(html)
    assert [x for x in page.loaded if not x.startswith("#")] == []
    outside = [link for link in page.links if not link.startswith("#")]
    assert all(link.startswith("https://github.com/") for link in outside)
    assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", html)
    assert {link[1:] for link in page.links if link not in outside} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
