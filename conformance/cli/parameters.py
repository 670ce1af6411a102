"""Types of the command line's options."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    PairType = click.ParamType[tuple[str, str]]
    IntegerType = click.ParamType[int]
    AnyType = click.ParamType[Any]
else:  # the class takes arguments since click 8.4
    PairType = IntegerType = AnyType = click.ParamType


class NameValuePair(PairType):
    """``name=value``."""

    name = "name=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, given = str(value).partition("=")
        if not (name and equals and given):
            self.fail(f"{value!r} does not have the form {self.name}.", param, ctx)
        return name, given


class PositiveInteger(click.IntRange):
    """An integer of at least 1."""

    name = "integer"

    def __init__(self) -> None:
        super().__init__(min=1)


class Seed(IntegerType):
    """An integer, or ``random``."""

    name = "number|random"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == "random":
            return random.SystemRandom().randrange(2**32)
        try:
            return int(value)
        except ValueError:
            self.fail(f"{value!r} is neither an integer nor 'random'.", param, ctx)
