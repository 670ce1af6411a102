"""The profile of Adam."""

from __future__ import annotations

from ..profile import Profile

PROFILE = Profile(
    synonyms={"amsgrad": (("amsgrad",), ("ams_grad",), ("use_amsgrad",), ("ams",))},
    torch_class="Adam",
    closed_forms=("constant-gradient", "zero-betas"),
    without_decay="adam",
)
