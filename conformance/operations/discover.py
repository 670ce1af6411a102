"""Find optimizers in the source of a package, without importing it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..targets.rule_name import infer_rule

# Folders in which no optimizer of the package is.
LEFT_OUT = {"build", "dist", "docs", "node_modules", "test", "tests", "venv", "site-packages"}


@dataclass(frozen=True)
class FoundOptimizer:
    """A class that looks like an optimizer.

    Attributes:
        target: its text, as the commands take it.
        rule: the rule that its name says; None if it says none.
    """

    target: str
    rule: str | None


def find_optimizers(folder: Path) -> list[FoundOptimizer]:
    """Find the public classes with a method ``step``, or derived from an optimizer.

    An optimizer is a class called Optimizer, or one that was found in the same file.
    """
    return [
        FoundOptimizer(f"{_place(folder, path)}:{name}", infer_rule(name))
        for path in sorted(_sources(folder))
        for name in _optimizer_classes(path)
    ]


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in LEFT_OUT for part in parts[:-1])
        in_environment = any((parent / "pyvenv.cfg").exists() for parent in path.parents)
        if not hidden and not in_environment and not path.name.startswith(("test_", "conftest")):
            yield path


def _optimizer_classes(path: Path) -> Iterator[str]:
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError:
        return
    optimizers = {"Optimizer"}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and _may_step(node, optimizers):
            optimizers.add(node.name)
            if not node.name.startswith("_"):
                yield node.name


def _may_step(node: ast.ClassDef, optimizers: set[str]) -> bool:
    methods = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    has_step = "step" in methods and bool(bases or "__init__" in methods)
    return has_step or not bases.isdisjoint(optimizers)


def _place(folder: Path, path: Path) -> str:
    """Return the module of a file in a package, or else the path of the file."""
    if not (path.parent / "__init__.py").is_file():
        return path.relative_to(folder).as_posix()
    root = path.parent
    while (root / "__init__.py").is_file():
        root = root.parent
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
