"""Convert values to and from text on the command line and in records."""

from __future__ import annotations

import ast
from typing import Any


def parse_literal(text: str) -> Any:
    """Parse a Python literal; other text is returned unchanged."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def format_literal(value: Any) -> str:
    """Return the text that ``parse_literal`` parses as this value."""
    return value if isinstance(value, str) and parse_literal(value) == value else repr(value)
