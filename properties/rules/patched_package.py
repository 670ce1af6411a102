"""Copies of the package optimcore with edits applied, as modules with unique names.

A copy shares the modules with the package that import no changed module.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import itertools
import sys
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from importlib.machinery import ModuleSpec
from importlib.resources import files
from types import CodeType, ModuleType

from .source_edits import PACKAGE, Edit, apply_edits, source_of

_numbers = itertools.count(1)


def build_variant(edits: Sequence[Edit]) -> ModuleType:
    """Return a copy of the package ``optimcore`` with edits applied, under a unique name.

    All modules of the copy are imported, also those that the package itself does not import.
    """
    name = f"{PACKAGE}_planted_{next(_numbers)}"
    finder = _Finder(name, edits)
    shared = {
        m: importlib.import_module(f"{PACKAGE}.{m}") for m in _unaffected_modules(finder.sources)
    }
    sys.modules.update({f"{name}.{m}": module for m, module in shared.items()})
    sys.meta_path.insert(0, finder)
    try:
        package = importlib.import_module(name)
        for module in _module_imports():
            importlib.import_module(f"{name}.{module}")
    except BaseException:
        for module in [m for m in sys.modules if m.startswith(f"{name}.")]:
            del sys.modules[module]
        raise
    finally:
        sys.meta_path.remove(finder)
    vars(package).update(shared)
    return package


def _unaffected_modules(changed: Collection[str]) -> list[str]:
    """Return the modules that import no changed module, directly or indirectly."""
    reached = {where.removesuffix(".py") for where in changed}
    imports = _module_imports()
    while more := {m for m, imported in imports.items() if imported & reached} - reached:
        reached |= more
    return [module for module in imports if module not in reached]


@cache
def _module_imports() -> dict[str, set[str]]:
    """Return the modules of the package that each module imports."""
    names = [f.name for f in files(PACKAGE).iterdir() if f.name.endswith(".py")]
    return {
        name.removesuffix(".py"): {
            node.module
            for node in ast.walk(ast.parse(source_of(name)))
            if isinstance(node, ast.ImportFrom) and node.level and node.module
        }
        for name in names
        if name != "__init__.py"
    }


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """A finder and loader for an edited copy of the package."""

    def __init__(self, name: str, edits: Sequence[Edit]) -> None:
        self.name = name
        self.sources = apply_edits(edits)

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.split(".")[0] != self.name:
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=fullname == self.name)

    def is_package(self, fullname: str) -> bool:
        return fullname == self.name

    def get_source(self, fullname: str) -> str:
        _, _, module = fullname.partition(".")
        where = f"{module or '__init__'}.py"
        return self.sources.get(where) or source_of(where)

    def get_code(self, fullname: str) -> CodeType:
        return _compile_source(self.get_source(fullname))


@lru_cache(maxsize=256)
def _compile_source(source: str) -> CodeType:
    """Compile a source. Most files are unchanged, so they are compiled once for all copies."""
    return importlib.abc.InspectLoader.source_to_code(source)
