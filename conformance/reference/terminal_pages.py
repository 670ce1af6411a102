r"""Pages for terminals: without targets of links, and with mathematics as plain text.

>>> print(page_for_terminal("See [`adam`](../rules/adam.md), where $\\eta$ is lr."))
See `adam`, where η is lr.
"""

from __future__ import annotations

import re
import textwrap

from .plain_mathematics import plain_mathematics


def page_for_terminal(text: str) -> str:
    """Return a page as Markdown that a terminal can show.

    Args:
        text: the page as Markdown for the site.
    """
    parts = re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else _plain(part) for part in parts)


def _plain(text: str) -> str:
    """Convert text outside of code blocks."""
    text = re.sub(r"\$\$\n(.*?)\n\$\$", _display, text, flags=re.DOTALL)
    text = re.sub(r"(?<!\\)\$([^$\n]+)\$", lambda found: plain_mathematics(found[1]), text)
    return re.sub(r"\[([^\]]+)\]\([^)]+\.md\)", r"\1", text)


def _display(found: re.Match[str]) -> str:
    return f"```text\n{textwrap.dedent(plain_mathematics(found[1]))}\n```"
