"""Foreign text in Markdown: none of it is markup."""

from __future__ import annotations

import re

# Longer words than these say no more to a reader of a table.
LONGEST = 600


def cell(text: object) -> str:
    """The words of one cell, on one line; an @ mentions nobody."""
    line = "".join(c if c.isprintable() else " " for c in str(text))
    line = " ".join(line.split())
    line = line if len(line) <= LONGEST else line[:LONGEST] + " …"
    return re.sub(r"([\\`*_\[\]<>|#~!&])", r"\\\1", line).replace("@", "@\u200b")


def fenced(text: object, language: str = "") -> str:
    """A block of text as it is, in a fence longer than any inside it."""
    longest = max((len(run) for run in re.findall(r"`+", str(text))), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
