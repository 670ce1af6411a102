"""Resolve a target: ``module:attribute``, ``path/file.py:attribute``, or an object."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from traceback import format_exception_only
from types import ModuleType
from typing import Any

from properties.subjects.runner import describe_exception, is_interrupt

from ..errors import CannotRun, WrongUse
from ..process.external_program import Program
from ..process.harnesses import PREFIX
from .callables import STEPS, require_class_or_function
from .dataclass_config import flatten_dataclass_config
from .declared_state import DeclaredState
from .import_errors import describe_error_location, describe_missing_dependency
from .signature import Signature, read_signature

# Modules of files that are given by their path have a name that begins so.
FILES = "conformance_target"


@dataclass(frozen=True)
class Target:
    """A resolved target: its text, the object, and the module that defines it.

    Attributes:
        state: The arguments that are state, where the user says so.
        parameter: The class of the parameters, where the user says it.
    """

    text: str
    thing: Any
    module: ModuleType | None
    state: tuple[DeclaredState, ...] = ()
    parameter: type | None = None

    @cached_property
    def signature(self) -> Signature:
        """The arguments of the class or factory function.

        Raises:
            CannotRun: The target is a program that does not answer.
        """
        return read_signature(self.thing)

    @property
    def attribute(self) -> str:
        """The name of the class or factory function."""
        return attribute_of(self.text)

    def uses(self, package: str) -> bool:
        """Whether its module holds an object of that package, under any name.

        A package may re-export a class, so the module that defines the class counts too.
        """
        own = sys.modules.get(_module_name(self.thing))
        # Reading a lazily loaded module may change the dictionary.
        had = [one for module in (self.module, own) if module for one in [*vars(module).values()]]
        return any(_module_name(one).partition(".")[0] == package for one in had)


def _module_name(thing: object) -> str:
    """The name of a module, or of the module that defines an object."""
    name = "__name__" if issubclass(type(thing), ModuleType) else "__module__"
    try:
        place = getattr(thing, name, "")
    except Exception:
        return ""  # a lazy proxy may fail to load its object
    return place if isinstance(place, str) else ""


def attribute_of(text: str) -> str:
    """The name of the class or factory function in the text of a target."""
    return text.rpartition(":")[2].rpartition(".")[2]


def target_text(target: object) -> str:
    """The text of a target: ``module:attribute``, also of an object.

    For an object of a module that is in no package, it is ``path/file.py:attribute``, because such
    a module can be imported by others only where its folder is searched.
    """
    if isinstance(target, str):
        return target
    name = getattr(target, "__name__", type(target).__name__)
    place = getattr(target, "__module__", "")
    return f"{_path_of_single_file(place) or place}:{name}"


def _path_of_single_file(module: str) -> str:
    """The path of a module below the current folder that is in no package; else empty."""
    path = Path(getattr(sys.modules.get(module), "__file__", None) or "")
    if "." in module or path.suffix != ".py" or not path.resolve().is_relative_to(Path.cwd()):
        return ""
    return path.resolve().relative_to(Path.cwd()).as_posix()


def resolve(target: object, module: ModuleType | None = None) -> Target:
    """Resolve a target.

    Args:
        target: The target.
        module: The module that it names, if that is imported already.

    Raises:
        WrongUse: The text has no attribute part, or the file or attribute does not exist.
        CannotRun: Importing the module raised an exception.
    """
    if not isinstance(target, str):
        require_class_or_function(target, target_text(target))
        own = sys.modules.get(getattr(target, "__module__", ""))
        return Target(target_text(target), flatten_dataclass_config(target), own)
    if target.startswith(PREFIX):
        return Target(target, Program.from_target(target), None)
    place, colon, attribute = target.rpartition(":")
    if not (colon and place and attribute):
        raise WrongUse(_missing_attribute_message(target))
    module = module or _import_target_module(place, target)
    thing: Any = module
    for part in attribute.split("."):
        if not hasattr(thing, part):
            raise WrongUse(
                f"TARGET {target!r}: {place} has no attribute {part!r}, so there is nothing to "
                f"check. {_suggest_targets(place, module)}"
            )
        thing = getattr(thing, part)
    require_class_or_function(thing, target)
    return Target(target, flatten_dataclass_config(thing), module)


def _import_target_module(place: str, target: str) -> ModuleType:
    try:
        return import_module_or_file(place)
    except WrongUse:
        raise
    except ModuleNotFoundError as error:
        if error.name and not f"{place}.".startswith(f"{error.name}."):
            raise CannotRun(describe_missing_dependency(target, place, error)) from error
        raise WrongUse(
            f"TARGET {target!r}: {error}, so it cannot be checked. Install the module in this "
            "environment, or correct the name."
        ) from error
    except SyntaxError as error:
        shown = "".join(format_exception_only(error)).rstrip()
        raise CannotRun(
            f"TARGET {target!r} cannot be imported, so there is no verdict. Correct the file:\n"
            f"{shown}"
        ) from error
    except BaseException as error:
        if is_interrupt(error):
            raise
        raise CannotRun(
            f"TARGET {target!r}: importing {place} raised {type(error).__name__}: "
            f"{describe_exception(error)}"
            f"{describe_error_location(place, error)}. There is no verdict. Make sure that it "
            "can be imported by itself."
        ) from error


def _missing_attribute_message(target: str) -> str:
    """The message for a target that names a module or file alone."""
    whole = target.rstrip(":")
    parts = (whole,) if whole.endswith(".py") else (whole, whole.rpartition(".")[0])
    place = next((p for p in parts if p.endswith(".py") or is_importable(p)), None)
    if place is None:
        return (
            f"TARGET {target!r} does not have the form module:attribute or path/file.py:attribute, "
            "so there is nothing to check. Name an optimizer class, as in torch.optim:Adam."
        )
    return (
        f"TARGET {target!r} names no class or function, so there is nothing to check. "
        f"{_suggest_targets(place, _import_target_module(place, target))}"
    )


def is_importable(name: str) -> bool:
    """Whether a module of that name can be found."""
    sys.path.insert(0, os.getcwd())
    try:
        return bool(name) and importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
    finally:
        sys.path.pop(0)


def _suggest_targets(place: str, module: ModuleType) -> str:
    """Suggest targets: the optimizers and functions of a module, or else all that can be called."""
    public = {name: thing for name, thing in vars(module).items() if not name.startswith("_")}
    callables = {name: thing for name, thing in public.items() if callable(thing)}
    own = {n: t for n, t in callables.items() if getattr(t, "__module__", "") == module.__name__}
    steps = [
        name
        for name, thing in callables.items()
        if inspect.isclass(thing)
        and not inspect.isabstract(thing)
        and any(hasattr(thing, method) for method in STEPS)
    ]
    functions = [name for name, thing in own.items() if inspect.isfunction(thing)]
    found = [*steps, *functions] or sorted(own) or sorted(callables)
    if not found:
        return f"{place} defines no class or function."
    return f"Name one of: {', '.join(f'{place}:{name}' for name in sorted(found))}."


def place_of(module: ModuleType) -> str:
    """Return the name of a module, or the path of a file that was imported by its path."""
    if module.__name__.startswith(f"{FILES}_") and module.__file__:
        return str(Path(module.__file__).resolve())
    return module.__name__


def import_module_or_file(place: str, prefix: str = FILES) -> ModuleType:
    """Import a module by its name, or a file by its path if that ends in ``.py``.

    The module of a file has the name of the file after a prefix.

    Raises:
        WrongUse: The file does not exist.
        Exception: What the module raises.
    """
    if place.endswith(".py"):
        return _import_file(Path(place), prefix)
    return _import_named_module(place)


def _import_named_module(place: str) -> ModuleType:
    # Modules in the current folder are found, as with ``python -m``.
    sys.path.insert(0, os.getcwd())
    try:
        return importlib.import_module(place)
    finally:
        sys.path.pop(0)


def _import_file(path: Path, prefix: str) -> ModuleType:
    if not path.is_file():
        raise WrongUse(
            f"TARGET: the file {str(path)!r} does not exist, so there is nothing to check. "
            "Correct the path."
        )
    name = f"{prefix}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    # The target can import files in its folder, as a script can.
    sys.path.insert(0, str(path.parent.resolve()))
    try:
        # The loader is not used: its cache misses changes made within a second.
        exec(compile(path.read_bytes(), str(path), "exec"), vars(module))  # noqa: S102
    finally:
        sys.path.pop(0)
    return module
