"""The profile of LAMB."""

from __future__ import annotations

from ..profile import Profile
from ..rounding_allowances import decay_subtracted_last

PROFILE = Profile(
    quantities={
        "size": "the norm of the parameter",
        "length": "the norm of the update",
        "trust": "the trust ratio",
    },
    allowances=(decay_subtracted_last("lamb.py", "h.lr * trust * u, "),),
)
