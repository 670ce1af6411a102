"""The profile of NAdam."""

from __future__ import annotations

from ..other_form import OtherForm
from ..profile import Profile
from ..rounding_allowances import Allowance
from ..source_edits import Edit

PROFILE = Profile(
    quantities={
        "mu": "the momentum weight",
        "mu_next": "the next momentum weight",
        "product": "the product of the momentum weights",
        "scale": "the denominator",
        "ahead": "the corrected sum of gradient and momentum",
    },
    forms=(
        # One step with a sum, as in the paper.
        OtherForm(
            "update",
            "theta = theta - h.lr * (1 - mu) / (1 - product) * g / scale\n"
            "theta = theta - h.lr * mu_next / (1 - product * mu_next) * m / scale",
            "ahead = (1 - mu) / (1 - product) * g + mu_next / (1 - product * mu_next) * m\n"
            "theta = theta - h.lr * ahead / scale",
        ),
        # The two momentum weights written out, as in the code of torch.
        OtherForm(
            "update",
            "mu, mu_next = weight(t), weight(t + 1)",
            "mu = beta1 * (1 - 0.5 * 0.96 ** (t * h.momentum_decay))\n"
            "mu_next = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * h.momentum_decay))",
        ),
    ),
    values={"momentum_decay": (0.5, 0.0, 4e-3, 0.1, 2.0)},
    synonyms={"momentum_decay": (("momentum_decay",), ("schedule_decay",))},
    # torch keeps the scalars of its schedules in its default dtype, whatever the dtype of the
    # parameters, and rounds the factors to it.
    reduced_precision=Allowance(
        "the product of the momentum schedule is kept in float32",
        (
            Edit(
                "nadam.py",
                'product = s.get("mu_product", 1.0) * mu',
                'product = (s.get("mu_product", 1.0) * mu.in_single()).in_single()',
            ),
        ),
        exact={"betas": (0.5, 0.5), "momentum_decay": 0.0},
        discriminating={"momentum_decay": 0.5},
    ),
    torch_class="NAdam",
    closed_forms=("zero-betas", "decay-factor"),
    other_algorithms=("nadamw",),
)
