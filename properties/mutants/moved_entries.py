"""Entries of a dictionary that are put in by a statement of their own, with the same value."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .tree import unparse


def without_moved_entries(
    gone: Sequence[ast.stmt], come: Sequence[ast.stmt]
) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Return changed statements without dictionaries whose entries are only put in later.

    Args:
        gone: the statements that only the old version of a function has.
        come: those that only the new version has.
    """
    left = list(gone), list(come)
    for old in gone:
        for new in come:
            later = _later_entries(old, new)
            statements = [s for s in come if unparse(s) in later]
            if later and len(statements) == len(later):
                left[0].remove(old)
                for one in (new, *statements):
                    left[1].remove(one)
    return left


def _later_entries(old: ast.stmt, new: ast.stmt) -> list[str]:
    """Return the statements that add to a new dictionary what the old one has; empty if it has
    other entries."""
    match old, new:
        case ast.Assign(targets=[ast.Name(was), *_], value=ast.Dict() as before), ast.Assign(
            targets=[ast.Name(now), *_], value=ast.Dict() as after
        ) if was == now:
            entries, kept = ([(unparse(k), unparse(v)) for k, v in zip(d.keys, d.values,
                              strict=True) if k] for d in (before, after))  # fmt: skip
            if all(entry in entries for entry in kept):
                return [f"{was}[{k}] = {v}" for k, v in entries if (k, v) not in kept]
    return []
