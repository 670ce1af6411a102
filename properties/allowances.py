"""What correct operation orders may round more than our source does, added in the ball run alone.

An allowance is an edit that adds ``x.rounding()`` to an expression: a ball of a few roundings of x
around zero. So an order of operations that nobody here would choose is still not accused.
"""

from __future__ import annotations

from dataclasses import dataclass

from .planting import Edit


@dataclass(frozen=True)
class Allowance:
    """Edits for the ball run of a rule's source, and the formulation that needs them."""

    formulation: str
    edits: tuple[Edit, ...]


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
)
