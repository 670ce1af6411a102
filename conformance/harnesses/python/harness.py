"""Speaks the process protocol for an optimizer in this interpreter; needs nothing but Python.

``python harness.py TARGET`` with ``module:attribute`` or ``path/file.py:attribute``: a class or a
function that takes a list of parameters, and hyper-parameters by keyword. Parameters are torch
tensors where the target is one of torch's optimizers; else objects with ``.data`` and ``.grad``,
which are NumPy arrays where NumPy is installed and flat lists of floats where it is not.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import os
import platform
import sys
from collections.abc import Mapping
from typing import Any, TextIO

numpy: Any
try:
    import numpy
except ImportError:
    numpy = None

PROTOCOL = "optimcore/process/1"
LISTS = {
    "float32": "lists of Python floats have no float32",
    "scalar": "flat lists have no shape",
}


class Parameter:
    """What an optimizer steps: ``data`` and, before each step, ``grad``."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.grad: Any = None

    def numbers(self) -> list[float]:
        """The values, row after row."""
        return self.data.ravel().tolist() if numpy is not None else list(self.data)


class Plain:
    """Parameters for an optimizer that knows no library.

    Where its module has a class ``Parameter``, they are of that class, so that it knows its kind.
    """

    kind: Any = Parameter

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype

    def parameter(self, told: Any) -> Any:
        """A parameter with these numbers."""
        made = self.kind(self.array(told))
        made.numbers = lambda: Parameter.numbers(made)
        return made

    def array(self, told: Any) -> Any:
        """An array, or a list, of these numbers."""
        values = [float.fromhex(v) for v in told["values"]]
        if numpy is None:
            return values
        return numpy.array(values, self.dtype).reshape(told["shape"])


class Torch:
    """Parameters for an optimizer of torch."""

    def __init__(self, dtype: str) -> None:
        self.torch = sys.modules["torch"]
        self.dtype = getattr(self.torch, dtype)

    def parameter(self, told: Any) -> Any:
        """A parameter with these numbers."""
        made = self.torch.nn.Parameter(self.array(told))
        made.numbers = lambda: made.detach().double().reshape(-1).tolist()
        return made

    def array(self, told: Any) -> Any:
        """A tensor of these numbers."""
        values = [float.fromhex(v) for v in told["values"]]
        made = self.torch.tensor(values, dtype=self.torch.float64).to(self.dtype)
        return made.reshape(told["shape"])


class Run:
    """One request: parameters, their optimizer, and what happens to them."""

    def __init__(self, target: Any, asked: Mapping[str, Any]) -> None:
        self.make = target
        self.hyper = {name: heard(value) for name, value in asked["hyper"].items()}
        self.world = (Torch if is_torch(target) else Plain)(asked["dtype"])
        self.start = asked["parameters"]
        self.mine = self.fresh()
        self.other: tuple[list[Any], Any] | None = None

    def fresh(self) -> tuple[list[Any], Any]:
        """New parameters with the first numbers, and an optimizer over them."""
        params = [self.world.parameter(told) for told in self.start]
        return params, self.make(params, **self.hyper)

    def happen(self, event: Mapping[str, Any]) -> None:
        """One event."""
        kind = event["type"]
        if kind == "step":
            for _ in range(event.get("times", 1)):
                self.step(self.mine, event["gradients"])
        elif kind == "other":
            self.other = self.other or self.fresh()
            self.step(self.other, event["gradients"])
        elif kind == "restart":
            self.mine = self.mine[0], self.make(self.mine[0], **self.hyper)
        elif kind == "set":
            for name, value in event["hyper"].items():
                self.set(name, heard(value))
        else:
            raise ValueError("no words for the event " + kind)

    def step(self, pair: tuple[list[Any], Any], gradients: list[Any]) -> None:
        """One step of one of the two optimizers."""
        params, optimizer = pair
        for p, told in zip(params, gradients, strict=True):
            p.grad = None if told is None else self.world.array(told)
        optimizer.step()

    def set(self, name: str, value: Any) -> None:
        """Change a hyper-parameter."""
        self.hyper[name] = value
        groups = getattr(self.mine[1], "param_groups", None)
        if groups:
            for group in groups:
                group[name] = value
        else:
            setattr(self.mine[1], name, value)

    def frame(self) -> list[list[str]]:
        """The numbers of every parameter."""
        return [[float(v).hex() for v in p.numbers()] for p in self.mine[0]]


def is_torch(target: Any) -> bool:
    """Whether it is one of torch's optimizers."""
    torch = sys.modules.get("torch")
    return bool(torch and isinstance(target, type) and issubclass(target, torch.optim.Optimizer))


def heard(value: Any) -> Any:
    """A told value as Python has it."""
    if isinstance(value, list):
        return tuple(None if v is None else float.fromhex(v) for v in value)
    return float.fromhex(value) if isinstance(value, str) else value


def told(value: Any) -> Any:
    """A default as the protocol writes it."""
    if isinstance(value, (tuple, list)):
        return [None if v is None else float(v).hex() for v in value]
    return value.hex() if isinstance(value, float) else value


def plain(value: Any) -> bool:
    """Whether the protocol has words for a default."""
    parts = value if isinstance(value, (tuple, list)) else (value,)
    return all(v is None or isinstance(v, (bool, int, float)) for v in parts)


def hello(target: Any, name: str) -> dict[str, Any]:
    """What can be asked of it."""
    taken = list(inspect.signature(target).parameters.values())[1:]
    kept = [p for p in taken if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    needed = {p.name: None for p in kept if p.default is p.empty}
    optional = [p for p in kept if p.default is not p.empty and p.default is not None]
    given = {p.name: told(p.default) for p in optional if plain(p.default)}
    return {
        "protocol": PROTOCOL,
        "name": name,
        "hyper": {**needed, **given},
        "settable": list(given) if is_torch(target) else settable(target, given),
        "lacks": {} if numpy is not None or is_torch(target) else LISTS,
        "versions": {"python": platform.python_version()},
    }


def settable(target: Any, given: Mapping[str, Any]) -> list[str]:
    """The hyper-parameters that an optimizer keeps under their own names."""
    try:
        made = target([Plain("float64").parameter({"shape": [1], "values": ["0x1p+0"]})])
    except Exception:
        return []
    return [name for name in given if hasattr(made, name)]


def answer(target: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    """A whole trajectory."""
    event = -1
    frames: list[list[list[str]]] = []
    try:
        run = Run(target, asked)
        for event, happens in enumerate(asked["events"]):  # noqa: B007 - read where it ends
            run.happen(happens)
            frames.append(run.frame())
    except Exception as error:
        raised = {"event": event, "kind": type(error).__name__, "message": str(error)}
        return {"id": asked["id"], "raised": raised}
    return {"id": asked["id"], "frames": frames}


def found(text: str) -> Any:
    """The target."""
    place, _, attribute = text.rpartition(":")
    if place.endswith(".py"):
        spec = importlib.util.spec_from_file_location("target", place)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    else:
        sys.path.insert(0, os.getcwd())
        module = importlib.import_module(place)
    Plain.kind = getattr(module, "Parameter", Parameter)
    thing: Any = module
    for part in attribute.split("."):
        thing = getattr(thing, part)
    return thing


def main() -> None:
    """Answer every line; what the target prints goes to standard error."""
    out: TextIO = sys.stdout
    sys.stdout = sys.stderr
    target = found(sys.argv[1])
    for line in sys.stdin:
        asked = json.loads(line)
        said = hello(target, sys.argv[1]) if asked["ask"] == "hello" else answer(target, asked)
        out.write(json.dumps(said) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
