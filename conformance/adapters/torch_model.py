"""Wrappers over torch optimizers that take a model."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from properties.scenarios.parameter_names import name_of_parameter

from .common.adapter import register
from .common.torch_wrappers import ONE_MODEL, make_wrapper_adapter
from .torch import MODEL


def _build_model(params: list[Any]) -> Any:
    """Build a model with a layer for each parameter, which is its weight, bias or scale."""
    import torch

    layers = OrderedDict[str, Any]()
    for k, p in enumerate(params):
        layer, _, name = name_of_parameter(k, p.ndim).partition(".")
        layers[layer] = torch.nn.Module()
        layers[layer].register_parameter(name, p)
    return torch.nn.Sequential(layers)


TORCH_MODEL = register(
    make_wrapper_adapter(
        "torch-model",
        "wrappers over torch optimizers that take a model (needs torch)",
        MODEL,
        _build_model,
        {**ONE_MODEL, "generator": "a model is passed, not a list"},
    )
)
