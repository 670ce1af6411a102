"""Functions of a user's own rule in the form in which operators know them.

Operators look for ``np.sqrt(v)`` and ``m = ...``. A rule may also have ``from numpy import sqrt``,
``np.square(g)`` or ``total += m``: these are rewritten before it is changed, and names are written
back as the file has them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

from .tree import replace_nodes

# Functions of two arguments that are operators, and of one.
OPERATORS: Mapping[str, type[ast.operator]] = {
    "power": ast.Pow, "float_power": ast.Pow, "multiply": ast.Mult, "add": ast.Add,
    "subtract": ast.Sub, "divide": ast.Div, "true_divide": ast.Div, "matmul": ast.MatMult,
}  # fmt: skip

# Other names of functions that operators know.
SYNONYMS = {"absolute": "abs", "amax": "max", "amin": "min"}

# What a node was before, so that a diff has it as the file does.
WRITTEN = "_written"


def normalise(function: ast.FunctionDef, names: Mapping[str, Any]) -> ast.FunctionDef:
    """Return a function in the form that operators know.

    Args:
        function: the function; it is changed.
        names: what the names of its module stand for.
    """
    taken = function.args
    local = {a.arg for a in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)}
    local |= {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    places = {name: place_of(thing) for name, thing in names.items() if name not in local}
    found = _Normaliser({name: place for name, place in places.items() if place}).visit(function)
    assert isinstance(found, ast.FunctionDef)
    return ast.fix_missing_locations(found)


def place_of(thing: Any) -> str:
    """Return how NumPy, or something of it, is written in optimcore, as in ``np.sqrt``."""
    if thing is np:
        return "np"
    if thing is np.linalg:
        return "np.linalg"
    name = getattr(thing, "__name__", "")
    if not name or isinstance(thing, ModuleType):
        return ""
    for module, place in ((np, "np"), (np.linalg, "np.linalg")):
        if getattr(module, name, None) is thing:
            return f"{place}.{SYNONYMS.get(name, name)}"
    return "np.abs" if thing is abs else ""


def written(statement: ast.stmt, numpy: str) -> ast.stmt:
    """Return a statement with the names of the file.

    Args:
        statement: a statement of a normalised function, or a change of one.
        numpy: the name of NumPy in the file.
    """
    back = {
        id(node): vars(node).get(WRITTEN) or ast.Name(numpy, ast.Load())
        for node in ast.walk(statement)
        if WRITTEN in vars(node) or (isinstance(node, ast.Name) and node.id == "np" != numpy)
    }
    return replace_nodes(statement, back) if back else statement


class _Normaliser(ast.NodeTransformer):
    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = places

    def visit_Name(self, node: ast.Name) -> ast.AST:
        place = self.places.get(node.id, "np.abs" if node.id == "abs" else node.id)
        return node if place == node.id else self._renamed(node, place)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        old = ast.unparse(node)
        self.generic_visit(node)
        head, _, name = ast.unparse(node).rpartition(".")
        if head == "np" and name in SYNONYMS:
            return self._renamed(ast.parse(old, mode="eval").body, f"np.{SYNONYMS[name]}")
        return node

    def _renamed(self, old: ast.expr, place: str) -> ast.expr:
        new = ast.copy_location(ast.parse(place, mode="eval").body, old)
        setattr(new, WRITTEN, old)
        return new

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        head, _, name = ast.unparse(node.func).rpartition(".")
        match node.args:
            case [left, right] if head == "np" and name in OPERATORS and not node.keywords:
                return ast.copy_location(ast.BinOp(left, OPERATORS[name](), right), node)
            case [one] if head == "np" and name == "square" and not node.keywords:
                return ast.copy_location(ast.BinOp(one, ast.Pow(), ast.Constant(2)), node)
            case [one] if head == "np" and name == "negative" and not node.keywords:
                return ast.copy_location(ast.UnaryOp(ast.USub(), one), node)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            return node
        before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
        value = ast.copy_location(ast.BinOp(before, node.op, node.value), node)
        return ast.copy_location(ast.Assign([node.target], value), node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        if node.value is None or not isinstance(node.target, ast.Name):
            return node
        return ast.copy_location(ast.Assign([node.target], node.value), node)
