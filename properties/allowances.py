"""What correct operation orders may round more than our source does, added in the ball run alone.

An allowance is an edit that adds ``x.rounding()`` to an expression: a ball of a few roundings of x
around zero. So an order of operations that nobody here would choose is still not accused. The
orders that need one are among those of ``formulations``.
"""

from __future__ import annotations

from dataclasses import dataclass

from .planting import Edit
from .scenario import Precision


@dataclass(frozen=True)
class Allowance:
    """Edits for the ball run of a rule's source, and the formulation that needs them.

    ``grain`` is the format that a first step from zero at a learning rate of 1 must end in, where
    the formulation is so coarse that other deviations would pass for it.
    """

    formulation: str
    edits: tuple[Edit, ...]
    grain: Precision | None = None


# Formulations that a subject is first seen to have, and then judged by: they round so much more
# than others do that allowing them to everyone would hide what others get wrong.
COARSE = {
    # torch keeps the numbers of its schedules in its default dtype, whatever the parameters have,
    # and rounds to it what it multiplies them by.
    "nadam": Allowance(
        "the product of its schedule is kept in single precision",
        (
            Edit(
                "nadam.py",
                'product = s.get("mu_product", 1.0) * mu',
                'product = (s.get("mu_product", 1.0) * mu.in_single()).in_single()',
            ),
        ),
    ),
    "asgd": Allowance(
        "its step size is computed in single precision",
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
    # optax computes it so whatever the parameters have, and a power rounds more than once.
    "adafactor": Allowance(
        "the decay rate of its averages is computed in single precision",
        (
            Edit(
                "adafactor.py",
                "1 - t**h.beta2_decay",
                "(1 - (t ** h.beta2_decay.in_single()).in_single().in_single()).in_single()",
            ),
        ),
    ),
    # torch's Muon does so whatever the parameters have, as the code that it follows does.
    "muon": Allowance(
        "its iteration is computed in bfloat16",
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
    # x + (1 - beta)(y - x) rounds in units of (1 - beta)(y - x) even where that cancels: after a
    # spike, with beta near 0, this is far more than beta x + (1 - beta) y shows.
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
    # theta (1 - lr lambda) rounds twice in units of theta, and so do two subtractions: once more
    # than where decay is added to something first, which is how these rules write it.
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
    # lambda theta may leave the range of the format where lr lambda theta does not.
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
    # rho - 4 rounds in units of rho, and rho in units of rho_inf, which may be written in two ways.
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
