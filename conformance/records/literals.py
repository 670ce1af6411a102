"""Convert values to and from text on the command line and in records."""

from __future__ import annotations

import ast
from typing import Any


def literal(text: str) -> Any:
    """Parse a Python literal; other text is returned unchanged."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def text_of(value: Any) -> str:
    """Return the text that ``literal`` parses as this value."""
    return value if isinstance(value, str) and literal(value) == value else repr(value)
