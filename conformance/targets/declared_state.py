"""What the user says about the state of a step function: ``--state m,v,product=1,t=1``."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..errors import WrongUse
from .signature import Signature


@dataclass(frozen=True)
class DeclaredState:
    """An argument that is state, and the number at which it starts, if that is given."""

    name: str
    start: int | float | None = None


def parse_state(text: str) -> tuple[DeclaredState, ...]:
    """Parse names that are separated by commas, each with or without ``=NUMBER``.

    Raises:
        WrongUse: What follows ``=`` is not a finite number, or a name is missing.
    """
    return tuple(_parse_one(part.strip(), text) for part in text.split(",")) if text else ()


def _parse_one(part: str, text: str) -> DeclaredState:
    name, equals, number = (piece.strip() for piece in part.partition("="))
    try:
        start = _parse_number(number) if equals else None
    except ValueError:
        start, name = None, ""
    if not name:
        raise WrongUse(
            f"state {text!r} is not a list of arguments, so it cannot be used. Write names that "
            "are separated by commas, with the number at which each starts if that is not 0, such "
            "as the count of the first step: m,v,t=1."
        )
    return DeclaredState(name, start)


def _parse_number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def require_arguments(declared: tuple[DeclaredState, ...], signature: Signature) -> None:
    """Require that the arguments exist.

    Raises:
        WrongUse: The optimizer has no argument of a name.
    """
    for one in declared:
        if one.name not in signature.arguments:
            raise WrongUse(
                f"state {one.name}: the optimizer has no argument {one.name!r}, so it cannot be "
                f"its state. Its arguments are: {', '.join(signature.arguments)}."
            )
