"""The places of a source file that are left alone: no behaviour is promised there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]
"""A line, from 1, and a column of characters, from 0."""

# Decorators for the type checker.
DECORATORS = {"@overload"}


def left_alone(source: str) -> list[tuple[Position, Position]]:
    """From where to where nothing is mutated.

    Annotations and aliases of types are for the type checker; the text of messages and what
    ``__repr__`` returns are for people: tests look for the words that matter there, not for each.
    """
    lines = source.splitlines()

    def place(line: int, offset: int) -> Position:
        # ast counts bytes of UTF-8.
        return line, len(lines[line - 1].encode()[:offset].decode())

    return [
        (
            place(node.lineno, node.col_offset),
            place(node.end_lineno or 0, node.end_col_offset or 0),
        )
        for node in _nodes(ast.parse(source))
    ] + [
        ((k, line.index("@")), (k, len(line)))
        for k, line in enumerate(lines, 1)
        if line.strip() in DECORATORS
    ]


def inside(place: Position, spans: list[tuple[Position, Position]]) -> bool:
    """Whether a place lies in one of the spans."""
    return any(start <= place < end for start, end in spans)


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
            case ast.FunctionDef(returns=ast.expr() as found):
                yield found
