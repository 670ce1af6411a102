"""The profile of Adagrad."""

from __future__ import annotations

from ..profile import Profile
from ..source_edits import Edit

EPS_INSIDE = Edit("adagrad.py", "(np.sqrt(v) + h.eps)", "np.sqrt(v + h.eps)")

PROFILE = Profile(
    quantities={"v": "the sum of squared gradients", "lr": "the learning rate after its decay"},
    values={"lr_decay": (0.0, 0.5, 0.1, 1.0, 1e-3)},
    same_in_all_groups=("initial_accumulator_value",),
    synonyms={"lr_decay": (("lr_decay",), ("learning_rate_decay",))},
    torch_class="Adagrad",
)
