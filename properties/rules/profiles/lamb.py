"""The profile of LAMB."""

from __future__ import annotations

from ..profile import Profile
from ..rounding_allowances import decay_subtracted_last

PROFILE = Profile(allowances=(decay_subtracted_last("lamb.py", "h.lr * trust * u, "),))
