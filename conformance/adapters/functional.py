"""Functions ``update(params, grads, state, **hyper) -> (params, state)`` over lists of arrays.

The module may have ``init(params) -> state``; otherwise the initial state is None. Arrays are
torch's or jax's if the module uses that library, and NumPy's otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from properties.scenarios.model import Floats
from properties.subjects.base_driver import PURE_UNSUPPORTED, PureDriver
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.array_library import array_constructor
from .common.jax_x64 import match_jax_precision
from .common.script_support import RESUMES, ScriptSupport, array_calls

FIRST = ("params", "grads", "state")


class FunctionalDriver(PureDriver):
    """Parameters and state as values, and the function that updates them."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        self.update = target.thing
        self.array = array_constructor(target)
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [self.array(values, dtype) for values, dtype in both]
        init = getattr(target.module, "init", None)
        self.state = init(list(self.params)) if init else None

    def compute_step(self) -> tuple[list[Any], Any]:
        params, state = self.update(
            list(self.params), list(self.pending_gradients), self.state, **self.arguments
        )
        return list(params), state

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        self.pending_gradients = [
            None if g is None else self.array(g, str(g.dtype)) for g in gradients
        ]


def _is_update(target: Target) -> bool:
    # The adapter of step functions is for state that the user declares.
    return target.signature.names[:3] == FIRST and not target.state


FUNCTIONAL = register(
    Adapter(
        "functional",
        "functions update(params, grads, state, **hyper) that return (params, state)",
        FunctionalDriver,
        recognizes=_is_update,
        can_set=lambda driver, theirs: True,
        unsupported=lambda target: PURE_UNSUPPORTED,
        context=match_jax_precision,
        script=ScriptSupport("functional.script.py.j2", RESUMES, describe_calls=array_calls),
    )
)
