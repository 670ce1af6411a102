"""``conformance list {rules,laws,pitfalls,dialects,adapters}``."""

from __future__ import annotations

import click
from rich.table import Table
from rich.text import Text

from properties.dialects import dialects
from properties.laws import laws
from properties.pitfalls import pitfalls
from properties.rules import rules

from ..adapters import adapters
from .common import out


def _rules() -> list[tuple[str, ...]]:
    return [
        (r.name, ", ".join(f"{k}={v}" for k, v in r.defaults.items())) for r in rules().values()
    ]


def _laws() -> list[tuple[str, ...]]:
    return [(law.id, law.requirement.upper(), law.summary) for law in laws().values()]


def _pitfalls() -> list[tuple[str, ...]]:
    return [(p.id, p.rule, p.title) for p in pitfalls().values()]


def _dialects() -> list[tuple[str, ...]]:
    return [(d.id, d.title, ", ".join(d.libraries)) for d in dialects().values()]


def _adapters() -> list[tuple[str, ...]]:
    return [(a.name, a.summary) for a in adapters().values()]


KINDS = {
    "rules": _rules,
    "laws": _laws,
    "pitfalls": _pitfalls,
    "dialects": _dialects,
    "adapters": _adapters,
}


@click.command("list", short_help="what the suite knows")
@click.argument("kind", type=click.Choice(list(KINDS)))
def list_(kind: str) -> None:
    """List the rules, laws, pitfalls, dialects or adapters that the suite knows, one a line."""
    table = Table.grid(padding=(0, 2))
    for row in KINDS[kind]():
        table.add_row(*map(Text, row))
    out().print(table)
