"""HIPS autograd: functions that contain the loop, ``adam(grad, x0, callback, num_iters, ...)``."""

from __future__ import annotations

import sys
from functools import partial
from queue import Queue
from threading import Thread
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.subjects.base_driver import EVERY, LACKS, PlainInstance, present
from properties.subjects.driver import Plan
from properties.subjects.hyper_names import Names

from ..targets.resolve import Target
from .common.adapter import Adapter, from_package, register, using
from .common.script_support import STEPS, ScriptSupport


class LoopInstance(PlainInstance):
    """A loop in its own thread, which waits for each gradient."""

    def __init__(self, target: Target, names: Names, plan: Plan) -> None:
        self.asked: Queue[Any] = Queue()
        self.answers: Queue[list[Floats] | None] = Queue()
        super().__init__(names, plan)
        both = zip(plan.arrays, plan.dtypes, strict=True)
        start = [np.array(values, dtype) for values, dtype in both]
        led = partial(_lead, partial(target.thing, **self.arguments), start)
        Thread(target=led, args=(self.asked, self.answers), daemon=True).start()
        self.wait()

    def step(self) -> None:
        self.answers.put([present(g) for g in self.given])
        self.wait()

    def wait(self) -> None:
        """Wait until the loop requests the next gradient, at the current parameters."""
        found = self.asked.get()
        if isinstance(found, Exception):
            raise found
        self.params = found

    def __del__(self) -> None:
        self.answers.put(None)


class Enough(Exception):
    """Raised in a loop that is no longer needed, to end it."""


def _lead(loop: Any, start: list[Floats], asked: Queue[Any], answers: Queue[Any]) -> None:
    def gradient(x: Any, count: int) -> Any:
        asked.put([np.array(p) for p in x])
        given = answers.get()
        if given is None:
            raise Enough
        return given

    try:
        loop(gradient, start, num_iters=sys.maxsize)
        asked.put(RuntimeError("the loop returned without requesting the next gradient"))
    except Exception as error:
        asked.put(error)


AUTOGRAD = register(
    Adapter(
        "autograd-loops",
        "autograd's optimizers, which contain the training loop (needs autograd)",
        LoopInstance,
        claims=from_package("autograd"),
        suits=using("autograd"),
        lacks=lambda target: {
            **LACKS,
            "no gradient": EVERY,
            "float32": "the parameters are one flat vector of float64",
        },
        probed=lambda target: frozenset({"scalar", "empty"}),
        names={
            ("", "lr"): ("step_size",),
            ("", "betas"): ("b1", "b2"),
            ("sgd", "momentum"): ("mass",),
            ("rmsprop", "alpha"): ("gamma",),
        },
        script=ScriptSupport("autograd-loops", STEPS),
    )
)  # fmt: skip
