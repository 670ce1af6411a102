"""The profile of Adadelta."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    values={"rho": (0.5, 0.9, 0.99, 0.0, 0.75, 0.999)},
    gradient_units={"eps": 2},
    halved=("rho",),
    synonyms={"rho": (("rho",), ("decay_rate",), ("ro",))},
    average="rho",
    torch_class="Adadelta",
)
