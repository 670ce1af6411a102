"""The profile of AdaBelief."""

from __future__ import annotations

from ..profile import Profile
from ..source_edits import Edit

OLD_AVERAGE = Edit("adabelief.py", "(g - m) ** 2", '(g - s["m"]) ** 2')

PROFILE = Profile(
    quantities={"variance": "the variance", "s_hat": "the corrected variance"},
    gradient_units={"eps": 2},
    closed_forms=("decay-factor",),
)
