"""Formulas for a hyper-parameter of one optimizer in terms of those of another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..scenarios.model import HyperValue

Values: TypeAlias = Mapping[str, HyperValue]
Formula: TypeAlias = Callable[[float, float], float]

ALONE: Mapping[str, Callable[[float], float]] = {
    "1 - {it}": lambda x: 1 - x,
    "2 * {it}": lambda x: 2 * x,
    "{it} / 2": lambda x: x / 2,
    "{it}**2": lambda x: x * x,
    "sqrt({it})": math.sqrt,
}

# Libraries include a factor of the learning rate, or of one minus a decay rate, or do not.
BESIDE: Mapping[str, Formula] = {
    "{it} * {other}": lambda x, y: x * y,
    "{it} / {other}": lambda x, y: x / y,
}
BESIDE_DECAY: Mapping[str, Formula] = {
    "{it} * (1 - {other})": lambda x, y: x * (1 - y),
    "{it} / (1 - {other})": lambda x, y: x / (1 - y),
}
DECAYS = ("momentum", "dampening")


@dataclass(frozen=True)
class HyperFormula:
    """A formula for one hyper-parameter in terms of those of the other optimizer.

    Attributes:
        hyper: the hyper-parameter that is computed.
        others: further hyper-parameters in the formula.
        words: the formula as text, with the placeholders ``{it}`` and ``{other}`` for names.
    """

    hyper: str
    others: tuple[str, ...]
    words: str
    formula: Callable[..., float]

    def value(self, given: Values) -> HyperValue:
        """Return the value of the formula; NaN where it is undefined, which agrees with nothing."""
        it = given[self.hyper]
        if isinstance(it, tuple):
            return tuple(self._number(part) for part in it)
        return self._number(it, *(given[other] for other in self.others))

    def _number(self, *numbers: HyperValue) -> float:
        try:
            return self.formula(*(_float(number) for number in numbers))
        except (ZeroDivisionError, OverflowError, ValueError):
            return math.nan


def _float(number: HyperValue) -> float:
    return float(number) if isinstance(number, int | float) else math.nan


def candidate_formulas(defaults: Values, hyper: str) -> Iterator[HyperFormula]:
    """Yield the formulas to try for one hyper-parameter, the simplest first."""
    default = defaults[hyper]
    if isinstance(default, bool | str):
        return
    if isinstance(default, tuple):
        yield HyperFormula(hyper, (), "1 - {it}", ALONE["1 - {it}"])
        return
    yield from (HyperFormula(hyper, (), words, formula) for words, formula in ALONE.items())
    if hyper != "lr" and "lr" in defaults:
        yield from (
            HyperFormula(hyper, ("lr",), words, formula) for words, formula in BESIDE.items()
        )
    for decay in DECAYS:
        if decay in defaults and hyper != decay:
            for words, formula in BESIDE_DECAY.items():
                yield HyperFormula(hyper, (decay,), words, formula)
