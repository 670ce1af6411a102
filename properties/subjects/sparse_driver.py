"""A driver that passes every gradient as a sparse tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..scenarios.model import Floats
from .driver import Driver


class _SparseDriver:
    """A driver whose optimizer gets sparse gradients only."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def __getattr__(self, name: str) -> Any:
        return getattr(self.driver, name)

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        self.driver.set_sparse_gradients(gradients)

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        return pass_sparse_gradients(self.driver.clone(by))


def pass_sparse_gradients(driver: Driver) -> Driver:
    """Return a driver that passes all gradients as sparse tensors."""
    sparse: Any = _SparseDriver(driver)
    found: Driver = sparse
    return found
