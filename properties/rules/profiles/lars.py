"""The profile of LARS."""

from __future__ import annotations

from ..other_form import OtherForm
from ..profile import Profile
from ..rounding_allowances import decay_subtracted_last

# With the learning rate in each branch.
RATE_OF_BRANCH = OtherForm(
    "update",
    """local = 1.0
if size > 0 and slope > 0:
    local = h.trust_coefficient * size / (slope + h.weight_decay * size)
v = h.momentum * s["v"] + h.lr * local * (g + h.weight_decay * theta)
""",
    """local = h.lr
if size > 0 and slope > 0:
    local = h.lr * h.trust_coefficient * size / (slope + h.weight_decay * size)
v = h.momentum * s["v"] + local * (g + h.weight_decay * theta)
""",
)

PROFILE = Profile(
    forms=(RATE_OF_BRANCH,),
    quantities={
        "v": "the velocity",
        "size": "the norm of the parameter",
        "slope": "the norm of the gradient",
        "local": "the local learning rate",
    },
    values={"trust_coefficient": (0.001, 0.5, 1.0, 0.02)},
    synonyms={"trust_coefficient": (("trust_coefficient",), ("trust_coef",), ("trust_coeff",))},
    allowances=(decay_subtracted_last("lars.py", "v, "),),
)
