"""The environments that a tox file names."""

from __future__ import annotations

import re
from itertools import product


def environments(names: str) -> set[str]:
    """Expand a list of names with alternatives in braces."""
    return {
        "".join(choice)
        for name in re.split(r",\s*(?![^{]*\})", names.strip())
        for choice in product(*(part.split(",") for part in re.split(r"[{}]", name.strip())))
    }
