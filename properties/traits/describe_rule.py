"""Make the plain data of a user's own rule from the text of its file."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from dataclasses import replace
from hashlib import sha256
from types import ModuleType
from typing import Any

import numpy as np

import optimcore

from ..rules.own_balls import describe_error
from ..rules.own_rules import OwnRule, own_rules
from ..rules.own_source import compile_own_rule
from ..rules.patched_package import module_names
from ..rules.registry import read_defaults
from .find_traits import (
    Traits,
    find_powers_among,
    find_traits,
    is_elementwise,
    is_shapeless,
)
from .rule_profile import profile_arguments
from .trial_runs import TrialRuns, WrongResult
from .trial_shapes import is_ambiguous, trial_shapes, working_settings

# The names of the arguments, by which mutants and diagnoses know what they are.
ARGUMENTS = ("theta", "g", "s", "t", "h")
ARGUMENTS_OF_SHARED = ("thetas", "gs", "states", "shared", "t", "h")
ARGUMENTS_OF_SHOWN = ("theta", "s", "t", "h")


class InvalidRule(Exception):
    """Raised where a file does not hold a rule that subjects can be compared with."""


def describe_rule(source: str, attribute: str, spec: str, file: str, name: str = "") -> OwnRule:
    """Return the rule in the text of a file, with the traits that are found by trying it.

    Args:
        source: the text.
        attribute: the name of the class, or of the function that ``optimcore.rule`` decorates.
        spec: how the rule can be loaded.
        file: the path of the file.
        name: the name of the rule; by default that of the class, or of the file for a function
            that is called ``update``.

    Raises:
        InvalidRule: the file does not hold such a rule, or declares a trait that it does not have.
    """
    _check_imports(source, file)
    given = re.sub(r"\W", "_", (name or _default_name(attribute, file)).lower())
    own = OwnRule(given, attribute, spec, file, source)
    kind = load_class(own)
    runs = TrialRuns(kind, _read_defaults(kind, own))
    declared = {n: vars(kind)[n] for n in Traits.__dataclass_fields__ if n in vars(kind)}
    try:
        with np.errstate(all="ignore"):
            found = find_traits(runs, source, attribute)
            _check_declared(own, runs, declared, found)
            profile = profile_arguments(kind, runs, found)
    except InvalidRule:
        raise
    except Exception as error:
        raise InvalidRule(
            f"{spec} cannot be run on small arrays, so that nothing can be compared with it:\n"
            f"{describe_error(own, error)}{_advice(error)}"
        ) from error
    traits = {**found.declared(), **declared}
    return replace(
        own, name=_free_name(given, source), traits=traits, is_odd=found.is_odd, profile=profile
    )


def _advice(error: Exception) -> str:
    """Return what to change where a rule cannot be run."""
    if isinstance(error, WrongResult):
        return ""
    if isinstance(error, KeyError):
        return '\nCorrect the rule. Name what s has from the start in moments=("NAME", ...).'
    if is_ambiguous(error):
        return (
            "\nWrite np.where(condition, x, y) where each element has a condition of its own, and "
            "np.all or np.any for one condition of all elements."
        )
    if isinstance(error, AttributeError) and "SimpleNamespace" in str(error):
        return "\nCorrect the rule: h has the hyper-parameters that it is declared with."
    return "\nCorrect the rule."


def load_class(own: OwnRule) -> type[optimcore.Optimizer]:
    """Return the class of a rule that is not registered.

    Raises:
        InvalidRule: it cannot be imported, or is no optimizer.
    """
    module = ModuleType(f"{__name__}.{own.name}")
    # Decorators such as dataclass look for the module of their class.
    sys.modules[module.__name__] = module
    try:
        exec(compile_own_rule(own, own.source, optimcore.__name__), vars(module))  # noqa: S102
    except SyntaxError as error:
        raise InvalidRule(f"{own.spec}: {error}. Correct the file.") from error
    except Exception as error:
        if isinstance(error, NameError) and own.attribute not in vars(module):
            raise InvalidRule(_no_such_rule(own, module)) from error
        # What is no class may have no attributes that can be set; that is reported below.
        if inspect.isclass(vars(module).get(own.attribute, type)):
            raise InvalidRule(_import_failed(own, error)) from error
    finally:
        del sys.modules[module.__name__]
    kind = vars(module)[own.attribute]
    if not (inspect.isclass(kind) and issubclass(kind, optimcore.Optimizer)):
        raise InvalidRule(
            f"{own.spec} is no rule, so that nothing can be compared with it. Make it a subclass "
            "of optimcore.Optimizer, or decorate its update function with @optimcore.rule(...)."
        )
    _check_arguments(own, kind)
    return kind


def _check_arguments(own: OwnRule, kind: type[optimcore.Optimizer]) -> None:
    """Require the names of the arguments, by which they are known."""
    shares = kind.shared is not None
    expected = {"update": (*ARGUMENTS, *(("shared",) if shares else ()))}
    expected |= {"shared": ARGUMENTS_OF_SHARED} if shares else {}
    expected |= {"shown": ARGUMENTS_OF_SHOWN} if kind.shown is not None else {}
    for name, arguments in expected.items():
        if getattr(kind, name).__name__ == "<lambda>":
            raise InvalidRule(
                f"The {name} of {own.spec} is a lambda, whose source cannot be changed place by "
                "place. Define it with def."
            )
        taken = tuple(inspect.signature(getattr(kind, name)).parameters)
        if taken == arguments:
            continue
        if taken == (*ARGUMENTS, "shared"):
            raise InvalidRule(
                f"The update of {own.spec} has an argument shared, but nothing computes what all "
                "parameters share. Give optimcore.rule(..., shared=FUNCTION), or the class a "
                f"static method shared({', '.join(ARGUMENTS_OF_SHARED)})."
            )
        raise InvalidRule(
            f"The {name} of {own.spec} has the arguments ({', '.join(taken)}), by which it is not "
            f"known what is the parameter, and so on. Call them ({', '.join(arguments)})."
        )


def _import_failed(own: OwnRule, error: Exception) -> str:
    return f"{own.spec} cannot be imported:\n{describe_error(own, error)}\nCorrect the file."


def _no_such_rule(own: OwnRule, module: ModuleType) -> str:
    known = [
        name for name, thing in vars(module).items()
        if inspect.isclass(thing) and issubclass(thing, optimcore.Optimizer)
        and not thing.__module__.startswith(f"{optimcore.__name__}.")
    ]  # fmt: skip
    there = f"Its rules are: {', '.join(known)}." if known else "It defines no rule."
    return f"{own.file} has no attribute {own.attribute!r}. {there}"


def _default_name(attribute: str, file: str) -> str:
    if attribute != "update":
        return attribute
    return file.replace("\\", "/").rpartition("/")[2].removesuffix(".py")


def _free_name(name: str, source: str) -> str:
    """Return the name, or another one if a module of optimcore or another rule has it."""
    if name in module_names() or not name.isidentifier():
        name = f"own_{name}"
    known = own_rules().get(name)
    if known and known.source != source:
        return f"{name}_{sha256(source.encode()).hexdigest()[:6]}"
    return name


def _check_imports(source: str, file: str) -> None:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise InvalidRule(f"{file}, line {error.lineno}: {error.msg}. Correct the file.") from error
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = ["." if node.level else str(node.module)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            first = name.partition(".")[0]
            if first not in ("numpy", "optimcore") and first not in sys.stdlib_module_names:
                raise InvalidRule(
                    f"{file}, line {node.lineno}, imports {name!r}: a rule is one file that "
                    "imports NumPy and optimcore alone, because copies of it are run with "
                    "changes. Move what it needs into the file, and other code out of it."
                )


def _read_defaults(kind: type[optimcore.Optimizer], own: OwnRule) -> dict[str, Any]:
    found = {}
    given: dict[str, Any] = dict(read_defaults(kind))
    for name, value in given.items():
        if value is inspect.Parameter.empty or repr(value) == "REQUIRED":
            raise InvalidRule(
                f"The hyper-parameter {name!r} of {own.spec} has no default, so that no optimizer "
                f"can be built. Write {name} = optimcore.nonnegative(VALUE), or give __init__ a "
                "default."
            )
        is_number = isinstance(value, int) and not isinstance(value, bool)
        accepts = getattr(kind, name).accept(value)
        found[name] = accepts if is_number and isinstance(accepts, float) else value
    return found


def _check_declared(own: OwnRule, runs: TrialRuns, declared: dict[str, Any], found: Traits) -> None:
    """Hold the traits that the rule declares against what it does."""
    dimensions = declared.get("dimensions", found.dimensions)
    shapes = trial_shapes(dimensions, found.shapeless)
    settings = working_settings(runs, shapes)
    wrong = []
    if declared.get("elementwise") and not (
        found.shapeless and all(is_elementwise(runs, s) for s in settings)
    ):
        wrong.append("elementwise = True, but the step of an element depends on the others")
    if declared.get("shapeless") and not all(is_shapeless(runs, s) for s in settings):
        wrong.append("shapeless = True, but the steps depend on the shape of the parameter")
    powers = declared.get("gradient_powers")
    if powers is not None and find_powers_among(runs, shapes, settings, [powers]) is None:
        wrong.append(
            f"gradient_powers = {dict(powers)}, but gradients that are 64 times as large, with "
            f"these powers, give other steps; found: {found.gradient_powers}"
        )
    if dimensions is not None and not settings:
        wrong.append(f"dimensions = {dimensions}, but update fails for such a parameter")
    if wrong:
        raise InvalidRule(
            f"{own.spec} declares {'; and '.join(wrong)}. Correct the declaration, or leave it "
            "out: traits are found by trying."
        )
