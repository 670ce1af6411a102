"""Whether edits put in reductions: means, sums, norms and extremes of whole arrays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .source_edits import Edit

REDUCTION = re.compile(r"\bnp\.(?:mean|sum|max|min|linalg\.norm)\(|\.(?:mean|sum|max|min)\(")


def adds_reductions(edits: Sequence[Edit]) -> bool:
    """Return whether a step of one element depends on other elements because of the edits."""
    return any(len(REDUCTION.findall(e.after)) > len(REDUCTION.findall(e.before)) for e in edits)
