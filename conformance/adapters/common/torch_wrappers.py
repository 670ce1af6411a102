"""Base of the adapters for wrappers over torch optimizers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from properties.subjects.driver import Instance, Plan
from properties.subjects.hyper_names import Names
from properties.subjects.torch_driver import TorchInstance, available

from ...targets.resolve import Target
from ..torch import TORCH
from .adapter import Adapter, asks_for, never
from .script_support import CLEARS, ScriptSupport

ONE_MODEL = dict.fromkeys(("groups", "add group"), "the adapter passes one model")


def wrapper(
    name: str,
    summary: str,
    asks: Collection[str],
    handed: Callable[[Any], Any],
    lacks: Mapping[str, str] = ONE_MODEL,
) -> Adapter:
    """Build the adapter for wrappers whose first argument has one of the names ``asks``.

    Args:
        name: Name of the adapter.
        summary: One line for ``conformance list adapters``.
        asks: Names of the first argument.
        handed: Converts the tensors to what the wrapper takes.
        lacks: Capabilities lacking in addition to those of torch's optimizers.
    """

    def build(target: Target, names: Names, plan: Plan) -> Instance:
        return TorchInstance(
            lambda params, **hyper: target.thing(handed(params), **hyper), names, plan
        )

    return replace(
        TORCH,
        name=name,
        summary=summary,
        build=build,
        claims=lambda target: asks_for(target, asks) and target.uses("torch") and available(),
        suits=never,
        lacks=lambda target: {**TORCH.lacks(target), **lacks},
        entries=False,
        script=ScriptSupport(name, CLEARS, memory=True),
    )
