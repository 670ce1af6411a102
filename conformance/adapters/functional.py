"""Functions ``update(params, grads, state, **hyper) -> (params, state)`` over lists of arrays.

The module may have ``init(params) -> state``; otherwise the initial state is None. Arrays are
torch's or jax's if the module uses that library, and NumPy's otherwise.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from properties.scenarios.model import Floats
from properties.subjects.base_driver import PURE_LACKS, PureInstance
from properties.subjects.driver import Plan
from properties.subjects.hyper_names import Names

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.array_library import maker_of
from .common.jax_x64 import precise
from .common.script_support import RESUMES, ScriptSupport

FIRST = ("params", "grads", "state")


class FunctionalInstance(PureInstance):
    """Parameters and state as values, and the function that updates them."""

    def __init__(self, target: Target, names: Names, plan: Plan) -> None:
        super().__init__(names, plan)
        self.update = target.thing
        self.array = maker_of(target)
        both = zip(plan.arrays, plan.dtypes, strict=True)
        self.params = [self.array(values, dtype) for values, dtype in both]
        init = getattr(target.module, "init", None)
        self.state = init(list(self.params)) if init else None

    def move(self) -> tuple[list[Any], Any]:
        params, state = self.update(
            list(self.params), list(self.given), self.state, **self.arguments
        )
        return list(params), state

    def give(self, gradients: Sequence[Floats | None]) -> None:
        self.given = [None if g is None else self.array(g, str(g.dtype)) for g in gradients]


def _is_update(target: Target) -> bool:
    try:
        named = tuple(inspect.signature(target.thing).parameters)
    except (TypeError, ValueError):
        return False
    return named[:3] == FIRST


FUNCTIONAL = register(
    Adapter(
        "functional",
        "functions update(params, grads, state, **hyper) that return (params, state)",
        FunctionalInstance,
        claims=_is_update,
        settable=lambda instance, theirs: True,
        lacks=lambda target: PURE_LACKS,
        context=precise,
        script=ScriptSupport("functional", RESUMES, library_arrays=True),
    )
)
