"""A driver that passes every gradient as a sparse tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..scenarios.model import Floats
from .driver import Driver

if TYPE_CHECKING:
    Base = Driver
else:
    Base = object


class SparseDriver(Base):
    """A driver whose optimizer gets sparse gradients only."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def __getattr__(self, name: str) -> Any:
        return getattr(self.driver, name)

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        self.driver.set_sparse_gradients(gradients)

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        return SparseDriver(self.driver.clone(by))
