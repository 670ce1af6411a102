"""Wrappers over torch that ask for named parameters: pairs of a name and a tensor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from properties.names import Names
from properties.torch_bench import TorchInstance, available
from properties.workbench import Instance, Plan

from ..target import Target
from .base import asks_for, never, register
from .torch_optimizers import NAMED, TORCH, in_one_group


def _build(target: Target, names: Names, plan: Plan) -> Instance:
    def make(params: Any, **hyper: Any) -> Any:
        named = ((f"layer{k}.weight", p) for k, p in enumerate(params))
        return target.thing(named if plan.params_as == "generator" else list(named), **hyper)

    return TorchInstance(make, names, plan)


TORCH_NAMED = register(
    replace(
        TORCH,
        name="torch-named",
        summary="wrappers that ask for a model's named parameters (needs torch)",
        build=_build,
        claims=lambda target: available() and asks_for(target, NAMED),
        suits=never,
        lacks=in_one_group,
        entries=False,
    )
)
