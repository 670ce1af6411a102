"""The profile of Yogi."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    quantities={"square": "the squared gradient"}, same_in_all_groups=("initial_accumulator_value",)
)
