"""Find the tensor or parameter class of the package of a target, and how to fill its objects."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from properties.scenarios.model import Floats

from ...errors import WrongUse
from ...targets.resolve import Target
from ...targets.signature import read_signature

NAMES = ("Parameter", "Param", "Tensor", "Variable", "Var", "Value")
# Submodules in which small libraries define them, imported if the target has not done so.
MODULES = ("tensor", "parameter", "variable", "autograd", "autodiff", "engine", "core", "nn")
# These libraries have adapters of their own, or the name stands for something else.
OTHERS = {"torch", "jax", "flax", "tensorflow", "keras", "mlx", "paddle", "tinygrad", "optimcore",
          "numpy", "typing", "inspect", "ctypes", "conformance", "properties"}  # fmt: skip


@dataclass(frozen=True)
class TensorClass:
    """A class of objects with ``.data`` and ``.grad``.

    Attributes:
        kind: The class.
        wraps_gradients: Whether ``.grad`` is an object of the class too, not an array.
        starts_with_gradient: Whether a new parameter has a gradient, so that optimizers need not
            expect one without.
    """

    kind: type
    wraps_gradients: bool = False
    starts_with_gradient: bool = False

    @property
    def accepted(self) -> list[str]:
        """Those of ``dtype`` and ``requires_grad`` that its constructor accepts."""
        taken = read_signature(self.kind).arguments
        return [name for name in ("dtype", "requires_grad") if name in taken]

    def parameter(self, values: Floats) -> Any:
        """Build a parameter that holds a copy of the values, in their precision."""
        built = self._construct(np.array(values))
        if getattr(built, "requires_grad", True) is False:
            built.requires_grad = True
        return built

    def gradient(self, values: Floats | None) -> Any:
        """Build what the library stores in ``.grad``."""
        if values is None or not self.wraps_gradients:
            return values
        return self._construct(np.array(values), requires_grad=False)

    def _construct(self, values: Floats, requires_grad: bool = True) -> Any:
        known = {"dtype": values.dtype, "requires_grad": requires_grad}
        built: Any = self.kind(values, **{name: known[name] for name in self.accepted})
        if not _holds(built, values):
            built.data = values  # some constructors convert to one precision
        if not _holds(built, values):
            name = self.kind.__qualname__
            raise NotImplementedError(f"{name} does not keep {values.dtype} arrays")
        return built


def _holds(built: Any, values: Floats) -> bool:
    held = built.data
    like = isinstance(held, np.ndarray) and (held.shape, held.dtype) == (values.shape, values.dtype)
    return like and np.array_equal(held, values, equal_nan=True)


@cache
def find_tensor_class(target: Target) -> TensorClass | None:
    """Find the class of a target's parameters: as the user says, else in its package, or None.

    The modules that define the target and its base classes are searched first, then the rest of the
    package.
    """
    for kind in [target.parameter] if target.parameter is not None else _candidates(target):
        if _holds_arrays(kind):
            fresh = TensorClass(kind).parameter(np.array([1.5, -2.5]))
            starts = getattr(fresh, "grad", None) is not None
            return TensorClass(kind, _wraps_gradients(target, kind), starts)
    return None


def require_array_class(target: Target, text: str) -> None:
    """Require that objects of the class that the user gave can be parameters.

    Raises:
        WrongUse: They do not keep arrays.
    """
    if target.parameter is not None and not _holds_arrays(target.parameter):
        raise WrongUse(
            f"parameter {text!r} does not keep the array that it is built with in .data and accept "
            "a .grad, so no parameters can be built with it. Give the class that the optimizer "
            "expects, or write an adapter: conformance adapter new."
        )


def _candidates(target: Target) -> Iterator[type]:
    kinds = target.thing.__mro__ if inspect.isclass(target.thing) else (target.thing,)
    own = [sys.modules.get(getattr(kind, "__module__", "")) for kind in kinds]
    modules = [one for one in (target.module, *own) if one and _root(one.__name__) not in OTHERS]
    for module in modules:
        yield from _named(module)
    for root in dict.fromkeys(_root(module.__name__) for module in modules):
        package = sys.modules.get(root)
        for module in _package_modules(package) if package else ():
            yield from (kind for kind in _named(module) if _root(kind.__module__) == root)


def _package_modules(package: ModuleType) -> Iterator[ModuleType]:
    """Return a package and its submodules: those imported, then those with usual names."""
    prefix = f"{package.__name__}."
    yield package
    yield from [one for name, one in sorted(sys.modules.items()) if name.startswith(prefix) and one]
    present = {one.name for one in pkgutil.iter_modules(getattr(package, "__path__", ()))}
    for name in MODULES:
        if name in present and prefix + name not in sys.modules:
            try:
                yield importlib.import_module(prefix + name)
            except Exception:  # noqa: S112 - a part of the package that needs what is not installed
                continue


def _named(module: ModuleType) -> Iterator[type]:
    for name in NAMES:
        kind = vars(module).get(name)
        if inspect.isclass(kind) and _root(kind.__module__) not in OTHERS:
            yield kind


def _root(module: str) -> str:
    return module.partition(".")[0]


def _holds_arrays(kind: type) -> bool:
    """Whether its objects keep arrays of some precision in ``.data`` and accept a ``.grad``."""
    for dtype in (np.float64, np.float32):
        values: Floats = np.array([1.5, -2.5], dtype)
        try:
            TensorClass(kind).parameter(values).grad = None
        except Exception:  # noqa: S112 - the class may keep the other precision
            continue
        return True
    return False


def _wraps_gradients(target: Target, kind: type) -> bool:
    """Whether a gradient is an object of the class, by a backward pass or else by the source."""
    losses: tuple[Callable[[Any], Any], ...] = (lambda p: (p * p).sum(), lambda p: p * p)
    for loss in losses:
        try:
            parameter = TensorClass(kind).parameter(np.array([1.5, -2.5]))
            loss(parameter).backward()
        except Exception:  # noqa: S112 - the next form, or the source, shows it
            continue
        if parameter.grad is not None:
            return isinstance(parameter.grad, kind)
    try:
        return ".grad.data" in inspect.getsource(target.thing)
    except (OSError, TypeError):
        return False
