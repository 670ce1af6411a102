"""Whether a saved state belongs to an optimizer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .optimizer import Optimizer


def check_saved(optimizer: Optimizer, saved: Mapping[str, Any]) -> None:
    """Require that a saved state can be loaded, before anything is changed.

    Raises:
        ValueError: it belongs to other parameters or to another optimizer, or a hyper-parameter is
            out of range.
    """
    problem = _mismatch(optimizer, saved)
    if problem:
        raise ValueError(
            f"{type(optimizer).__name__}.load_state_dict: {problem}; resuming would not continue "
            "the saved run, so nothing was changed. Build the optimizer as it was built when "
            "it was saved."
        )
    probe = object.__new__(type(optimizer))
    for name, value in saved["hyper"].items():
        setattr(probe, name, value)


def _mismatch(optimizer: Optimizer, saved: Mapping[str, Any]) -> str | None:
    if saved["optimizer"] != type(optimizer).__name__:
        return f"it was saved by {saved['optimizer']}"
    if optimizer.shared is not None and "shared" not in saved:
        return "the saved state has no values that all parameters share"
    names, known = sorted(saved["hyper"]), sorted(optimizer.hyperparameters())
    if names != known:
        return f"the saved hyper-parameters are {names}, not {known}"
    if len(saved["state"]) != len(optimizer.params):
        return f"{len(saved['state'])} parameters were saved, not {len(optimizer.params)}"
    for i, (p, state) in enumerate(zip(optimizer.params, saved["state"], strict=True)):
        missing = {"t", *optimizer.moments} - state.keys()
        if missing:
            return f"the saved state of parameter {i} has no {sorted(missing)[0]}"
        for name, value in state.items():
            if optimizer.elementwise and not _fits(value, p.data):
                return (
                    f"the saved {name} of parameter {i} is {value.dtype}{value.shape}, not "
                    f"{p.data.dtype}{p.data.shape}"
                )
    return None


def _fits(value: Any, data: Any) -> bool:
    """Return whether saved state is a number, or an array with the parameter's shape and dtype."""
    if not isinstance(value, np.ndarray):
        return True
    return (value.shape, value.dtype) == (data.shape, data.dtype)
