"""The profile of ADOPT."""

from __future__ import annotations

from ..other_form import OtherForm
from ..profile import Profile

# With a name for the clipped gradient, which a slip can confuse with the gradient.
CLIPPED = OtherForm(
    "update",
    """m = average(s["m"], np.maximum(np.minimum(scaled, most), -most), beta1)
theta = theta * (1 - h.lr * h.weight_decay)
return theta - h.lr * m, {"m": m, "v": average(s["v"], g * g, beta2)}
""",
    """clipped = np.maximum(np.minimum(scaled, most), -most)
m = average(s["m"], clipped, beta1)
theta = theta * (1 - h.lr * h.weight_decay)
v = average(s["v"], g**2, beta2)
return theta - h.lr * m, {"m": m, "v": v}
""",
)

PROFILE = Profile(
    forms=(CLIPPED,),
    quantities={
        "clipped": "the clipped gradient",
        "most": "the bound of the scaled gradient",
        "scaled": "the scaled gradient",
    },
)
