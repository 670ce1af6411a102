"""Escape text for Markdown."""

from __future__ import annotations

import re

# Longer text is cut in a table.
LONGEST = 600


def escape_cell(text: object) -> str:
    """Escape the text of a table cell: one line, no markup, no @ mentions."""
    line = "".join(c if c.isprintable() else " " for c in str(text))
    line = " ".join(line.split())
    line = line if len(line) <= LONGEST else line[:LONGEST] + " …"
    return re.sub(r"([\\`*_\[\]<>|#~!&])", r"\\\1", line).replace("@", "@\u200b")


def fence_code(text: object, language: str = "") -> str:
    """Enclose text in a code fence that is longer than any fence inside it."""
    longest = max((len(run) for run in re.findall(r"`+", str(text))), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
