"""The input features: 26 binary marks of person and tense at the end of a form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Endings of a form, and substrings of its last six letters.
ENDS = (
    "a", "e", "o", "á", "é", "í", "ó", "as", "es", "ás", "an", "en", "án", "mos", "áis", "éis",
)  # fmt: skip
INSIDE = ("ab", "áb", "ía", "st", "ro", "ar", "er", "ir", "re", "am")
LAST = 6


def encode_form(text: str) -> NDArray[np.float64]:
    """Return 1 for each mark that the form has, else 0."""
    end = text[-LAST:]
    marks = [text.endswith(mark) for mark in ENDS] + [mark in end for mark in INSIDE]
    return np.array(marks, np.float64)
