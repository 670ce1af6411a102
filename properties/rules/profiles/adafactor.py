"""The profile of Adafactor."""

from __future__ import annotations

from ..other_form import OtherForm
from ..profile import Profile
from ..rounding_allowances import Allowance
from ..source_edits import Edit

# The first decay rate is 0, so that averages can start at 0, as in torch.
AVERAGES_FROM_ZERO = OtherForm(
    "second_moment",
    """if square.ndim < 2:
    v = average(s["v"], square, beta) if "v" in s else square
    return v, {"v": v}
row, column = mean(square, -1), mean(square, -2)
if s:
    row, column = average(s["row"], row, beta), average(s["column"], column, beta)
""",
    """if square.ndim < 2:
    v = average(s.get("v", 0.0), square, beta)
    return v, {"v": v}
row = average(s.get("row", 0.0), mean(square, -1), beta)
column = average(s.get("column", 0.0), mean(square, -2), beta)
""",
)

PROFILE = Profile(
    forms=(AVERAGES_FROM_ZERO,),
    quantities={
        "alpha": "the step size",
        "square": "the squared gradient",
        "row": "the row average",
        "column": "the column average",
        "whole": "the mean of the row average",
    },
    values={
        "beta2_decay": (-0.8, -1.0, -0.5, -0.3),
        "d": (1.0, 2.0, 1.5, 4.0),
        "eps": ((None, 1e-3), (0.5, 0.25), (1e-3, 1.0), (1e-30, 1e-3)),
    },
    # optax computes it in float32 for every dtype of the parameters; a power rounds repeatedly.
    reduced_precision=Allowance(
        "the decay rate of the averages is computed in float32",
        (
            Edit(
                "adafactor.py",
                "1 - t**h.beta2_decay",
                "(1 - (t ** h.beta2_decay.in_single()).in_single().in_single()).in_single()",
            ),
        ),
        exact={"beta2_decay": -1.0},
    ),
    torch_class="Adafactor",
)
