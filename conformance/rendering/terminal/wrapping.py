"""Wrap text for a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

# Lines that begin so, after their indentation, are commands and changed lines of code.
COPIED = ("conformance ", "+", "-", "@@")

# How much further than its first line the others of a wrapped line are indented.
HANGING = 2


def wrap_text(text: Text, console: Console) -> Text:
    """Wrap the lines that are wider than the console between words, with their indentation.

    Commands and diffs are not wrapped, because they are copied.
    """
    lines = text.split("\n", include_separator=False, allow_blank=True)
    return Text("\n").join(one for line in lines for one in _wrap_line(line, console))


def _wrap_line(line: Text, console: Console) -> list[Text]:
    words = line.plain.lstrip(" ")
    indent = len(line.plain) - len(words)
    width = console.width - indent - HANGING
    if line.cell_len <= console.width or words.startswith(COPIED) or width < 2 * HANGING:
        return [line]
    first, *others = line[indent:].divide(_find_breaks(words, width))
    spaces = (" " * indent, " " * (indent + HANGING))
    return [_indent(first, spaces[0]), *(_indent(one, spaces[1]) for one in others)]


def _find_breaks(text: str, width: int) -> list[int]:
    """Return where lines of a text begin, after the first; words are not broken."""
    breaks = []
    start = 0
    for word in re.finditer(r"\S+", text):
        if word.end() - start > width and word.start() > start:
            start = word.start()
            breaks.append(start)
    return breaks


def _indent(line: Text, spaces: str) -> Text:
    line.rstrip()
    return Text(spaces).append_text(line)
