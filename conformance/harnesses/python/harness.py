"""Speaks the process protocol for an optimizer in this interpreter; needs nothing but Python.

``python harness.py TARGET`` with ``module:attribute`` or ``path/file.py:attribute``: a class or a
function that takes a list of parameters, and hyper-parameters by keyword. Parameters are torch's
where the target is one of torch's optimizers, and chainer's where it is one of chainer's; else
objects with ``.data`` and ``.grad``, which are NumPy arrays where NumPy is installed and flat lists
of floats where it is not.
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
    skipped = 1  # the constructor's first argument is the parameters

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype

    def lacks(self) -> Mapping[str, str]:
        """What cannot be asked, and why."""
        return LISTS if numpy is None else {}

    def optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
        """An optimizer over these parameters."""
        return make(params, **hyper)

    def step(self, optimizer: Any) -> None:
        """One step, the gradients being in their places."""
        optimizer.step()

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


class Torch(Plain):
    """Parameters for an optimizer of torch."""

    def __init__(self, dtype: str) -> None:
        self.torch = sys.modules["torch"]
        self.dtype = getattr(self.torch, dtype)

    def lacks(self) -> Mapping[str, str]:
        """Nothing that the protocol can ask."""
        return {}

    def optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
        """An optimizer over these parameters, in training, without which some do not step."""
        made = make(params, **hyper)
        if callable(getattr(made, "train", None)):
            made.train()
        return made

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


class Linked(Plain):
    """Parameters for an optimizer of chainer, which finds them in a link."""

    skipped = 0

    def lacks(self) -> Mapping[str, str]:
        """Chainer says in its documentation that it fills in what is missing."""
        return {"no gradient": "chainer makes zeros of the gradients that are missing"}

    def parameter(self, told: Any) -> Any:
        """A parameter with these numbers."""
        made = sys.modules["chainer"].Parameter(self.array(told))
        made.numbers = lambda: Parameter.numbers(made)
        return made

    def optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
        """An optimizer that is set up with a link that has these parameters."""
        link = sys.modules["chainer"].Link()
        with link.init_scope():
            for k, p in enumerate(params):
                setattr(link, f"p{k}", p)
        made = make(**hyper)
        made.setup(link)
        return made

    def step(self, optimizer: Any) -> None:
        """One step, the gradients being in their places."""
        optimizer.update()


class Run:
    """One request: parameters, their optimizer, and what happens to them."""

    def __init__(self, target: Any, asked: Mapping[str, Any]) -> None:
        self.make = target
        self.hyper = {name: heard(value) for name, value in asked["hyper"].items()}
        self.world = world_of(target)(asked["dtype"])
        self.start = asked["parameters"]
        self.mine = self.fresh()
        self.other: tuple[list[Any], Any] | None = None

    def fresh(self) -> tuple[list[Any], Any]:
        """New parameters with the first numbers, and an optimizer over them."""
        params = [self.world.parameter(told) for told in self.start]
        return params, self.optimizer(params)

    def optimizer(self, params: list[Any]) -> Any:
        """An optimizer over them, with the hyper-parameters as they are now."""
        return self.world.optimizer(self.make, params, self.hyper)

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
            self.mine = self.mine[0], self.optimizer(self.mine[0])
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
        """The numbers of every parameter."""
        return [[float(v).hex() for v in p.numbers()] for p in self.mine[0]]


def world_of(target: Any) -> type[Plain]:
    """What an optimizer's parameters are, by the library that it is derived from."""
    torch, chainer = sys.modules.get("torch"), sys.modules.get("chainer")
    if isinstance(target, type):
        if torch and issubclass(target, torch.optim.Optimizer):
            return Torch
        if chainer and issubclass(target, chainer.Optimizer):
            return Linked
    return Plain


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
    """The version of the package that has the target, if it tells one."""
    package = (getattr(target, "__module__", "") or "").partition(".")[0]
    version = getattr(sys.modules.get(package), "__version__", "")
    return {package: version} if version and isinstance(version, str) else {}


def settable(target: Any, given: Mapping[str, Any]) -> list[str]:
    """The hyper-parameters that an optimizer keeps under their own names."""
    world = world_of(target)("float64")
    try:
        made = world.optimizer(target, [world.parameter({"shape": [1], "values": ["0x1p+0"]})], {})
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
