"""The source of a rule's update: its functions as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from types import FunctionType

from ..rules.patched_package import build_variant
from ..rules.registry import Rule, optimizers
from ..rules.source_edits import apply_edits, source_of

# The name of the function that takes a step, which may call others.
UPDATE = "update"


@dataclass(frozen=True)
class RuleFunction:
    """A function that a rule consists of.

    Attributes:
        where: The file of optimcore that defines it.
        text: The text of this file.
        tree: The definition, with the line numbers of the file.
    """

    name: str
    where: str
    text: str
    tree: ast.FunctionDef

    @property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.text.splitlines()


@dataclass(frozen=True, eq=False)
class RuleSource:
    """The functions of a rule, the update first, and the objects that they use."""

    rule: Rule
    functions: tuple[RuleFunction, ...]
    kind: type
    names: dict[str, object]

    def find(self, name: str) -> RuleFunction | None:
        """Return the function with a name, if the rule has it."""
        return next((f for f in self.functions if f.name == name), None)


def read_rule(rule: Rule) -> RuleSource:
    """Read the source of a rule, with the edits of its dialects applied."""
    package = build_variant(rule.edits) if rule.edits else None
    kind = (optimizers(package) if package else optimizers())[rule.name]
    changed = apply_edits(rule.edits)
    found: dict[str, RuleFunction] = {}
    names: dict[str, object] = {}
    for function in _reachable_functions(kind.update):
        where = f"{function.__module__.rpartition('.')[2]}.py"
        text = changed.get(where) or source_of(where)
        names.update(function.__globals__)
        found[function.__name__] = RuleFunction(
            function.__name__, where, text, _find_definition(text, function.__qualname__)
        )
    return RuleSource(rule, tuple(found.values()), kind, names)


def _reachable_functions(update: FunctionType) -> Iterator[FunctionType]:
    """Yield the update and the functions of the package that it calls, each once."""
    package = update.__module__.partition(".")[0]
    seen: set[str] = set()
    waiting = [update]
    while waiting:
        function = waiting.pop(0)
        if function.__name__ in seen:
            continue
        seen.add(function.__name__)
        yield function
        for name in function.__code__.co_names:
            used = function.__globals__.get(name)
            if isinstance(used, FunctionType) and used.__module__.partition(".")[0] == package:
                waiting.append(used)


def _find_definition(text: str, qualified: str) -> ast.FunctionDef:
    scope: ast.AST = ast.parse(text)
    for name in qualified.split("."):
        scope = next(
            node
            for node in ast.iter_child_nodes(scope)
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name
        )
    assert isinstance(scope, ast.FunctionDef)
    return scope
