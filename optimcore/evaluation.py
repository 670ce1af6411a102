"""Training and evaluation mode, for rules with a point of evaluation that is not the parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from .autograd import Parameter


class EvaluationMode:
    """The part of an optimizer that switches between the two points of a rule.

    In training mode the parameters are the point at which gradients are taken. In evaluation mode
    they are what ``shown`` returns. A rule without ``shown`` has one point for both, so that
    switching changes nothing.
    """

    shown: ClassVar[Callable[..., Any] | None] = None
    """The function that computes the point of evaluation; None if that is the parameter.

    It is called with ``theta``, ``s``, ``t`` and ``h`` after the last step, as ``update`` gets
    them, and returns an array of the shape of the parameter. A parameter that has taken no step is
    evaluated as it is.
    """

    params: list[Parameter]
    state: dict[int, dict[str, Any]]

    trained: list[Any] | None = None
    """In evaluation mode, copies of the parameters of training mode; else None."""

    def eval(self) -> None:
        """Switch to evaluation mode: set each parameter to its point of evaluation.

        In evaluation mode already, this changes nothing.
        """
        if self.shown is None or self.trained is not None:
            return
        found = [self._show(self.shown, p) for p in self.params]
        self.trained = [np.array(p.data) for p in self.params]
        for p, value in zip(self.params, found, strict=True):
            p.data[...] = value

    def train(self) -> None:
        """Switch back to training mode, with the bits that the parameters had there."""
        if self.trained is None:
            return
        for p, value in zip(self.params, self.trained, strict=True):
            p.data[...] = value
        self.trained = None

    def _show(self, compute: Callable[..., Any], p: Parameter) -> Any:
        state = self.state[id(p)]
        if not state["t"] or not p.data.size:
            return p.data
        entries = {name: value for name, value in state.items() if name != "t"}
        return compute(p.data, entries, state["t"], self)

    def _require_training(self) -> None:
        """Require training mode, because a gradient of the other point belongs to no step.

        Raises:
            RuntimeError: the optimizer is in evaluation mode.
        """
        if self.trained is not None:
            raise RuntimeError(
                f"{type(self).__name__}.step: the optimizer is in evaluation mode, so its "
                "parameters are not those that a step updates; nothing was changed. Call train() "
                "before gradients are computed."
            )
