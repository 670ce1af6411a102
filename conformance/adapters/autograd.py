"""HIPS autograd: functions that contain the loop, ``adam(grad, x0, callback, num_iters, ...)``."""

from __future__ import annotations

import sys
from functools import partial
from queue import Queue
from threading import Thread
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.subjects.base_driver import (
    NEEDS_EVERY_GRADIENT,
    UNSUPPORTED,
    BaseDriver,
    require_gradient,
)
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.script_support import STEPS, ScriptSupport


class LoopDriver(BaseDriver):
    """A loop in its own thread, which waits for each gradient."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        self.requests: Queue[Any] = Queue()
        self.answers: Queue[list[Floats] | None] = Queue()
        super().__init__(names, spec)
        both = zip(spec.arrays, spec.dtypes, strict=True)
        start = [np.array(values, dtype) for values, dtype in both]
        led = partial(_run_loop, partial(target.thing, **self.arguments), start)
        Thread(target=led, args=(self.requests, self.answers), daemon=True).start()
        self.wait_for_request()

    def step(self) -> None:
        self.answers.put([require_gradient(g) for g in self.pending_gradients])
        self.wait_for_request()

    def wait_for_request(self) -> None:
        """Wait until the loop requests the next gradient, at the current parameters."""
        found = self.requests.get()
        if isinstance(found, Exception):
            raise found
        self.params = found

    def __del__(self) -> None:
        self.answers.put(None)


class StopLoop(Exception):
    """Raised in a loop that is no longer needed, to end it."""


def _run_loop(loop: Any, start: list[Floats], requests: Queue[Any], answers: Queue[Any]) -> None:
    def gradient(x: Any, count: int) -> Any:
        requests.put([np.array(p) for p in x])
        given = answers.get()
        if given is None:
            raise StopLoop
        return given

    try:
        loop(gradient, start, num_iters=sys.maxsize)
        requests.put(RuntimeError("the loop returned without requesting the next gradient"))
    except Exception as error:
        requests.put(error)


AUTOGRAD = register(
    Adapter(
        "autograd-loops",
        "autograd's optimizers, which contain the training loop (needs autograd)",
        LoopDriver,
        recognizes=is_from_package("autograd"),
        may_accept=uses_package("autograd"),
        unsupported=lambda target: {
            **UNSUPPORTED,
            "no gradient": NEEDS_EVERY_GRADIENT,
            "float32": "the parameters are one flat vector of float64",
        },
        capabilities_to_probe=lambda target: frozenset({"scalar", "empty"}),
        names={
            ("", "lr"): ("step_size",),
            ("", "betas"): ("b1", "b2"),
            ("sgd", "momentum"): ("mass",),
            ("rmsprop", "alpha"): ("gamma",),
        },
        script=ScriptSupport("autograd.script.py.j2", STEPS),
    )
)  # fmt: skip
