"""Copies of the package optimcore with edits applied, as modules with unique names.

A copy shares the modules with the package that import no changed module. ``sys.modules`` holds it
only while it is built, and in the context ``importable``, so that it is freed after its last use.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import inspect
import itertools
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.machinery import ModuleSpec
from importlib.resources import files
from types import CodeType, ModuleType
from typing import TypeAlias

import numpy as np

from .own_rules import own_rule_of, own_rules
from .own_source import compile_own_rule, imported_names
from .source_edits import PACKAGE, Edit, apply_edits, source_of

_numbers = itertools.count(1)

Widening: TypeAlias = Callable[[ast.Module], ast.Module]


def build_variant(
    edits: Sequence[Edit], rule: str | None = None, widen: Widening | None = None
) -> ModuleType:
    """Return a copy of the package ``optimcore`` with edits applied, under a unique name.

    Args:
        edits: the edits.
        rule: the only rule that the copy needs. Modules that the rule does not use are left out,
            which takes less time and memory. By default, all modules of the copy are imported, also
            those that the package itself does not import.
        widen: changes the syntax tree of the rule of a user's own, for enclosures.
    """
    name = f"{PACKAGE}_planted_{next(_numbers)}"
    finder = _Finder(name, edits, widen)
    needed = _needed_modules(rule) if rule else list(_module_imports())
    unaffected = _unaffected_modules(finder.sources)
    shared = {m: importlib.import_module(f"{PACKAGE}.{m}") for m in needed if m in unaffected}
    sys.modules.update({f"{name}.{m}": module for m, module in shared.items()})
    sys.meta_path.insert(0, finder)
    try:
        package = _import_needed(name, needed) if rule else importlib.import_module(name)
        for module in needed:
            importlib.import_module(f"{name}.{module}")
    finally:
        sys.meta_path.remove(finder)
        _remove_modules(name, *(f"{name}.{module}" for module in needed))
    vars(package).update(shared)
    _add_classes(package)
    return package


def _needed_modules(rule: str) -> list[str]:
    """Return the modules that subjects of a rule use, directly or indirectly."""
    reached: set[str] = set()
    more, imports = {rule, "autograd", "optimizer"}, _module_imports()
    while more:
        reached |= more
        more = {m for module in more for m in imports[module]} - reached
    return [module for module in imports if module in reached]


def _import_needed(name: str, needed: Collection[str]) -> ModuleType:
    """Return a package with what ``__init__.py`` imports from these modules, but no others."""
    package = sys.modules[name] = ModuleType(name)
    package.__path__ = []
    for node in _relative_imports("__init__.py"):
        if node.module in needed:
            module = vars(importlib.import_module(f"{name}.{node.module}"))
            vars(package).update({a.asname or a.name: module[a.name] for a in node.names})
    return package


def _add_classes(package: ModuleType) -> None:
    """Add the classes that the package would import when they are first used."""
    variables = vars(package)
    variables.pop("__getattr__", None)
    for file, module in [(n, m) for n, m in variables.items() if inspect.ismodule(m)]:
        for name, thing in vars(module).items():
            if inspect.isclass(thing) and name.lower() == file:
                variables.setdefault(name, thing)


@contextmanager
def importable(package: ModuleType) -> Iterator[None]:
    """Let the modules of a copy be imported by name, which pickles of its objects need."""
    if package.__name__ in sys.modules:
        yield
        return
    prefix = f"{package.__name__}."
    modules = [m for m in vars(package).values() if inspect.ismodule(m)]
    own = {m.__name__: m for m in (package, *modules) if f"{m.__name__}.".startswith(prefix)}
    sys.modules.update(own)
    try:
        yield
    finally:
        _remove_modules(*own)


def _remove_modules(*names: str) -> None:
    for name in names:
        sys.modules.pop(name, None)


def _unaffected_modules(changed: Collection[str]) -> list[str]:
    """Return the modules that import no changed module, directly or indirectly."""
    reached = {where.removesuffix(".py") for where in changed}
    imports = _module_imports()
    while more := {m for m, imported in imports.items() if imported & reached} - reached:
        reached |= more
    return [m for m in imports if m not in reached and m not in own_rules()]


def module_names() -> frozenset[str]:
    """Return the names of the modules of optimcore."""
    return frozenset(_package_imports())


def _module_imports() -> dict[str, set[str]]:
    """Return the modules of the package that each module imports, and those of own rules."""
    own = {name: _homes_of(imported_names(rule.source)) for name, rule in own_rules().items()}
    return {**_package_imports(), **own}


def _homes_of(names: Collection[str]) -> set[str]:
    """Return the modules that define names of the package, which may be modules themselves."""
    exported = {
        alias.asname or alias.name: str(node.module)
        for node in _relative_imports("__init__.py")
        for alias in node.names
    }
    known = _package_imports()
    found = {exported.get(name) or name.partition(".")[0].lower() for name in names}
    return {module for module in found if module in known}


@cache
def _package_imports() -> dict[str, set[str]]:
    """Return the modules of optimcore that each of them imports."""
    names = [f.name for f in files(PACKAGE).iterdir() if f.name.endswith(".py")]
    return {
        name.removesuffix(".py"): {str(node.module) for node in _relative_imports(name)}
        for name in names
        if name != "__init__.py"
    }


@cache
def _relative_imports(file: str) -> list[ast.ImportFrom]:
    nodes = ast.walk(ast.parse(source_of(file)))
    return [n for n in nodes if isinstance(n, ast.ImportFrom) and n.level and n.module]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """A finder and loader for an edited copy of the package."""

    def __init__(self, name: str, edits: Sequence[Edit], widen: Widening | None) -> None:
        self.name = name
        self.sources = apply_edits(edits)
        self.widen = widen

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

    def exec_module(self, module: ModuleType) -> None:
        # An edit may use NumPy in a file that does without it.
        vars(module).setdefault("np", np)
        super().exec_module(module)

    def get_code(self, fullname: str) -> CodeType:
        own = own_rule_of(fullname.partition(".")[2])
        if own:
            return compile_own_rule(own, self.get_source(fullname), self.name, self.widen)
        return _compile_source(self.get_source(fullname))


@lru_cache(maxsize=256)
def _compile_source(source: str) -> CodeType:
    """Compile a source. Most files are unchanged, so they are compiled once for all copies."""
    return importlib.abc.InspectLoader.source_to_code(source)
