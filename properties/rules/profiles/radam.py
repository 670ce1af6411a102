"""The profile of RAdam."""

from __future__ import annotations

from ..other_form import OtherForm
from ..profile import Profile
from ..rounding_allowances import Allowance
from ..source_edits import Edit

PROFILE = Profile(
    quantities={
        "rho": "the length of the average",
        "rho_inf": "the largest length of the average",
        "ratio": "the square of the rectification factor",
        "gap": "the difference rho_inf - rho",
    },
    forms=(
        # As in the paper, in terms of rho.
        OtherForm(
            "rectified",
            "ratio = (1 - gap / (rho_inf - 4)) * (1 - gap / (rho_inf - 2)) "
            "/ (1 - gap / rho_inf)\n"
            "return ratio**0.5",
            "rho = rho_inf - gap\n"
            "return ((rho - 4) * (rho - 2) * rho_inf "
            "/ ((rho_inf - 4) * (rho_inf - 2) * rho)) ** 0.5",
        ),
    ),
    values={
        "betas": (
            (0.9, 0.999), (0.5, 0.9), (0.9, 0.75), (0.0, 0.9), (0.75, 0.96875), (0.5, 0.0),
            (0.0, 0.0), (0.875, 0.8125), (0.6, 0.9),
        ),
    },
    # The second moment is used only after five steps.
    repeats=(1, 7, 1, 12),
    # rho - 4 rounds in units of rho, and rho in units of rho_inf, which can be written in two ways.
    allowances=(
        Allowance(
            "a rectification in terms of rho",
            (
                Edit(
                    "radam.py",
                    "    ratio = (1 - gap",
                    "    gap = gap.widened(rho_inf.rounding())\n    ratio = (1 - gap",
                ),
            ),
        ),
    ),
    torch_class="RAdam",
    closed_forms=("decay-factor",),
    other_algorithms=("radamw",),
)  # fmt: skip
