"""Wrappers over torch that ask for a whole model, whose parameters they find by themselves."""

from __future__ import annotations

from typing import Any

from .base import register
from .torch_optimizers import MODEL
from .torch_wrappers import ONE_MODEL, wrapper


def _model(params: list[Any]) -> Any:
    """A model of a layer for each parameter, which is the layer's weight."""
    import torch

    layers = [torch.nn.Module() for _ in params]
    for layer, p in zip(layers, params, strict=True):
        layer.register_parameter("weight", p)
    return torch.nn.Sequential(*layers)


TORCH_MODEL = register(
    wrapper(
        "torch-model",
        "wrappers that ask for a whole model (needs torch)",
        MODEL,
        _model,
        {**ONE_MODEL, "generator": "a model is handed over, and no list"},
    )
)
