"""``conformance schema KIND``."""

from __future__ import annotations

import json

import click
import msgspec

from ..records.base import json_schema
from ..records.capsule import Capsule
from ..records.check import Report
from ..records.conversion import Conversion
from ..records.difference import Difference
from ..records.identity import Identity
from ..records.matrix import MatrixRecord
from ..records.pitfalls import PitfallsRecord

KINDS: dict[str, type[msgspec.Struct]] = {
    "check": Report,
    "capsule": Capsule,
    "pitfalls": PitfallsRecord,
    "identity": Identity,
    "conversion": Conversion,
    "diff": Difference,
    "matrix": MatrixRecord,
}


@click.command(short_help="Print the JSON Schema of a report.")
@click.argument("kind", type=click.Choice(list(KINDS)), default="check", metavar="[KIND]")
def schema(kind: str) -> None:
    """Print the JSON Schema of one KIND of JSON file.

    KIND is check (the default), capsule, pitfalls, identity, conversion, diff or matrix.
    """
    click.echo(json.dumps(json_schema(KINDS[kind]), indent=2))
