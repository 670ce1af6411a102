"""The source of a rule's update: its functions as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType
from typing import cast

import numpy as np

from ..rules.code_names import reachable_functions
from ..rules.own_rules import own_rule_of
from ..rules.patched_package import build_variant
from ..rules.registry import Rule, optimizers
from ..rules.source_edits import apply_edits, source_of
from .normal_form import normalise
from .tree import unparse


@dataclass(frozen=True)
class RuleFunction:
    """A function that a rule consists of.

    Attributes:
        where: The file of optimcore that defines it.
        text: The text of this file.
        tree: The definition, with the line numbers of the file.
        numpy: The name of NumPy in the file.
        owner: The class of which it is a static method, for a function that the update calls.
    """

    name: str
    where: str
    text: str
    tree: ast.FunctionDef
    owner: str = ""
    numpy: str = "np"

    @property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.text.splitlines()

    @cached_property
    def texts(self) -> dict[int, str]:
        """The source of each statement of the body, by the statement's ``id``."""
        return {id(statement): unparse(statement) for statement in self.tree.body}

    def texts_of(self, changed: ast.FunctionDef) -> list[str]:
        """Return the source of each statement of a changed body, most of which are the same."""
        return [self.texts.get(id(s)) or unparse(s) for s in changed.body]

    def locate(self, changed: ast.FunctionDef) -> ast.FunctionDef:
        """Give locations to the nodes of a changed body that have none, for the compiler."""
        for statement in changed.body:
            if id(statement) not in self.texts:
                ast.fix_missing_locations(statement)
        return changed


@dataclass(frozen=True, eq=False)
class RuleSource:
    """The functions of a rule, the update first, and the objects that they use."""

    rule: Rule
    functions: tuple[RuleFunction, ...]
    kind: type
    names: dict[str, object]

    @property
    def update(self) -> RuleFunction:
        """The function that takes a step, which may call the others."""
        return self.functions[0]

    @property
    def shared(self) -> RuleFunction | None:
        """The function of the values that all parameters share, if there are any."""
        function = getattr(self.kind, "shared", None)
        return None if function is None else self.find(function.__name__)

    @property
    def shown(self) -> RuleFunction | None:
        """The function of the point of evaluation, if that is not the parameter."""
        function = getattr(self.kind, "shown", None)
        return None if function is None else self.find(function.__name__)

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
    for function in _functions_of(kind):
        where = f"{function.__module__.rpartition('.')[2]}.py"
        text = changed.get(where) or source_of(where)
        names.update(function.__globals__)
        tree, numpy = find_definition(text, function.__qualname__), "np"
        if own_rule_of(where):
            known = [name for name, thing in function.__globals__.items() if thing is np]
            numpy = next(iter(known), numpy)
            tree = normalise(tree, function.__globals__)
        owner = function.__qualname__.rpartition(".")[0]
        found[function.__name__] = RuleFunction(function.__name__, where, text, tree, owner, numpy)
    # A change may use NumPy in a file that does without it.
    names.setdefault("np", np)
    return RuleSource(rule, tuple(found.values()), kind, names)


def _functions_of(kind: type) -> Iterator[FunctionType]:
    """Yield the update, the functions of shared values and of the point of evaluation if there
    are any, and what they call."""
    seen: set[str] = set()
    for name in ("update", "shared", "shown"):
        function = getattr(kind, name)
        if function is not None:
            package = function.__module__.partition(".")[0]
            for reached in reachable_functions(cast(FunctionType, function), package):
                # A lambda has no definition by name; it is not changed.
                if reached.__name__ not in seen and reached.__name__.isidentifier():
                    seen.add(reached.__name__)
                    yield reached


def find_definition(text: str, qualified: str) -> ast.FunctionDef:
    """Return the definition of a function, such as ``Adam.update``, in the text of a file."""
    scope: ast.AST = ast.parse(text)
    for name in qualified.split("."):
        scope = next(
            node
            for node in ast.iter_child_nodes(scope)
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name
        )
    if not isinstance(scope, ast.FunctionDef):
        raise TypeError(f"{qualified} is not a function.")
    return scope
