"""The profile of RMSprop."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    synonyms={
        "alpha": (("alpha",), ("rho",), ("ro",), ("decay_rate",), ("gamma",), ("smoothing",)),
    },
    average="alpha",
    torch_class="RMSprop",
)
