"""The profile of ADOPT."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    quantities={"most": "the bound of the scaled gradient", "scaled": "the scaled gradient"},
)
