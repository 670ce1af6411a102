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


class PlainFramework:
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

    def make_optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
        """Build an optimizer over these parameters, in training mode if it has modes."""
        made = make(params, **hyper)
        if has_modes(made):
            made.train()
        return made

    def step(self, optimizer: Any) -> None:
        """Take a step. The gradients are already set."""
        optimizer.step()

    def make_parameter(self, encoded: Any) -> Any:
        """Build a parameter."""
        made = self.kind(self.make_array(encoded))
        made.numbers = lambda: Parameter.numbers(made)
        return made

    def make_array(self, encoded: Any) -> Any:
        """Build an array, or a list without NumPy."""
        values = [float.fromhex(v) for v in encoded["values"]]
        if numpy is None:
            return values
        return numpy.array(values, self.dtype).reshape(encoded["shape"])


class TorchFramework(PlainFramework):
    """Parameters for an optimizer of torch."""

    def __init__(self, dtype: str) -> None:
        self.torch = sys.modules["torch"]
        self.dtype = getattr(self.torch, dtype)

    def lacks(self) -> Mapping[str, str]:
        """Return no limits: everything in the protocol is supported."""
        return {}

    def make_optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
        """Build an optimizer over parameters in training mode, which some require."""
        made = make(params, **hyper)
        if callable(getattr(made, "train", None)):
            made.train()
        return made

    def make_parameter(self, encoded: Any) -> Any:
        """Build a parameter."""
        made = self.torch.nn.Parameter(self.make_array(encoded))
        made.numbers = lambda: made.detach().double().reshape(-1).tolist()
        return made

    def make_array(self, encoded: Any) -> Any:
        """Build a tensor."""
        values = [float.fromhex(v) for v in encoded["values"]]
        made = self.torch.tensor(values, dtype=self.torch.float64).to(self.dtype)
        return made.reshape(encoded["shape"])


class ChainerFramework(PlainFramework):
    """Parameters for an optimizer of chainer, in a link."""

    skipped = 0

    def lacks(self) -> Mapping[str, str]:
        """Return the limitation that chainer documents: missing gradients become zeros."""
        return {"no gradient": "chainer replaces missing gradients by zeros"}

    def make_parameter(self, encoded: Any) -> Any:
        """Build a parameter."""
        made = sys.modules["chainer"].Parameter(self.make_array(encoded))
        made.numbers = lambda: Parameter.numbers(made)
        return made

    def make_optimizer(self, make: Any, params: list[Any], hyper: Mapping[str, Any]) -> Any:
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


class ScenarioRun:
    """A run request: the parameters, the optimizer and the events."""

    def __init__(self, target: Any, request: Mapping[str, Any]) -> None:
        self.make = target
        self.hyper = {name: decode_hyper(value) for name, value in request["hyper"].items()}
        self.framework = select_framework(target)(request["dtype"])
        self.start = request["parameters"]
        self.mine = self.build()
        self.other: tuple[list[Any], Any] | None = None

    def build(self) -> tuple[list[Any], Any]:
        """Build parameters with the initial values, and an optimizer over them."""
        params = [self.framework.make_parameter(encoded) for encoded in self.start]
        return params, self.make_optimizer(params)

    def make_optimizer(self, params: list[Any]) -> Any:
        """Build an optimizer over parameters with the current hyper-parameters."""
        return self.framework.make_optimizer(self.make, params, self.hyper)

    def run_event(self, event: Mapping[str, Any]) -> None:
        """Run one event."""
        kind = event["type"]
        if kind == "step":
            for _ in range(event.get("times", 1)):
                self.step(self.mine, event["gradients"])
        elif kind == "other":
            self.other = self.other or self.build()
            self.step(self.other, event["gradients"])
        elif kind == "restart":
            self.mine = self.mine[0], self.make_optimizer(self.mine[0])
        elif kind == "set":
            for name, value in event["hyper"].items():
                self.set(name, decode_hyper(value))
        else:
            raise ValueError("unknown event " + kind)

    def step(self, pair: tuple[list[Any], Any], gradients: list[Any]) -> None:
        """Take a step of one of the two optimizers."""
        params, optimizer = pair
        for p, gradient in zip(params, gradients, strict=True):
            p.grad = None if gradient is None else self.framework.make_array(gradient)
        self.framework.step(optimizer)

    def set(self, name: str, value: Any) -> None:
        """Change a hyper-parameter."""
        self.hyper[name] = value
        optimizer = self.mine[1]
        entries = [group for group in groups_of(optimizer) if name in group]
        for group in entries:
            group[name] = value
        if not entries or (hasattr(optimizer, name) and not is_read_only(optimizer, name)):
            setattr(optimizer, name, value)

    def frame_of(self, event: Mapping[str, Any]) -> list[list[str]]:
        """Run one event, and return the values after it, or those of evaluation mode."""
        if event["type"] != "look":
            self.run_event(event)
            return self.read_frame()
        for _ in range(event.get("times", 1)):
            self.mine[1].eval()
        seen = self.read_frame()
        for _ in range(event.get("times", 1)):
            self.mine[1].train()
        return seen

    def read_frame(self) -> list[list[str]]:
        """Return the values of every parameter."""
        return [[float(v).hex() for v in p.numbers()] for p in self.mine[0]]


def select_framework(target: Any) -> type[PlainFramework]:
    """Select the kind of parameters by the library that the optimizer derives from."""
    torch, chainer = sys.modules.get("torch"), sys.modules.get("chainer")
    if isinstance(target, type):
        if torch and issubclass(target, torch.optim.Optimizer):
            return TorchFramework
        if chainer and issubclass(target, chainer.Optimizer):
            return ChainerFramework
    return PlainFramework


def decode_hyper(value: Any) -> Any:
    """Decode a hyper-parameter."""
    if isinstance(value, list):
        return tuple(None if v is None else float.fromhex(v) for v in value)
    return float.fromhex(value) if isinstance(value, str) else value


def encode_default(value: Any) -> Any:
    """Encode a default."""
    if isinstance(value, (tuple, list)):
        return [None if v is None else float(v).hex() for v in value]
    return value.hex() if isinstance(value, float) else value


def is_encodable(value: Any) -> bool:
    """Whether the protocol can represent a default."""
    parts = value if isinstance(value, (tuple, list)) else (value,)
    return all(v is None or isinstance(v, (bool, int, float)) for v in parts)


def answer_hello(target: Any, name: str) -> dict[str, Any]:
    """Answer hello."""
    world = select_framework(target)
    taken = list(inspect.signature(target).parameters.values())[world.skipped :]
    kept = [p for p in taken if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    needed = {p.name: None for p in kept if p.default is p.empty}
    optional = [p for p in kept if p.default is not p.empty and p.default is not None]
    given = {p.name: encode_default(p.default) for p in optional if is_encodable(p.default)}
    modes = {"has_modes": True} if has_modes(target) else {}
    return {
        "protocol": PROTOCOL,
        "name": name,
        "hyper": {**needed, **given},
        "settable": list(given) if world is TorchFramework else settable_attributes(target, given),
        "lacks": world("float64").lacks(),
        **modes,
        "versions": {"python": platform.python_version(), **package_version(target)},
    }


def package_version(target: Any) -> dict[str, str]:
    """Return the version of the target's package, if it has one."""
    package = (getattr(target, "__module__", "") or "").partition(".")[0]
    version = getattr(sys.modules.get(package), "__version__", "")
    return {package: version} if version and isinstance(version, str) else {}


def settable_attributes(target: Any, given: Mapping[str, Any]) -> list[str]:
    """Return the hyper-parameters that the optimizer stores as attributes or in its groups."""
    world = select_framework(target)("float64")
    try:
        made = world.make_optimizer(
            target, [world.make_parameter({"shape": [1], "values": ["0x1p+0"]})], {}
        )
    except Exception:
        return []
    return [name for name in given if is_settable(made, name)]


def groups_of(optimizer: Any) -> list[Any]:
    """Return the parameter groups of an optimizer, as dictionaries; empty if it has none."""
    groups = getattr(optimizer, "param_groups", None)
    return groups if isinstance(groups, list) else []


def is_settable(optimizer: Any, name: str) -> bool:
    """Whether an optimizer has an attribute, or an entry of its groups, that can be written."""
    kept = groups_of(optimizer) and optimizer.param_groups is optimizer.param_groups
    in_groups = kept and all(name in group for group in optimizer.param_groups)
    return bool(in_groups) or (hasattr(optimizer, name) and not is_read_only(optimizer, name))


def is_read_only(optimizer: Any, name: str) -> bool:
    """Whether an attribute is a property without a setter."""
    found = getattr(type(optimizer), name, None)
    return isinstance(found, property) and found.fset is None


def has_modes(thing: Any) -> bool:
    """Whether an optimizer, or its class, has an evaluation mode."""
    return all(callable(getattr(thing, name, None)) for name in ("eval", "train"))


def answer_run(target: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a run request."""
    event = -1
    frames: list[list[list[str]]] = []
    try:
        run = ScenarioRun(target, request)
        for event, happens in enumerate(request["events"]):  # noqa: B007 - used after the loop
            frames.append(run.frame_of(happens))
    except Exception as error:
        raised = {"event": event, "kind": type(error).__name__, "message": str(error)}
        return {"id": request["id"], "raised": raised}
    return {"id": request["id"], "frames": frames}


def import_target(text: str) -> Any:
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
    PlainFramework.kind = getattr(module, "Parameter", Parameter)
    thing: Any = module
    for part in attribute.split("."):
        thing = getattr(thing, part)
    return thing


def main() -> None:
    """Answer every request. Output of the target goes to standard error."""
    out: TextIO = sys.stdout
    sys.stdout = sys.stderr
    target = import_target(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        said = (
            answer_hello(target, sys.argv[1])
            if request["ask"] == "hello"
            else answer_run(target, request)
        )
        out.write(json.dumps(said) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
