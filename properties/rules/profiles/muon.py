"""The profile of Muon."""

from __future__ import annotations

from ..profile import Profile
from ..rounding_allowances import Allowance
from ..source_edits import Edit

PROFILE = Profile(
    quantities={"x": "the orthogonalized update", "gram": "the Gram matrix"},
    values={
        "momentum": (0.5, 0.95, 0.0, 0.25, 0.9),
        "ns_steps": (5, 1, 3, 2),
        "ns_coefficients": ((3.4445, -4.775, 2.0315), (2.0, -1.5, 0.5), (1.5, -0.5, 0.0)),
        "adjust_lr_fn": (None, "original", "match_rms_adamw"),
    },
    # torch's Muon does so for every dtype of the parameters, like the author's code.
    reduced_precision=Allowance(
        "the Newton-Schulz iteration is computed in bfloat16",
        (
            Edit(
                "muon.py",
                "x = u / max(np.linalg.norm(u), h.eps)",
                'x = u.cast("bfloat16"); x = x / max(np.linalg.norm(x), h.eps.cast("bfloat16"))',
            ),
            Edit(
                "muon.py",
                "    return x\n\n\ndef adjustment",
                "    return x.cast(u.form)\n\n\ndef adjustment",
            ),
        ),
        first_step_format="bfloat16",
    ),
    torch_class="Muon",
    # It iterates in bfloat16, which an enclosure in the parameter's precision does not contain.
    torch_is_oracle=False,
    closed_forms=("decay-factor",),
)
