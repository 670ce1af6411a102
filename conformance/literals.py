"""Values as they are written on a command line and in records."""

from __future__ import annotations

import ast
from typing import Any


def literal(text: str) -> Any:
    """A value as Python would read it; anything else is the text itself."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def text_of(value: Any) -> str:
    """The text that ``literal`` reads as this value."""
    return value if isinstance(value, str) and literal(value) == value else repr(value)
