"""``conformance schema KIND``."""

from __future__ import annotations

import json
from types import UnionType
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..records.base import Record

KINDS = (
    "check", "capsule", "pitfalls", "identity", "conversion", "diff", "matrix", "stream", "vectors",
    "vector-results", "verification",
)  # fmt: skip


@click.command(short_help="Print the JSON Schema of a report.")
@click.argument("kind", type=click.Choice(KINDS), default="check", metavar="[KIND]")
def schema(kind: str) -> None:
    """Print the JSON Schema of one KIND of JSON file.

    KIND is check (the default), capsule, pitfalls, identity, conversion, diff, matrix, stream,
    which is one line of check --jsonl, or vectors, vector-results and verification, which are the
    files of vectors and vectors verify.
    """
    from ..records.base import json_schema

    click.echo(json.dumps(json_schema(_record_types()[kind]), indent=2))


def read_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every kind of JSON file."""
    from ..records.base import json_schema

    return {kind: json_schema(record) for kind, record in _record_types().items()}


def _record_types() -> dict[str, type[Record] | UnionType]:
    from ..records.capsule import Capsule
    from ..records.check import Report
    from ..records.conversion import Conversion
    from ..records.difference import Difference
    from ..records.identity import Identity
    from ..records.matrix import MatrixRecord
    from ..records.pitfalls import PitfallsRecord
    from ..records.stream import AnyLine
    from ..records.vectors import VectorResults, Vectors, Verification

    return {
        "check": Report,
        "capsule": Capsule,
        "pitfalls": PitfallsRecord,
        "identity": Identity,
        "conversion": Conversion,
        "diff": Difference,
        "matrix": MatrixRecord,
        "stream": AnyLine,
        "vectors": Vectors,
        "vector-results": VectorResults,
        "verification": Verification,
    }
