"""The profile of LARS."""

from __future__ import annotations

from ..profile import Profile
from ..rounding_allowances import decay_subtracted_last

PROFILE = Profile(
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
