"""The profile of Adamax."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    quantities={"u": "the norm of the gradients"},
    torch_class="Adamax",
    closed_forms=("constant-gradient", "zero-betas"),
)
