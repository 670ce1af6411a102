"""A state that belongs to a place among the parameters with a gradient is named."""

from __future__ import annotations

from typing import Any

import pytest

from .test_shared_state import shapes
from .torch_adam import Adam, name_of, scenario, steps


class ByPlace(Adam):
    """An optimizer that keeps its state under the number of the parameter in the step."""

    counts = True

    def start(self) -> None:
        self.__dict__["present"] = [p for p in self.parameters if p.grad is not None]

    def state_of(self, p: Any) -> Any:
        place = next(k for k, q in enumerate(self.present) if q is p)
        kept = self.__dict__.setdefault("kept", {})
        return kept.setdefault(place, self.new_state(p))

    def count_of(self, group: Any, p: Any) -> int:
        if self.counts:
            return super().count_of(group, p)
        own = self.__dict__.setdefault("own", {})
        own[id(p)] = own.get(id(p), 0) + 1
        return int(own[id(p)])


class ByPlaceWithoutCount(ByPlace):
    counts = False


MISSING = [
    scenario(*steps((0,), (), (1,), ())),
    scenario(*steps((1,), (0,), (), (0,))),
    shapes((), (2,), missing=((0,), (), ())),
    shapes((0,), (2,), missing=((0,), (), ())),
]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(ByPlace, "state-by-place"), (ByPlaceWithoutCount, "state-by-place-without-count")],
)
def test_a_state_for_each_place_among_the_gradients_is_named(kind: type[Adam], name: str) -> None:
    assert name_of(kind, "none", *MISSING, more="parameters") == name
