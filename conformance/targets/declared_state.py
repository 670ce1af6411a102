"""What the user says about the state of a step function: ``--state m,v,t=1``."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import WrongUse
from .signature import Signature


@dataclass(frozen=True)
class DeclaredState:
    """An argument that is state, and the number at which it starts, if it is a count."""

    name: str
    start: int | None = None


def parse_state(text: str) -> tuple[DeclaredState, ...]:
    """Parse names that are separated by commas, each with or without ``=NUMBER``.

    Raises:
        WrongUse: What follows ``=`` is not a whole number, or a name is missing.
    """
    return tuple(_parse_one(part.strip(), text) for part in text.split(",")) if text else ()


def _parse_one(part: str, text: str) -> DeclaredState:
    name, equals, number = (piece.strip() for piece in part.partition("="))
    try:
        start = int(number) if equals else None
    except ValueError:
        start, name = None, ""
    if not name:
        raise WrongUse(
            f"state {text!r} is not a list of arguments, so it cannot be used. Write names that "
            "are separated by commas; for the count of steps, with the count of the first step, "
            "as in m,v,t=1."
        )
    return DeclaredState(name, start)


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
