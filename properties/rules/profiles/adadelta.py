"""The profile of Adadelta."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    quantities={
        "v": "the average squared gradient",
        "u": "the average squared update",
        "delta": "the update",
    },
    values={"rho": (0.5, 0.9, 0.99, 0.0, 0.75, 0.999)},
    gradient_units={"eps": 2},
    halved=("rho",),
    synonyms={"rho": (("rho",), ("decay_rate",), ("ro",), ("gamma",), ("beta",))},
    average="rho",
    torch_class="Adadelta",
)
