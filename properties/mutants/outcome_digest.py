"""A hash of the results of a run, by which mutants with the same results are found."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from ..subjects.trajectory import Outcome, SubjectError

# Digits to which the results of two mutants must agree to be the same.
DIGITS = 12


def digest_outcome(outcome: Outcome) -> str:
    """Return a hash of a run with its values rounded to some digits, or its error."""
    if isinstance(outcome, SubjectError):
        return f"{outcome.event} {outcome.kind}"
    values = [a.astype(np.float64).ravel() for frame in outcome.frames for a in frame]
    whole = np.concatenate(values) if values else np.zeros(0)
    text = " ".join(f"{v:.{DIGITS - 1}e}" for v in whole + 0.0)
    return blake2b(text.encode(), digest_size=8).hexdigest()
