"""The profile of AdamW."""

from __future__ import annotations

from ..profile import Profile
from .adam import CORRECTED_STEP_SIZE

PROFILE = Profile(
    quantities={"step": "the step size"},
    forms=(CORRECTED_STEP_SIZE,),
    torch_class="AdamW",
    closed_forms=("constant-gradient", "zero-betas", "decay-factor"),
    without_decay="adam",
    training_lr=1e-2,
    other_algorithms=("adamwr",),
)
