"""The places of a source file that are left alone: no behaviour is promised there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]
"""A line, from 1, and a column of characters, from 0."""

# Their right-hand sides are types.
TYPE_NAMES = {"TypeAlias", "TypeVar"}


def left_alone(source: str) -> list[tuple[Position, Position]]:
    """From where to where nothing is mutated.

    Annotations and aliases of types are for the type checker; the text of messages and what
    ``__repr__`` returns are for people: tests look for the words that matter there, not for each.
    """
    lines = source.splitlines()
    return [
        (
            (node.lineno, _column(lines[node.lineno - 1], node.col_offset)),
            (node.end_lineno or 0, _column(lines[(node.end_lineno or 0) - 1], node.end_col_offset)),
        )
        for node in _nodes(ast.parse(source))
    ]


def inside(place: Position, spans: list[tuple[Position, Position]]) -> bool:
    """Whether a place lies in one of the spans."""
    return any(start <= place < end for start, end in spans)


def _column(line: str, offset: int | None) -> int:
    # ast counts bytes of UTF-8.
    return len(line.encode()[:offset].decode())


def _nodes(tree: ast.Module) -> Iterator[ast.expr | ast.stmt]:
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr():
                yield node
            case ast.arg(annotation=ast.expr() as found):
                yield found
            case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
                yield node
            case ast.AnnAssign(annotation=found):
                yield found
            case ast.FunctionDef(name="__repr__"):
                yield node
            case ast.FunctionDef(returns=found, decorator_list=decorators):
                yield from [found] if found else []
                yield from (d for d in decorators if isinstance(d, ast.Name) and d.id == "overload")
