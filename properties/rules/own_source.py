"""The source of a rule of a user's own as a module of optimcore, or of a copy of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import CodeType

from .own_rules import OwnRule

PACKAGE = "optimcore"


class _Redirect(ast.NodeTransformer):
    """Import from a copy of optimcore in place of optimcore."""

    def __init__(self, package: str) -> None:
        self.package = package

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        first, dot, rest = (node.module or "").partition(".")
        if node.level == 0 and first == PACKAGE:
            node.module = f"{self.package}{dot}{rest}"
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST | list[ast.AST]:
        found: list[ast.AST] = []
        for alias in node.names:
            first, dot, rest = alias.name.partition(".")
            if first != PACKAGE:
                found.append(ast.Import([alias]))
                continue
            if dot:
                found.append(ast.Import([ast.alias(f"{self.package}.{rest}", alias.asname)]))
            if not (dot and alias.asname):
                found.append(ast.Import([ast.alias(self.package, alias.asname or PACKAGE)]))
        return [ast.copy_location(one, node) for one in found]


@lru_cache(maxsize=512)
def imported_names(source: str) -> frozenset[str]:
    """Return the names and modules of optimcore that a source uses, as in ``Optimizer``."""
    return frozenset(_names_used(ast.parse(source)))


def _names_used(tree: ast.Module) -> Iterator[str]:
    bound = {PACKAGE}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == PACKAGE:
            module = str(node.module).partition(".")[2]
            yield from (module,) if module else (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                first, _, rest = alias.name.partition(".")
                if first == PACKAGE:
                    bound.add(alias.asname or PACKAGE)
                    if rest:
                        yield rest
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(name), attr=attribute) if name in bound:
                yield attribute


def _binds_np(statement: ast.stmt) -> bool:
    """Return whether a statement of a module gives the name ``np`` a meaning."""
    match statement:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return any((alias.asname or alias.name) == "np" for alias in names)
        case ast.Assign(targets=targets):
            return any(isinstance(n, ast.Name) and n.id == "np" for n in targets)
    return False


def compile_own_rule(
    own: OwnRule,
    source: str,
    package: str,
    widen: Callable[[ast.Module], ast.Module] | None = None,
) -> CodeType:
    """Compile the text of the rule's file, or an edited one, as a module of a package.

    Lines in tracebacks are those of the user's file. For enclosures, ``widen`` adds the rounding
    bounds of other orders of operations.
    """
    tree: ast.Module = _Redirect(package).visit(ast.parse(source))
    if not any(map(_binds_np, tree.body)):
        # Changes of the rule write functions of NumPy as np.sqrt.
        future = sum(isinstance(n, ast.ImportFrom) and n.module == "__future__" for n in tree.body)
        docstring = ast.get_docstring(tree, clean=False) is not None
        tree.body.insert(future + docstring, ast.parse("import numpy as np").body[0])
    if widen:
        tree = widen(tree)
    for name, value in {**own.traits, "recorded": False}.items():
        assigned = ast.parse(f"{own.attribute}.{name} = {value!r}").body
        tree.body += assigned
    return compile(ast.fix_missing_locations(tree), own.file, "exec")
