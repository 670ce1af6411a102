"""Edits: small changes of optimcore's source, and copies of the package with edits applied.

An edit has a file, the correct text and its replacement. The correct text must occur exactly once
in the file, so that an outdated edit raises an error. A copy shares the modules with the package
that import no changed module.
"""

from __future__ import annotations

import ast
import difflib
import importlib.abc
import importlib.util
import itertools
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.machinery import ModuleSpec
from importlib.resources import files
from types import CodeType, ModuleType

PACKAGE = "optimcore"


@dataclass(frozen=True)
class Edit:
    """The replacement of ``correct`` by ``wrong`` in the file ``where`` of optimcore."""

    where: str
    correct: str
    wrong: str

    def applied(self, source: str) -> str:
        """Return the edited source.

        Raises:
            ValueError: the correct text does not occur exactly once.
        """
        found = source.count(self.correct)
        if found != 1:
            raise ValueError(
                f"The edit of {self.where} looks for {self.correct!r}, which occurs {found} times "
                "there, so it cannot be applied. Make its text match exactly one place."
            )
        return source.replace(self.correct, self.wrong)

    def diff(self) -> str:
        """Return the change as a unified diff."""
        before = source_of(self.where)
        after = self.applied(before)
        lines = difflib.unified_diff(
            before.splitlines(),
            after.splitlines(),
            f"{PACKAGE}/{self.where}",
            f"{PACKAGE}/{self.where}",
            n=1,
            lineterm="",
        )
        return "\n".join(lines)


@cache
def source_of(where: str) -> str:
    """Return the text of one file of optimcore."""
    return files(PACKAGE).joinpath(where).read_text(encoding="utf-8")


_numbers = itertools.count(1)


def plant(edits: Sequence[Edit]) -> ModuleType:
    """Return a copy of the package ``optimcore`` with edits applied, under a unique name."""
    name = f"{PACKAGE}_planted_{next(_numbers)}"
    finder = _Finder(name, edits)
    shared = {m: importlib.import_module(f"{PACKAGE}.{m}") for m in _out_of_reach(finder.sources)}
    sys.modules.update({f"{name}.{m}": module for m, module in shared.items()})
    sys.meta_path.insert(0, finder)
    try:
        package = importlib.import_module(name)
    except BaseException:
        for module in [m for m in sys.modules if m.startswith(f"{name}.")]:
            del sys.modules[module]
        raise
    finally:
        sys.meta_path.remove(finder)
    vars(package).update(shared)
    return package


def edited_sources(edits: Sequence[Edit]) -> dict[str, str]:
    """Return the text of the changed files after applying the edits in order.

    Raises:
        ValueError: the text of an edit does not occur exactly once after the edits before it.
    """
    sources: dict[str, str] = {}
    for edit in edits:
        sources[edit.where] = edit.applied(sources.get(edit.where) or source_of(edit.where))
    return sources


def plantable(edits: Sequence[Edit]) -> bool:
    """Return whether the edits can be applied in this order."""
    try:
        edited_sources(edits)
    except ValueError:
        return False
    return True


def _out_of_reach(changed: Collection[str]) -> list[str]:
    """Return the modules that import no changed module, directly or indirectly."""
    reached = {where.removesuffix(".py") for where in changed}
    imports = _imports()
    while more := {m for m, imported in imports.items() if imported & reached} - reached:
        reached |= more
    return [module for module in imports if module not in reached]


@cache
def _imports() -> dict[str, set[str]]:
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
        self.sources = edited_sources(edits)

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
        return _compiled(self.get_source(fullname))


@lru_cache(maxsize=256)
def _compiled(source: str) -> CodeType:
    """Compile a source. Most files are unchanged, so they are compiled once for all copies."""
    return importlib.abc.InspectLoader.source_to_code(source)
