"""The profile of Adadelta."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    gradient_units={"eps": 2},
    synonyms={"rho": (("rho",), ("decay_rate",), ("ro",))},
    average="rho",
    torch_class="Adadelta",
)
