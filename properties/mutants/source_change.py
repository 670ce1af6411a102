"""The edit that turns the source of a function into a changed one."""

from __future__ import annotations

import ast
from itertools import pairwise, takewhile
from textwrap import indent

from ..rules.source_edits import Edit
from .normal_form import written
from .rule_source import RuleFunction
from .tree import unparse


def edit_of_change(function: RuleFunction, changed: ast.FunctionDef) -> Edit:
    """Return the edit of the lines that differ; lines that are the same keep their text."""
    body = function.tree.body
    first, last = body[0].lineno - 1, body[-1].end_lineno
    before = function.lines[first:last]
    after = _lines_of_body(function, changed)
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
    body = function.tree.body
    margin = " " * body[0].col_offset
    texts = {
        unparse(statement): function.lines[statement.lineno - 1 : statement.end_lineno]
        for statement in body
    }
    between = {unparse(body[0]): list[str]()}
    for previous, statement in pairwise(body):
        between[unparse(statement)] = function.lines[previous.end_lineno : statement.lineno - 1]
    same_places = len(body) == len(changed.body)
    lines: list[str] = []
    for k, statement in enumerate(changed.body):
        text = unparse(statement)
        place = text if text in texts or not same_places else unparse(body[k])
        lines += between.get(place, [])
        lines += (
            texts.get(text)
            or indent(unparse(written(statement, function.numpy)), margin).splitlines()
        )
    return lines
