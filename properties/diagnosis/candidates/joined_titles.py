"""The title of two changes together."""

from __future__ import annotations

# What the sentences about a mutant contain, or begin with; other titles are clauses.
EXPECTATIONS = ("; it should be", "; they should be")
SUBJECT = "The "


def join_titles(title: str, other: str) -> str:
    """Return two titles as one: a sentence with two clauses, or several sentences."""
    if not (_has_sentences(title) or _has_sentences(other)):
        return f"{title}, and {other}"
    second = f"{other[0].lower()}{other[1:]}" if other.startswith(SUBJECT) else other
    return f"{title}. In addition, {second}"


def _has_sentences(title: str) -> bool:
    return title.startswith(SUBJECT) or any(words in title for words in EXPECTATIONS)
