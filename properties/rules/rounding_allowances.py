"""Extra rounding bounds for correct orders of operations that round more than optimcore's source.

An allowance is an edit that adds ``x.rounding()`` to an expression: a ball around zero with the
radius of a few roundings of x. It is used for enclosures only, so that other correct orders of
operations stay inside. The orders that need an allowance are tested in
``properties.tests.reorderings``.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..scenarios.model import Precision
from .source_edits import Edit


@dataclass(frozen=True)
class Allowance:
    """Edits of a rule's source for enclosures, and a description of the variant that needs them.

    ``grain`` is a format that must represent the result of a first step from zero at lr=1. It is
    set where the bounds are so wide that they would also accept other deviations.
    """

    formulation: str
    edits: tuple[Edit, ...]
    grain: Precision | None = None


# Reduced-precision variants. A subject is judged with such bounds only if a probe shows that it
# uses the variant, because the wide bounds would hide deviations of other subjects.
COARSE = {
    # torch keeps the scalars of its schedules in its default dtype, whatever the dtype of the
    # parameters, and rounds the factors to it.
    "nadam": Allowance(
        "the product of the momentum schedule is kept in float32",
        (
            Edit(
                "nadam.py",
                'product = s.get("mu_product", 1.0) * mu',
                'product = (s.get("mu_product", 1.0) * mu.in_single()).in_single()',
            ),
        ),
    ),
    "asgd": Allowance(
        "the step size is computed in float32",
        (
            Edit("asgd.py", 'eta = s.get("eta", h.lr)', 'eta = s.get("eta", h.lr).in_single()'),
            Edit(
                "asgd.py",
                "h.lr / (1 + h.lambd * h.lr * t) ** h.alpha",
                "(h.lr / ((1 + (h.lambd * h.lr * t).in_single()).in_single() ** h.alpha)"
                ".in_single()).in_single()",
            ),
        ),
    ),
    # optax computes it in float32 whatever the dtype of the parameters; a power rounds repeatedly.
    "adafactor": Allowance(
        "the decay rate of the averages is computed in float32",
        (
            Edit(
                "adafactor.py",
                "1 - t**h.beta2_decay",
                "(1 - (t ** h.beta2_decay.in_single()).in_single().in_single()).in_single()",
            ),
        ),
    ),
    # torch's Muon does so whatever the dtype of the parameters, like the author's code.
    "muon": Allowance(
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
        grain="bfloat16",
    ),
}

ALLOWANCES = (
    # The rounding error of x + (1 - beta)(y - x) is proportional to (1 - beta)(y - x), even where
    # the sum cancels: after a spike, with beta near 0, it is much larger than the rounding error of
    # beta x + (1 - beta) y.
    Allowance(
        "averages by difference",
        (
            Edit(
                "averages.py",
                "return beta * old + (1 - beta) * new",
                "return beta * old + (1 - beta) * new + ((1 - beta) * (new - old)).rounding()",
            ),
        ),
    ),
    # theta (1 - lr lambda) and two subtractions round twice in units of theta. The source of these
    # rules adds the decay to the step first, which rounds once.
    Allowance(
        "decay of the parameter by itself, as a factor or subtracted last",
        (
            Edit(
                "sgd.py",
                "g = g + h.weight_decay * theta",
                "g = g + h.weight_decay * theta; theta = theta.widened(theta.rounding(1))",
            ),
            Edit(
                "asgd.py",
                "g = g + h.weight_decay * theta",
                "g = g + h.weight_decay * theta; theta = theta.widened(theta.rounding(1))",
            ),
            *(
                Edit(
                    where,
                    f"return theta - {step}",
                    f"return theta.widened(theta.rounding(1 if h.weight_decay else 0)) - {step}",
                )
                for where, step in (
                    ("lars.py", "v, "),
                    ("lion.py", "h.lr * u, "),
                    ("lamb.py", "h.lr * trust * u, "),
                )
            ),
        ),
    ),
    # lambda theta may overflow or underflow where lr lambda theta does not.
    Allowance(
        "both decays added to the gradient",
        (
            Edit(
                "asgd.py",
                "theta = theta * (1 - h.lambd * eta) - eta * g",
                "theta = theta.widened((h.lambd * theta).rounding(0)); "
                "theta = theta * (1 - h.lambd * eta) - eta * g",
            ),
        ),
    ),
    # rho - 4 rounds in units of rho, and rho in units of rho_inf, which can be written in two ways.
    Allowance(
        "a rectification in terms of rho",
        (
            Edit(
                "radam.py",
                "    ratio = (1 - short",
                "    short = short.widened(longest.rounding())\n    ratio = (1 - short",
            ),
        ),
    ),
)
