"""The profile of Adan."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    quantities={
        "n": "the second moment",
        "difference": "the difference of the gradients",
        "u": "the direction of the step",
    },
    values={
        "betas": (
            (0.02, 0.08, 0.01), (0.5, 0.25, 0.75), (0.1, 0.5, 0.9), (0.9, 0.0, 0.5),
            (0.25, 0.75, 0.1),
        ),
    },
    synonyms={"betas": (("betas",), ("beta1", "beta2", "beta3"), ("b1", "b2", "b3"))},
)  # fmt: skip
