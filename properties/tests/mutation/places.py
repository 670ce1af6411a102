"""The places of a source file that are not mutated, because tests do not cover them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]
"""A line, from 1, and a column of characters, from 0."""

# Decorators for the type checker.
DECORATORS = {"@overload"}


def left_alone(source: str) -> list[tuple[Position, Position]]:
    """Return the spans that are not mutated.

    These are annotations and type aliases, which only the type checker uses, and the texts of
    messages and of ``__repr__``, of which tests check only the important words.
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
    """Return whether a place is inside one of the spans."""
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
