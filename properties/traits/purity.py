"""Whether the update of a rule is pure: its result depends on its arguments alone."""

from __future__ import annotations

import ast
import dis
import inspect
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

import optimcore

from ..rules.code_names import reachable_functions
from ..rules.own_balls import describe_error
from ..rules.own_rules import OwnRule
from .trial_runs import FAILURES, TrialRuns, random_arrays

# Modules whose functions depend on their arguments alone.
PURE_MODULES = (
    "numpy",
    "math",
    "cmath",
    "operator",
    "functools",
    "itertools",
    "optimcore",
    "typing",
)
RANDOM = "numpy.random"

# Instructions that read a name of the module.
GLOBAL_READS = ("LOAD_GLOBAL", "LOAD_NAME")

# Values that nothing can change.
CONSTANTS = (bool, int, float, complex, str, bytes, type(None), type, FunctionType)


def find_impurities(
    own: OwnRule, kind: type[optimcore.Optimizer], runs: TrialRuns, shape: tuple[int, ...]
) -> list[str]:
    """Return sentences that say why a rule is not pure or not deterministic; empty if it is."""
    parts = [kind.update] if kind.shared is None else [kind.update, kind.shared]
    parts += [] if kind.shown is None else [kind.shown]
    found = [text for part in parts for text in _impure_names(own, kind, part)]
    found += _changed_arguments(own, kind, runs, shape)
    if not found and not _repeats(runs, shape):
        names = "update" if kind.shared is None else "update and shared"
        names = names if kind.shown is None else f"{names} and shown"
        found.append(
            f"Two calls of {names} with the same arguments return different results: it keeps "
            "something between calls, or it is random. Keep what is needed in the state."
        )
    return list(dict.fromkeys(found))


def _repeats(runs: TrialRuns, shape: tuple[int, ...]) -> bool:
    """Return whether a run gives the same bits again, with another run in between."""
    theta, gradients = random_arrays(shape)
    for setting in runs.settings():
        if not runs.works(shape, setting):
            continue
        first = runs.run(theta, gradients, setting)
        runs.run(*random_arrays(shape, seed=1), setting)
        for one, other in zip(first, runs.run(theta, gradients, setting), strict=True):
            if one.tobytes() != other.tobytes():
                return False
    return True


def _changed_arguments(
    own: OwnRule, kind: type[optimcore.Optimizer], runs: TrialRuns, shape: tuple[int, ...]
) -> Iterator[str]:
    """Yield how update changes its arguments: with arrays that cannot be written."""
    theta, gradients = random_arrays(shape)
    setting = next(runs.settings())
    state: dict[str, Any] = {name: np.zeros(shape) for name in kind.moments}
    hyper = _Fixed({**runs.defaults, **setting})
    shared: tuple[_FixedState, ...] = (_FixedState({}, "shared"),)
    for k, g in enumerate(gradients):
        arrays = [theta.copy(), g.copy()]
        given = _FixedState(state, "s")
        at = "update"
        try:
            with np.errstate(all="ignore"):
                if kind.shared is None:
                    shared = ()
                else:
                    at = "shared"
                    _protect([*arrays, *given.values(), *shared[0].values()])
                    lists = (arrays[0],), (arrays[1],), (given,)
                    shared = (_FixedState(kind.shared(*lists, shared[0], k + 1, hyper), "shared"),)
                    at = "update"
                _protect([*arrays, *given.values(), *(v for one in shared for v in one.values())])
                theta, kept = kind.update(arrays[0], arrays[1], given, k + 1, hyper, *shared)
                theta, state = np.asarray(theta), {**state, **_copied(kept)}
                if kind.shown is not None:
                    at = "shown"
                    evaluated = theta.copy()
                    _protect([evaluated, *state.values()])
                    kind.shown(evaluated, _FixedState(state, "s"), k + 1, hyper)
        except (*FAILURES, AttributeError) as error:
            yield f"{at} changes an argument: {describe_error(own, error)}"
            return


def _copied(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: np.copy(v) if np.ndim(v) else v for name, v in kept.items()}


def _protect(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, np.ndarray):
            value.flags.writeable = False


class _Fixed:
    """Hyper-parameters that cannot be set."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"it sets h.{name}")


class _FixedState(dict[str, Any]):
    """A mapping that cannot be changed, with the name of the argument."""

    def __init__(self, values: Mapping[str, Any], argument: str) -> None:
        super().__init__(values)
        self.argument = argument

    def __setitem__(self, name: str, value: object) -> None:
        raise TypeError(f'it sets {self.argument}["{name}"] in place of returning it')

    def pop(self, *args: Any) -> Any:
        raise TypeError(f"it removes an entry of {self.argument}")

    def update(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError(f"it changes {self.argument} in place of returning the new values")

    def setdefault(self, *args: Any) -> Any:
        raise TypeError(f"it changes {self.argument} in place of returning the new values")


def _impure_names(own: OwnRule, kind: type[optimcore.Optimizer], part: Any) -> Iterator[str]:
    """Yield what the rule reads besides its arguments."""
    role = "update" if part is kind.update else "shown" if part is kind.shown else "shared"
    tree = ast.parse(own.source)
    for function in reachable_functions(part, part.__module__):
        code = function.__code__
        read = {k: v for k, v in function.__globals__.items() if k in _global_reads(code)}
        for node in _body_nodes(tree, code):
            text = _impure_node(node, read, role)
            if text:
                yield f"{own.file}, line {getattr(node, 'lineno', 0)}: {text}"


def _body_nodes(tree: ast.Module, code: CodeType) -> Iterator[ast.AST]:
    """Yield what is run by a call: decorators and defaults are run once, before it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        decorators = getattr(node, "decorator_list", [])
        if min([node.lineno, *(d.lineno for d in decorators)]) == code.co_firstlineno:
            body = node.body if isinstance(node.body, list) else [node.body]
            for statement in body:
                yield from ast.walk(statement)


def _global_reads(code: CodeType) -> set[str]:
    """Return the names that a function takes from its module; a local variable hides one."""
    named = {i.argval for i in dis.get_instructions(code) if i.opname in GLOBAL_READS}
    inner = [c for c in code.co_consts if isinstance(c, CodeType)]
    return named.union(*map(_global_reads, inner))


def _impure_node(node: ast.AST, names: dict[str, Any], role: str) -> str:
    match node:
        case ast.Global(names=changed) | ast.Nonlocal(names=changed):
            return f"{role} keeps {', '.join(changed)} between calls. Keep it in the state."
        case ast.Attribute(value=ast.Name(name), attr=attribute) if name in names:
            thing = names[name]
            if isinstance(thing, ModuleType):
                place = f"{thing.__name__}.{attribute}"
                if not place.startswith(PURE_MODULES) or place.startswith(RANDOM):
                    return f"{role} uses {place}, which may return another value each time."
            elif not isinstance(thing, type | FunctionType) and not inspect.isclass(thing):
                return f"{role} uses the attribute {name}.{attribute} of a global object."
        case ast.Name(id=name, ctx=ast.Load()) if name in names:
            thing = names[name]
            if not _is_constant(thing):
                return (
                    f"{role} reads the global {name}, which may change. Make it a hyper-parameter "
                    "or a constant."
                )
    return ""


def _is_constant(thing: Any) -> bool:
    if isinstance(thing, tuple):
        return all(map(_is_constant, thing))
    return isinstance(thing, (*CONSTANTS, ModuleType, np.ufunc, np.generic)) or callable(thing)
