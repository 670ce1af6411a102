"""Mutants as subjects, computed in floating point."""

from __future__ import annotations

import ast
import copy
import itertools
import warnings
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from optimcore import Parameter

from ..rules.declared_defaults import write_declared_defaults
from ..rules.registry import Rule, rules
from ..scenarios.model import Scenario
from ..subjects.hyper_names import HyperNames
from ..subjects.object_driver import UNSUPPORTED, ObjectDriver
from ..subjects.plain_run import is_plain, run_plainly
from ..subjects.runner import run_scenario
from ..subjects.trajectory import Capabilities, Outcome
from .mutant import Mutant
from .rule_source import RuleSource

# The classes of mutants by name, so that an optimizer can be pickled as long as its class exists.
_kinds: WeakValueDictionary[str, type] = WeakValueDictionary()
_numbers = itertools.count(1)


def __getattr__(name: str) -> type:
    """Return the class of a mutant, which pickle looks for in this module."""
    try:
        return _kinds[name]
    except KeyError:
        raise AttributeError(f"{__name__} has no attribute {name}") from None


@dataclass(frozen=True)
class MutantSubject:
    """A mutant of a rule. Building one takes less than a copy of the package."""

    rule: Rule
    mutant: Mutant

    @property
    def name(self) -> str:
        return f"{self.rule.name} with {self.mutant.id}"

    @property
    def kind(self) -> type:
        """The optimizer class with the changed update."""
        return _build_kind(self.mutant)

    @property
    def capabilities(self) -> Capabilities:
        names = frozenset(self.rule.defaults)
        return Capabilities(names, names, frozenset(), UNSUPPORTED)

    def run(self, scenario: Scenario) -> Outcome:
        names = HyperNames.identity(self.rule.defaults)
        if self.rule.defaults != rules()[self.rule.name].defaults:
            scenario = write_declared_defaults(self.rule, scenario)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            # A power of a negative number is complex in Python; a parameter cannot be.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            if is_plain(scenario):
                return run_plainly(self.kind, Parameter, scenario)
            return run_scenario(
                lambda spec: ObjectDriver(self.kind, Parameter, names, spec), scenario
            )


@lru_cache(maxsize=64)
def _build_kind(mutant: Mutant) -> type:
    source = mutant.source
    names: dict[str, Any] = dict(source.names)
    for code in _compiled_functions(source):
        exec(code, names)  # noqa: S102 - the source of optimcore
    changed = mutant.function.locate(mutant.changed)
    exec(_compile(changed), names)  # noqa: S102 - the same with a change
    for function in source.functions:
        if function.owner and function not in (source.update, source.shared):
            # The class is called by its name, as in Averages.mix(m, g).
            members = {function.name: staticmethod(names[function.name])}
            names[function.owner] = type(function.owner, (names[function.owner],), members)
    place = f"mutant_{next(_numbers)}"
    whole = {
        "update": staticmethod(names[source.update.name]),
        "shared": staticmethod(names[source.shared.name]) if source.shared else None,
        "shown": staticmethod(names[source.shown.name]) if source.shown else None,
        # A mutant has the hyper-parameters of the rule; to find them takes longer than a run.
        "_hyper_names": source.kind.hyperparameters(),  # type: ignore[attr-defined]
        "__module__": __name__,
        "__qualname__": place,
    }  # fmt: skip
    _kinds[place] = type(source.kind.__name__, (source.kind,), whole)
    return _kinds[place]


@lru_cache(maxsize=32)
def _compiled_functions(source: RuleSource) -> tuple[CodeType, ...]:
    return tuple(_compile(function.tree) for function in source.functions)


def _compile(tree: ast.FunctionDef) -> CodeType:
    """Compile a function without its decorators and annotations."""
    plain = copy.copy(tree)
    plain.decorator_list = []
    plain.returns = None
    plain.args = _without_annotations(tree.args)
    return compile(ast.Module([plain], []), "<mutant>", "exec")


def _without_annotations(taken: ast.arguments) -> ast.arguments:
    def bare(argument: ast.arg) -> ast.arg:
        return ast.copy_location(ast.arg(argument.arg), argument)

    return ast.arguments(
        list(map(bare, taken.posonlyargs)),
        list(map(bare, taken.args)),
        bare(taken.vararg) if taken.vararg else None,
        list(map(bare, taken.kwonlyargs)),
        taken.kw_defaults,
        bare(taken.kwarg) if taken.kwarg else None,
        taken.defaults,
    )
