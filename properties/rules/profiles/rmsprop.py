"""The profile of RMSprop."""

from __future__ import annotations

from ..profile import Profile
from ..source_edits import Edit

EPS_INSIDE = Edit("rmsprop.py", "(np.sqrt(spread) + h.eps)", "np.sqrt(spread + h.eps)")

AVERAGE = ("alpha", "rho", "ro", "decay_rate", "gamma", "smoothing", "beta", "beta2")

PROFILE = Profile(
    quantities={
        "v": "the average squared gradient",
        "a": "the average gradient",
        "spread": "the value under the root",
    },
    values={"alpha": (0.5, 0.9, 0.99, 0.0, 0.75, 0.999, 0.25)},
    halved=("alpha",),
    synonyms={
        "alpha": tuple((name,) for name in AVERAGE),
    },
    average="alpha",
    torch_class="RMSprop",
)
