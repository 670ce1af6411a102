"""Wrappers over torch that ask for a whole model, whose parameters they find by themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from properties.names import Names
from properties.torch_bench import TorchInstance, available
from properties.workbench import Instance, Plan

from ..target import Target
from .base import asks_for, never, register
from .torch_optimizers import MODEL, TORCH, in_one_group


def _build(target: Target, names: Names, plan: Plan) -> Instance:
    def make(params: Any, **hyper: Any) -> Any:
        return target.thing(_model(params), **hyper)

    return TorchInstance(make, names, plan)


def _model(params: Any) -> Any:
    """A model of a layer for each parameter, which is the layer's weight."""
    import torch

    layers = [torch.nn.Module() for _ in params]
    for layer, p in zip(layers, params, strict=True):
        layer.register_parameter("weight", p)
    return torch.nn.Sequential(*layers)


def _lacks(target: Target) -> dict[str, str]:
    return in_one_group(target) | {"generator": "a model is handed over, and no list"}


TORCH_MODEL = register(
    replace(
        TORCH,
        name="torch-model",
        summary="wrappers that ask for a whole model (needs torch)",
        build=_build,
        claims=lambda target: available() and asks_for(target, MODEL),
        suits=never,
        lacks=_lacks,
        entries=False,
    )
)
