"""``conformance list {rules,laws,pitfalls,dialects,adapters}``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from .terminal import output_console


def _rule_rows() -> list[tuple[str, ...]]:
    from properties.rules.registry import optimizers, read_defaults

    from ..targets.own_rule import external_rules

    # rules() also builds the enclosures of every rule, which a list does not need.
    known: list[tuple[str, ...]] = [
        (name, ", ".join(f"{k}={v}" for k, v in read_defaults(kind).items()))
        for name, kind in optimizers().items()
    ]
    return known + [(name, f"from {place}") for name, place in sorted(external_rules().items())]


def _law_rows() -> list[tuple[str, ...]]:
    from properties.laws import laws

    return [(law.id, law.requirement.upper(), law.summary) for law in laws().values()]


def _pitfall_rows() -> list[tuple[str, ...]]:
    from properties.pitfalls import pitfalls

    return [(p.id, p.rule, p.title) for p in pitfalls().values()]


def _dialect_rows() -> list[tuple[str, ...]]:
    from properties.dialects import dialects
    from properties.wrappings import wrapping_kinds

    of_rules = [(d.id, f"{d.title} ({', '.join(d.libraries)})") for d in dialects().values()]
    return [
        *of_rules,
        *((kind.form, f"{kind.title} (any rule)") for kind in wrapping_kinds().values()),
    ]


def _adapter_rows() -> list[tuple[str, ...]]:
    from ..adapters import adapters

    return [(a.name, a.summary) for a in adapters().values()]


KINDS = {
    "rules": _rule_rows,
    "laws": _law_rows,
    "pitfalls": _pitfall_rows,
    "dialects": _dialect_rows,
    "adapters": _adapter_rows,
}


@click.command("list", short_help="List rules, laws, pitfalls, dialects or adapters.")
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
def list_(kind: str) -> None:
    """List everything of one KIND, one a line: rules, laws, pitfalls, dialects or adapters.

    \b
    rules      algorithms, with the defaults of their hyper-parameters, and the
               place of those of other packages
    laws       checks, with their requirement level
    pitfalls   known bugs, with the rule that each belongs to
    dialects   documented variants of rules, and what surrounds any rule
    adapters   libraries and kinds of optimizers that can be run
    """
    for line in align_columns(KINDS[kind]()):
        output_console().print(line, markup=False)


def align_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Align all columns but the last, which is not padded."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for *first, last in rows:
        padded = [text.ljust(width) for text, width in zip(first, widths, strict=False)]
        yield "  ".join([*padded, last]).rstrip()
