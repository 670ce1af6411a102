"""The profile of Adamax."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    torch_class="Adamax",
    closed_forms=("constant-gradient", "zero-betas"),
)
