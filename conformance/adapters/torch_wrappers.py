"""What the adapters of wrappers over torch share: these ask for more than a list of tensors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from properties.names import Names
from properties.torch_bench import TorchInstance, available
from properties.workbench import Instance, Plan

from ..target import Target
from .base import Adapter, asks_for, never
from .torch_optimizers import TORCH

ONE_MODEL = dict.fromkeys(("groups", "add group"), "the adapter hands over one whole model")


def wrapper(
    name: str,
    summary: str,
    asks: Collection[str],
    handed: Callable[[Any], Any],
    lacks: Mapping[str, str] = ONE_MODEL,
) -> Adapter:
    """The adapter of wrappers whose first argument is called one of ``asks``.

    Args:
        handed: what such a wrapper is given in place of the tensors.
        lacks: what cannot be asked beside what torch's own optimizers lack.
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
    )
