"""``conformance check TARGET``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import click

from ..capsules import capsules
from ..check import check as run_check
from ..literals import literal
from ..words import told
from .common import (
    CANNOT_JUDGE,
    CONFORMS,
    DIVERGES,
    Pair,
    Seed,
    out,
    progress_bar,
    with_exit_code,
    write,
)

CODES = {"conforms": CONFORMS, "diverges": DIVERGES}


@click.command(short_help="judge an optimizer")
@click.argument("target")
@click.option("--rule", help="The rule it claims to follow; read from a plain name.")
@click.option("--json", "json_path", metavar="FILE", help="Write the report there (- for stdout).")
@click.option("--seed", type=Seed(), default=0, show_default=True, help="Of the scenarios.")
@click.option(
    "--examples", type=click.IntRange(1), default=100, show_default=True,
    help="Everyday scenarios to generate.",
)  # fmt: skip
@click.option(
    "--map", "mapped", type=Pair(), multiple=True, metavar="OURS=THEIRS",
    help="What the subject calls a hyper-parameter (two names for betas: b1,b2).",
)  # fmt: skip
@click.option(
    "--hyper", type=Pair(), multiple=True, metavar="NAME=VALUE",
    help="A constructor argument to pass as it is.",
)  # fmt: skip
@click.option("--adapter", help="Which adapter to use; found by itself as a rule.")
@click.option("--capsules", "folder", metavar="DIR", help="Write one replayable file a finding.")
@with_exit_code
def check(
    target: str,
    rule: str | None,
    json_path: str | None,
    seed: int,
    examples: int,
    mapped: tuple[tuple[str, str], ...],
    hyper: tuple[tuple[str, str], ...],
    adapter: str | None,
    folder: str | None,
) -> None:
    """Judge the optimizer TARGET: module:attribute or path/file.py:attribute.

    Exit codes: 0 conforms, 1 diverges, 2 wrong use, 3 could not be run or judged.
    """
    with progress_bar(target) as progress, redirect_stdout(sys.stderr):
        report = run_check(
            target,
            rule,
            examples=examples,
            seed=seed,
            adapter=adapter,
            map=dict(mapped),
            hyper={name: literal(value) for name, value in hyper},
            progress=progress,
        )
    if json_path:
        write(json_path, report.to_json())
    if folder:
        for name, capsule in capsules(report).items():
            write(f"{folder}/{name}.json", capsule)
    if json_path != "-":
        out().print(told(report))
    sys.exit(CODES.get(report.verdict, CANNOT_JUDGE))
