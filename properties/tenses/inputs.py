"""A form as 26 numbers: which marks of person and tense its end bears."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# What a form may end in, and what may stand in its last six letters.
ENDS = (
    "a", "e", "o", "á", "é", "í", "ó", "as", "es", "ás", "an", "en", "án", "mos", "áis", "éis",
)  # fmt: skip
INSIDE = ("ab", "áb", "ía", "st", "ro", "ar", "er", "ir", "re", "am")
LAST = 6


def numbers(text: str) -> NDArray[np.float64]:
    """1 for each mark that the form bears, else 0; by its letters alone."""
    end = text[-LAST:]
    marks = [text.endswith(mark) for mark in ENDS] + [mark in end for mark in INSIDE]
    return np.array(marks, np.float64)
