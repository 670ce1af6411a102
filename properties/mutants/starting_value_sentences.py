"""Sentences about an entry of the state that starts at another value."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from .formula_text import format_formula
from .scope import ARRAYS, COUNT, STATE, entry_of
from .tree import replace_nodes, unparse

ARGUMENTS = (*ARRAYS, STATE)


def describe_starting_value(
    old: ast.FunctionDef, new: ast.FunctionDef, names: Mapping[str, str]
) -> str:
    """Say what an entry starts at in a version that differs in nothing else; else empty."""
    known = {unparse(node) for node in ast.walk(old) if isinstance(node, ast.IfExp)}
    found = {
        id(node): node
        for node in ast.walk(new)
        if isinstance(node, ast.IfExp) and _starts(node) and unparse(node) not in known
    }
    if not found or unparse(replace_nodes(new, {k: n.orelse for k, n in found.items()})) != unparse(
        old
    ):
        return ""
    entries = {(entry_of(n.orelse) or "", unparse(n.body)) for n in found.values()}
    sentences = []
    for entry, first in sorted(entries):
        # The names of arguments stand for their values in the step.
        subject = names.get(entry, entry) if entry not in ARGUMENTS else f"{entry} in the state"
        name = subject if subject.startswith(entry) else f"{subject[0].upper()}{subject[1:]}"
        sentences.append(f"{name} starts at {format_formula(first)}; it should start at 0.")
    return " ".join(sentences)


def _starts(node: ast.IfExp) -> bool:
    return unparse(node.test) == f"{COUNT} == 1" and entry_of(node.orelse) is not None
