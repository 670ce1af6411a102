"""Wrappers over torch optimizers that take a model."""

from __future__ import annotations

from typing import Any

from .common.adapter import register
from .common.torch_wrappers import ONE_MODEL, make_wrapper_adapter
from .torch import MODEL


def _build_model(params: list[Any]) -> Any:
    """Build a model with a layer for each parameter, which is its weight."""
    import torch

    layers = [torch.nn.Module() for _ in params]
    for layer, p in zip(layers, params, strict=True):
        layer.register_parameter("weight", p)
    return torch.nn.Sequential(*layers)


TORCH_MODEL = register(
    make_wrapper_adapter(
        "torch-model",
        "wrappers over torch optimizers that take a model (needs torch)",
        MODEL,
        _build_model,
        {**ONE_MODEL, "generator": "a model is passed, not a list"},
    )
)
