"""A harness for Python optimizers: speaks the process protocol. Requires only Python.

It is one file, so that it can be copied to an environment without this package.

Run ``python harness.py TARGET`` with ``module:attribute`` or ``path/file.py:attribute``: a class or
function that takes a list of parameters, and hyper-parameters by keyword. Parameters are those of
torch or chainer if the target is one of their optimizers. Otherwise they are objects with ``.data``
and ``.grad``, which are NumPy arrays, or flat lists of floats if NumPy is not installed.
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
    """A parameter with ``data`` and, before each step, ``grad``."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.grad: Any = None

    def numbers(self) -> list[float]:
        """Return the values in row-major order."""
        return self.data.ravel().tolist() if numpy is not None else list(self.data)


class Plain:
    """Parameters for an optimizer without a library.

    They are instances of the class ``Parameter`` of the target's module, if it has one.
    """

    kind: Any = Parameter
    skipped = 1  # the constructor's first argument is the parameters

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype

    def lacks(self) -> Mapping[str, str]:
        """Return the capabilities that are missing, with the reasons."""
        return LISTS if numpy is None else {}

    def optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
        """Build an optimizer over these parameters."""
        return make(params, **hyper)

    def step(self, optimizer: Any) -> None:
        """Take a step. The gradients are already set."""
        optimizer.step()

    def parameter(self, told: Any) -> Any:
        """Build a parameter."""
        made = self.kind(self.array(told))
        made.numbers = lambda: Parameter.numbers(made)
        return made

    def array(self, told: Any) -> Any:
        """Build an array, or a list without NumPy."""
        values = [float.fromhex(v) for v in told["values"]]
        if numpy is None:
            return values
        return numpy.array(values, self.dtype).reshape(told["shape"])


class Torch(Plain):
    """Parameters for an optimizer of torch."""

    def __init__(self, dtype: str) -> None:
        self.torch = sys.modules["torch"]
        self.dtype = getattr(self.torch, dtype)

    def lacks(self) -> Mapping[str, str]:
        """Return no limits: everything in the protocol is supported."""
        return {}

    def optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
        """Build an optimizer over parameters in training mode, which some require."""
        made = make(params, **hyper)
        if callable(getattr(made, "train", None)):
            made.train()
        return made

    def parameter(self, told: Any) -> Any:
        """Build a parameter."""
        made = self.torch.nn.Parameter(self.array(told))
        made.numbers = lambda: made.detach().double().reshape(-1).tolist()
        return made

    def array(self, told: Any) -> Any:
        """Build a tensor."""
        values = [float.fromhex(v) for v in told["values"]]
        made = self.torch.tensor(values, dtype=self.torch.float64).to(self.dtype)
        return made.reshape(told["shape"])


class Linked(Plain):
    """Parameters for an optimizer of chainer, in a link."""

    skipped = 0

    def lacks(self) -> Mapping[str, str]:
        """Return the limit that chainer documents: missing gradients become zeros."""
        return {"no gradient": "chainer replaces missing gradients by zeros"}

    def parameter(self, told: Any) -> Any:
        """Build a parameter."""
        made = sys.modules["chainer"].Parameter(self.array(told))
        made.numbers = lambda: Parameter.numbers(made)
        return made

    def optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
        """Build an optimizer and set it up with a link that has these parameters."""
        link = sys.modules["chainer"].Link()
        with link.init_scope():
            for k, p in enumerate(params):
                setattr(link, f"p{k}", p)
        made = make(**hyper)
        made.setup(link)
        return made

    def step(self, optimizer: Any) -> None:
        """Take a step. The gradients are already set."""
        optimizer.update()


class Run:
    """A run request: the parameters, the optimizer and the events."""

    def __init__(self, target: Any, asked: Mapping[str, Any]) -> None:
        self.make = target
        self.hyper = {name: heard(value) for name, value in asked["hyper"].items()}
        self.world = world_of(target)(asked["dtype"])
        self.start = asked["parameters"]
        self.mine = self.fresh()
        self.other: tuple[list[Any], Any] | None = None

    def fresh(self) -> tuple[list[Any], Any]:
        """Build parameters with the initial values, and an optimizer over them."""
        params = [self.world.parameter(told) for told in self.start]
        return params, self.optimizer(params)

    def optimizer(self, params: list[Any]) -> Any:
        """Build an optimizer over parameters with the current hyper-parameters."""
        return self.world.optimizer(self.make, params, self.hyper)

    def happen(self, event: Mapping[str, Any]) -> None:
        """Run one event."""
        kind = event["type"]
        if kind == "step":
            for _ in range(event.get("times", 1)):
                self.step(self.mine, event["gradients"])
        elif kind == "other":
            self.other = self.other or self.fresh()
            self.step(self.other, event["gradients"])
        elif kind == "restart":
            self.mine = self.mine[0], self.optimizer(self.mine[0])
        elif kind == "set":
            for name, value in event["hyper"].items():
                self.set(name, heard(value))
        else:
            raise ValueError("unknown event " + kind)

    def step(self, pair: tuple[list[Any], Any], gradients: list[Any]) -> None:
        """Take a step of one of the two optimizers."""
        params, optimizer = pair
        for p, told in zip(params, gradients, strict=True):
            p.grad = None if told is None else self.world.array(told)
        self.world.step(optimizer)

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
        """Return the values of every parameter."""
        return [[float(v).hex() for v in p.numbers()] for p in self.mine[0]]


def world_of(target: Any) -> type[Plain]:
    """Select the kind of parameters by the library that the optimizer derives from."""
    torch, chainer = sys.modules.get("torch"), sys.modules.get("chainer")
    if isinstance(target, type):
        if torch and issubclass(target, torch.optim.Optimizer):
            return Torch
        if chainer and issubclass(target, chainer.Optimizer):
            return Linked
    return Plain


def heard(value: Any) -> Any:
    """Decode a hyper-parameter."""
    if isinstance(value, list):
        return tuple(None if v is None else float.fromhex(v) for v in value)
    return float.fromhex(value) if isinstance(value, str) else value


def told(value: Any) -> Any:
    """Encode a default."""
    if isinstance(value, (tuple, list)):
        return [None if v is None else float(v).hex() for v in value]
    return value.hex() if isinstance(value, float) else value


def plain(value: Any) -> bool:
    """Whether the protocol can represent a default."""
    parts = value if isinstance(value, (tuple, list)) else (value,)
    return all(v is None or isinstance(v, (bool, int, float)) for v in parts)


def hello(target: Any, name: str) -> dict[str, Any]:
    """Answer hello."""
    world = world_of(target)
    taken = list(inspect.signature(target).parameters.values())[world.skipped :]
    kept = [p for p in taken if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    needed = {p.name: None for p in kept if p.default is p.empty}
    optional = [p for p in kept if p.default is not p.empty and p.default is not None]
    given = {p.name: told(p.default) for p in optional if plain(p.default)}
    return {
        "protocol": PROTOCOL,
        "name": name,
        "hyper": {**needed, **given},
        "settable": list(given) if world is Torch else settable(target, given),
        "lacks": world("float64").lacks(),
        "versions": {"python": platform.python_version(), **version_of(target)},
    }


def version_of(target: Any) -> dict[str, str]:
    """Return the version of the target's package, if it has one."""
    package = (getattr(target, "__module__", "") or "").partition(".")[0]
    version = getattr(sys.modules.get(package), "__version__", "")
    return {package: version} if version and isinstance(version, str) else {}


def settable(target: Any, given: Mapping[str, Any]) -> list[str]:
    """Return the hyper-parameters that the optimizer stores as attributes."""
    world = world_of(target)("float64")
    try:
        made = world.optimizer(target, [world.parameter({"shape": [1], "values": ["0x1p+0"]})], {})
    except Exception:
        return []
    return [name for name in given if hasattr(made, name)]


def answer(target: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a run request."""
    event = -1
    frames: list[list[list[str]]] = []
    try:
        run = Run(target, asked)
        for event, happens in enumerate(asked["events"]):  # noqa: B007 - used after the loop
            run.happen(happens)
            frames.append(run.frame())
    except Exception as error:
        raised = {"event": event, "kind": type(error).__name__, "message": str(error)}
        return {"id": asked["id"], "raised": raised}
    return {"id": asked["id"], "frames": frames}


def found(text: str) -> Any:
    """Import the target."""
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
    """Answer every request. Output of the target goes to standard error."""
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
