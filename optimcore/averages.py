"""The exponential moving average that most rules use."""

from __future__ import annotations

from typing import Any


def average(old: Any, new: Any, beta: Any) -> Any:
    r"""One step of an exponential moving average: :math:`\beta\,x + (1 - \beta)\,y`."""
    return beta * old + (1 - beta) * new
