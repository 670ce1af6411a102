"""Render counts."""

from __future__ import annotations


def format_count(number: int) -> str:
    """Render a count with at most three digits, as in ``1.93 million``."""
    for size, word in ((10**9, "billion"), (10**6, "million"), (10**4, "thousand")):
        if number >= size:
            return f"{number / (1000 if word == 'thousand' else size):.3g} {word}"
    return str(number)


def count_of(number: int, thing: str) -> str:
    """Render a count with its noun, as in ``2 steps``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def in_verbose(number: int) -> str:
    """Say that ``--verbose`` shows so many things."""
    return f"--verbose lists {'it' if number == 1 else 'them'}"


def count_comparisons(number: int) -> str:
    """Render a number of comparisons, shortened if it is large."""
    return "1 comparison" if number == 1 else f"{format_count(number)} comparisons"
