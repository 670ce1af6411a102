"""Extra rounding bounds for correct orders of operations that round more than optimcore's source.

An allowance is an edit that adds ``x.rounding()`` to an expression: a ball around zero with the
radius of a few roundings of x. It is used for enclosures only, so that other correct orders of
operations stay inside. The profile of a rule has its allowances; here are those of shared code.
The orders that need an allowance are tested in ``properties.tests.reorderings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..scenarios.model import HyperValue, Precision
from .source_edits import Edit


@dataclass(frozen=True)
class Allowance:
    """Edits of a rule's source for enclosures, and a description of the variant that needs them.

    ``first_step_format`` is a format that must represent the result of a first step from zero at
    lr=1. It is set where the bounds are so wide that they would also accept other deviations.
    ``exact`` are values of hyper-parameters with which the variant rounds nothing in two steps.
    ``discriminating`` are values with which every part of the formula has an effect beyond the
    bounds of the variant: with the defaults, a part that is off could pass for rounding.
    """

    rounding_variant: str
    edits: tuple[Edit, ...]
    first_step_format: Precision | None = None
    exact: Mapping[str, HyperValue] = field(default_factory=dict)
    discriminating: Mapping[str, HyperValue] = field(default_factory=dict)


SHARED = (
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
)

# theta (1 - lr lambda) and two subtractions round twice in units of theta. The source of these
# rules adds the decay to the step first, which rounds once.
SELF_DECAY = "decay of the parameter by itself, as a factor or subtracted last"


def decay_subtracted_last(where: str, step: str) -> Allowance:
    """Return the allowance for a rule that returns ``theta - step`` with the decay in ``step``."""
    return Allowance(
        SELF_DECAY,
        (
            Edit(
                where,
                f"return theta - {step}",
                f"return theta.widened(theta.rounding(1 if h.weight_decay else 0)) - {step}",
            ),
        ),
    )
