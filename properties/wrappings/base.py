"""The record of a kind of wrapping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..rules.wrapping import Wrapping


@dataclass(frozen=True)
class WrappingKind:
    """A kind of wrapping, which becomes a wrapping by its value.

    Attributes:
        form: how it is declared, as in ``clip-global-norm=BOUND``.
        title: what it does, for a list.
        parse: returns the wrapping with a value; raises ``InvalidValue`` where there is none.
        usual: values that a diagnosis tries, the most usual first.
    """

    id: str
    form: str
    title: str
    parse: Callable[[str], Wrapping]
    usual: tuple[str, ...] = ()

    def usual_wrappings(self) -> list[Wrapping]:
        """Return the wrappings that a diagnosis tries."""
        return [self.parse(value) for value in self.usual]
