"""The profile of AdamW."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    torch_class="AdamW",
    closed_forms=("constant-gradient", "zero-betas", "decay-factor"),
    without_decay="adam",
    training_lr=1e-2,
    other_algorithms=("adamwr",),
)
