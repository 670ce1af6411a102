"""Options that describe a subject where its name and signature do not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from .parameters import NameValuePair

Command = Callable[..., Any]


def subject_options(prefix: str = "") -> Callable[[Command], Command]:
    """Add these options to a command, which receives them as one argument ``options``.

    Args:
        prefix: Prefix of each option, if the command has several subjects; ``source`` makes the
            argument ``source_options``.
    """
    dashed, start = (f"--{prefix}-", f"{prefix}_") if prefix else ("--", "")
    subject = prefix.upper() if prefix else "the optimizer"

    def add_options(command: Command) -> Command:
        @functools.wraps(command)
        def call_with_options(**given: Any) -> Any:
            from ..targets.options import options_from_literals

            options = options_from_literals(
                dict(given.pop(f"{start}map")),
                dict(given.pop(f"{start}hyper")),
                dict(given.pop(f"{start}assume")),
                given.pop(f"{start}without"),
                given.pop(f"{start}adapter"),
                given.pop(f"{start}state") or "",
                given.pop(f"{start}parameter") or "",
            )
            return command(**given, **{f"{start}options": options})

        for option in reversed(_option_decorators(dashed, subject)):
            option(call_with_options)
        return call_with_options

    return add_options


def _option_decorators(start: str, subject: str) -> tuple[Callable[[Command], Command], ...]:
    return (
        click.option(
            f"{start}map", type=NameValuePair(), multiple=True, metavar="NAME=THEIRS",
            help=f"THEIRS is what {subject} calls the hyper-parameter NAME, as in lr=step_size or "
            "betas=b1,b2. Common synonyms are recognized.",
        ),
        click.option(
            f"{start}hyper", type=NameValuePair(), multiple=True, metavar="NAME=VALUE",
            help=f"Constructor argument always passed to {subject}; group.NAME=VALUE sets an "
            "entry of each parameter group.",
        ),
        click.option(
            f"{start}assume", type=NameValuePair(), multiple=True, metavar="NAME=VALUE",
            help=f"Value of a hyper-parameter that is hard-coded in {subject}.",
        ),
        click.option(
            f"{start}without", multiple=True, metavar="CAPABILITY",
            help=f"Capability that {subject} lacks, such as float64; checks that need it are "
            "skipped.",
        ),
        click.option(
            f"{start}adapter", metavar="NAME",
            help=f"Adapter for {subject}: a name of conformance list adapters, or mine.py:NAME "
            "(see conformance adapter new). Detected by default.",
        ),
        click.option(
            f"{start}state", metavar="NAMES",
            help=f"Arguments that are the state of {subject}, if it is a step function: m,v,t; "
            "t=1: the count of steps starts at 1. Detected by default.",
        ),
        click.option(
            f"{start}parameter", metavar="MODULE:CLASS",
            help=f"Class of the parameters of {subject}, if it is neither found in its package "
            "nor that of a library with an adapter.",
        ),
    )  # fmt: skip
