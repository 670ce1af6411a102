"""Wrappers over torch that ask for named parameters: pairs of a name and a tensor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .base import register
from .torch_optimizers import NAMED
from .torch_wrappers import wrapper


def _named(params: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    """Each with a name, as a list or an iterator, whichever they came as."""
    named = ((f"layer{k}.weight", p) for k, p in enumerate(params))
    return list(named) if isinstance(params, list) else named


TORCH_NAMED = register(
    wrapper(
        "torch-named",
        "wrappers that ask for a model's named parameters (needs torch)",
        NAMED,
        _named,
    )
)
