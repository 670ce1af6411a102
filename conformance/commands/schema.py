"""``conformance schema KIND``."""

from __future__ import annotations

import json

import click
import msgspec

from ..records import (
    Capsule,
    Conversion,
    Difference,
    Identity,
    MatrixRecord,
    PitfallsRecord,
    Report,
    schema_of,
)

KINDS: dict[str, type[msgspec.Struct]] = {
    "check": Report,
    "capsule": Capsule,
    "pitfalls": PitfallsRecord,
    "identity": Identity,
    "conversion": Conversion,
    "diff": Difference,
    "matrix": MatrixRecord,
}


@click.command(short_help="the JSON Schema of what is written")
@click.argument("kind", type=click.Choice(list(KINDS)), default="check")
def schema(kind: str) -> None:
    """Print the JSON Schema of ``check --json``, of a capsule, or of what else is written."""
    click.echo(json.dumps(schema_of(KINDS[kind]), indent=2))
