"""Wrappers over torch optimizers that take pairs of names and tensors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from properties.scenarios.parameter_names import name_of_parameter

from .common.adapter import register
from .common.torch_wrappers import make_wrapper_adapter
from .torch import NAMED


def _name_parameters(params: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    """Name the parameters; a list stays a list, an iterator an iterator."""
    named = ((name_of_parameter(k, p.ndim), p) for k, p in enumerate(params))
    return list(named) if isinstance(params, list) else named


TORCH_NAMED = register(
    make_wrapper_adapter(
        "torch-named",
        "wrappers over torch optimizers that take named parameters (needs torch)",
        NAMED,
        _name_parameters,
    )
)
