"""Formulas of a source as they are written in sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from .tree import replace_nodes, unparse

# A formula with brackets in brackets at most.
FORMULA = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"

# How an entry of the state is read: as s["v"], or as s.get("v", FIRST).
READ = rf'\bs\.get\("(?P<read>\w+)", (?P<first>{FORMULA})\)'
ENTRY = rf'\bs\["(?P<name>\w+)"\]|{READ}'


def two_formulas(was: ast.expr, now: ast.expr) -> tuple[str, str]:
    """Return the new and the old formula, with the details in which alone they differ.

    An entry of the state is called old beside a new value of the same name. The first values of the
    state are written where nothing else differs, and so is what is a hyper-parameter.
    """
    both = (unparse(now), unparse(was))
    new = {n.id for e in (now, was) for n in ast.walk(e) if isinstance(n, ast.Name)}
    with_old = [_call_old(text, new) for text in both]
    versions = (
        [format_formula(text) for text in with_old],
        [_format_names(text) for text in with_old],
        # An entry of the state may have the name of a new value.
        [format_formula(re.sub(r'\bs\["(\w+)"\]', r"old_\1", text)) for text in both],
        [format_formula(_mark_hyper(text)) for text in both],
    )
    told, expected = next((v for v in versions if v[0] != v[1]), versions[0])
    return told, expected


def _call_old(text: str, new: Collection[str]) -> str:
    """Return a formula in which an entry of the state is called old beside its new value."""

    def rename(entry: re.Match[str]) -> str:
        if entry["name"] in new:
            return f"old_{entry['name']}"
        if entry["read"] in new:
            return f's.get("old_{entry["read"]}", {entry["first"]})'
        return entry[0]

    return re.sub(ENTRY, rename, text)


def format_formula(source: str) -> str:
    """Return a formula as it is written in text: without ``h.``, ``np.`` and keys of the state."""
    return _format_names(re.sub(READ, r"\g<read>", _with_first_values(source)))


def _with_first_values(source: str) -> str:
    """Return a source in which a value that depends on an entry of the state is written in words.

    A source that is no expression and no assignment, such as the head of a branch, stays as it is.
    """
    try:
        [statement] = ast.parse(source).body
    except (SyntaxError, ValueError):
        return source
    value = getattr(statement, "value", None)
    conditions = [node for node in ast.walk(statement) if _has_first_value(node)]
    if not conditions:
        return source
    words = {id(node): _first_value(node, node is value) for node in conditions}
    return unparse(replace_nodes(statement, words))


def _has_first_value(node: ast.AST) -> bool:
    """Whether an expression is one value if the state has an entry, and another one before."""
    match node:
        case ast.IfExp(test=ast.Compare(left=ast.Constant(str()), ops=[ast.In()])):
            return True
    return False


def _first_value(node: ast.AST, is_whole: bool) -> ast.expr:
    assert isinstance(node, ast.IfExp)
    value, first = unparse(node.body), unparse(node.orelse)
    # A name is written as it is, whatever it consists of.
    return ast.Name(
        f"{value} (first value: {first})" if is_whole else f"({value}, first value {first})",
        ast.Load(),
    )


def format_statement(source: str) -> str:
    """Return the first line of a statement as it is written in text.

    Where a name is assigned the entry of the state of that name, its first value is written too,
    and where it is assigned the hyper-parameter of that name, this is said.
    """
    line = source.splitlines()[0].removesuffix(":")
    versions = (format_formula(line), _format_names(line), format_formula(_mark_hyper(line)))
    return next((text for text in versions if not _assigns_itself(text)), versions[0])


def _assigns_itself(text: str) -> bool:
    name, _, value = text.partition(" = ")
    return name == value


def _mark_hyper(source: str) -> str:
    return re.sub(r"\bh\.(\w+)", r"(hyper-parameter \1)", source)


def _format_names(source: str) -> str:
    source = re.sub(READ, r"(\g<read>, first value \g<first>)", source)
    source = re.sub(r'\bs\["(\w+)"\]', r"\1", source)
    return re.sub(r"\b(h|np|math)\.", "", source)
