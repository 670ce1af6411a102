"""The profile of Yogi."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(same_in_all_groups=("initial_accumulator_value",))
