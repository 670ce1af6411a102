"""The profile of AdaBelief."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    gradient_units={"eps": 2},
    closed_forms=("decay-factor",),
)
