"""Render test vectors as lines of fields, for programs that have no reader of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..records.vectors import PlainHyper, Vectors


def render_tsv(record: Vectors) -> str:
    """Render vectors as lines of a keyword and values, separated by tabs.

    The lines of a vector are ``vector``, a ``hyper`` for each hyper-parameter, ``shape``,
    ``start``, then ``gradient``, ``lower`` and ``upper`` for each step.
    """
    return "\n".join("\t".join(line) for line in _lines(record))


def _lines(record: Vectors) -> Iterator[Iterable[str]]:
    yield "schema", record.schema, record.rule, record.dtype, record.profile
    for vector in record.vectors:
        yield "vector", vector.id
        for name, value in vector.hyper.items():
            parts = value if isinstance(value, list) else [value]
            yield "hyper", name, *map(_render_value, parts)
        yield "shape", *map(str, vector.shape)
        yield "start", *map(repr, vector.start.plain)
        for step in vector.steps:
            yield "gradient", *map(repr, step.gradient.plain)
            yield "lower", *map(repr, step.lower.plain)
            yield "upper", *map(repr, step.upper.plain)


def _render_value(value: PlainHyper) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return "null" if value is None else str(value)
