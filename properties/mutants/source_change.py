"""The edit that turns the source of a function into a changed one."""

from __future__ import annotations

import ast
import copy
import re
from itertools import pairwise, takewhile
from textwrap import indent

from ..rules.source_edits import Edit
from .normal_form import written
from .rule_source import RuleFunction
from .tree import unparse

# A name, an attribute or a number, between which formatters write a power without spaces.
OPERAND = r"(?<![\w)\].])[A-Za-z_]\w*(?:\.\w+)*|(?<![\w)\].])\d+(?:\.\d+)?"


def edit_of_change(function: RuleFunction, changed: ast.FunctionDef) -> Edit:
    """Return the edit of the lines that differ; lines that are the same keep their text."""
    body = function.tree.body
    first, last = body[0].lineno - 1, body[-1].end_lineno
    before = function.lines[first:last]
    after = _with_old_spaces(function, _lines_of_body(function, changed))
    head = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))))
    rest = list(zip(reversed(before[head:]), reversed(after[head:]), strict=False))
    tail = len(list(takewhile(lambda pair: pair[0] == pair[1], rest)))
    start, end = head, len(before) - tail
    if start == end:  # lines are only put in: keep the line before them
        start -= 1
    while start > 0 and function.text.count(_join(before[start:end])) != 1:
        start -= 1
    if function.text.count(_join(before[start:end])) != 1:
        end = len(before)
    kept = len(before) - end
    return Edit(
        function.where,
        _join(before[start:end]),
        _join(after[start : len(after) - kept]),
    )


def _join(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _lines_of_body(function: RuleFunction, changed: ast.FunctionDef) -> list[str]:
    """Return the lines of the changed body, statements that are the same with their old text."""
    return _lines_of_statements(function, function.tree.body, changed.body)


def _lines_of_statements(
    function: RuleFunction, body: list[ast.stmt], changed: list[ast.stmt]
) -> list[str]:
    margin = " " * body[0].col_offset
    texts = {
        unparse(statement): function.lines[statement.lineno - 1 : statement.end_lineno]
        for statement in body
    }
    between = {unparse(body[0]): list[str]()}
    for previous, statement in pairwise(body):
        between[unparse(statement)] = function.lines[previous.end_lineno : statement.lineno - 1]
    same_places = len(body) == len(changed)
    lines: list[str] = []
    for k, statement in enumerate(changed):
        text = unparse(statement)
        place = text if text in texts or not same_places else unparse(body[k])
        lines += between.get(place, [])
        lines += texts.get(text) or (
            (_lines_inside(function, body[k], statement) if same_places else [])
            or indent(
                _write(function, statement, body[k] if same_places else None), margin
            ).splitlines()
        )
    return lines


def _write(function: RuleFunction, statement: ast.stmt, old: ast.stmt | None) -> str:
    """Return the text of a statement, with a dictionary on as many lines as in the old one."""
    new = written(statement, function.numpy)
    match old, new:
        case ast.Return(), ast.Return(value=ast.Dict(keys=keys, values=values)) if (
            old.end_lineno or old.lineno
        ) > old.lineno:
            pairs = zip(keys, values, strict=True)
            entries = (unparse(ast.Dict([k], [v]))[1:-1] for k, v in pairs)
            return "\n".join(["return {", *(f"    {entry}," for entry in entries), "}"])
    return in_usual_style(new)


def in_usual_style(statement: ast.stmt) -> str:
    """Return the text of a statement with powers and tuples as they are usually written."""
    text = unparse(statement)
    match statement:
        case ast.Return(value=ast.Tuple() as value) | ast.Assign(value=ast.Tuple() as value) if (
            value.elts
        ):
            whole = unparse(value)
            text = text.removesuffix(whole) + whole[1:-1]
    return re.sub(rf"({OPERAND}) \*\* (-?{OPERAND})(?![\w(.\[])", r"\1**\2", text)


def _with_old_spaces(function: RuleFunction, lines: list[str]) -> list[str]:
    """Return lines as the file has them, if it has them but for spaces inside."""
    old = {_squeeze(line): line for line in reversed(function.lines)}
    return [old.get(_squeeze(line), line) for line in lines]


def _squeeze(line: str) -> tuple[int, str]:
    """Return the margin of a line, and its text without spaces."""
    return len(line) - len(line.lstrip()), "".join(line.split())


def _lines_inside(function: RuleFunction, old: ast.stmt, new: ast.stmt) -> list[str]:
    """Return the lines of a changed if or for, whose other lines keep their text.

    Empty if it has another form than before, or an elif.
    """
    pair = (old, new)
    if not all(isinstance(s, ast.If) for s in pair) and not all(
        isinstance(s, ast.For) for s in pair
    ):
        return []
    parts = [(s.body, s.orelse) for s in pair if isinstance(s, ast.If | ast.For)]
    (body, orelse), (new_body, new_orelse) = parts
    if len(orelse) != len(new_orelse) or any(isinstance(s, ast.If) for s in orelse):
        return []
    if body[0].lineno == old.lineno or (orelse and orelse[0].lineno == body[-1].end_lineno):
        return []
    heads = [_head(s) for s in pair]
    head = function.lines[old.lineno - 1 : body[0].lineno - 1]
    if heads[0] != heads[1]:
        head = indent(_head(written(new, function.numpy)), " " * old.col_offset).splitlines()
    lines = head + _lines_of_statements(function, body, new_body)
    if orelse:
        lines += function.lines[body[-1].end_lineno : orelse[0].lineno - 1]
        lines += _lines_of_statements(function, orelse, new_orelse)
    return lines


def _head(statement: ast.stmt) -> str:
    """Return the first line of an if or for."""
    alone = copy.copy(statement)
    alone.body, alone.orelse = [ast.Pass()], []  # type: ignore[attr-defined]
    return unparse(alone).rpartition("\n")[0]
