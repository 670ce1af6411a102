"""The options that tell of a subject what neither its name nor its signature says."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from ..literals import literal
from ..wording import Wording
from .common import Pair

Command = Callable[..., Any]


def worded(who: str = "") -> Callable[[Command], Command]:
    """Give a command these options, and hand them over as one argument ``wording``.

    Args:
        who: which of several subjects is told of: it stands before each option's name, and
            ``source`` makes the argument ``source_wording``.
    """
    options, start = (f"--{who}-", f"{who}_") if who else ("--", "")
    subject = who.upper() if who else "the subject"

    def give(command: Command) -> Command:
        @functools.wraps(command)
        def told(**given: Any) -> Any:
            pairs = {name: dict(given.pop(start + name)) for name in ("map", "hyper", "assume")}
            wording = Wording(
                mapped=pairs["map"],
                fixed={name: literal(value) for name, value in pairs["hyper"].items()},
                assumed={name: literal(value) for name, value in pairs["assume"].items()},
                without=given.pop(f"{start}without"),
                adapter=given.pop(f"{start}adapter"),
            )
            return command(**given, **{f"{start}wording": wording})

        for option in reversed(_options(options, subject)):
            option(told)
        return told

    return give


def _options(start: str, subject: str) -> tuple[Callable[[Command], Command], ...]:
    return (
        click.option(
            f"{start}map", type=Pair(), multiple=True, metavar="OURS=THEIRS",
            help=f"What {subject} calls a hyper-parameter (two names for betas: b1,b2).",
        ),
        click.option(
            f"{start}hyper", type=Pair(), multiple=True, metavar="NAME=VALUE",
            help=f"A constructor argument of {subject} to pass as it is; group.NAME=VALUE, to each "
            "parameter group.",
        ),
        click.option(
            f"{start}assume", type=Pair(), multiple=True, metavar="OURS=VALUE",
            help=f"The value of a hyper-parameter that {subject} has built in.",
        ),
        click.option(
            f"{start}without", multiple=True, metavar="ABILITY",
            help=f"What {subject} never promised, float64 say: nothing of that is asked.",
        ),
        click.option(
            f"{start}adapter", metavar="NAME",
            help=f"Which adapter leads {subject}; found by itself as a rule.",
        ),
    )  # fmt: skip
