"""The diagnosis names what parameters share a state by."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import pytest

from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.scenarios.transforms import change

from .torch_adam import Adam, name_of, scenario, steps

NONE_MISSING: tuple[tuple[int, ...], ...] = ((), (), ())


class Keyed(Adam):
    """An optimizer with a state for each key."""

    counts = True

    def key(self, p: Any) -> Hashable:
        return id(p)

    def state_of(self, p: Any) -> Any:
        kept = self.__dict__.setdefault("kept", {})
        return kept.setdefault(self.key(p), self.new_state(p))

    def count_of(self, group: Any, p: Any) -> int:
        if self.counts:
            return super().count_of(group, p)
        own = self.__dict__.setdefault("own", {})
        own[id(p)] = own.get(id(p), 0) + 1
        return int(own[id(p)])


def keyed(key: Callable[[Any, Any], Hashable], counts: bool = True) -> type[Keyed]:
    return type("Keyed", (Keyed,), {"key": key, "counts": counts})


def shapes(*given: tuple[int, ...]) -> Scenario:
    """Return steps of parameters of several shapes with equal elements."""
    plain = scenario(*steps(*NONE_MISSING, parameters=len(given)), parameters=len(given))
    starts = tuple(Start(encode_array([1.0]).fill_shape(shape)) for shape in given)
    events = tuple(
        change(
            e,
            gradients=tuple(g and g.fill_shape(s) for g, s in zip(e.gradients, given, strict=True)),
        )
        for e in plain.events
        if isinstance(e, Step)
    )
    return change(plain, parameters=starts, events=events)


CASES = (shapes((1,), (1,)), shapes((2,), (2, 1)), shapes((2,), (3,)), shapes((3,), (3,), (2,)))


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize(
    ("key", "name"),
    [
        (lambda self, p: p.shape, "shape"),
        (lambda self, p: p.numel(), "size"),
    ],
)
def test_what_parameters_share_a_state_by_is_named(
    key: Callable[[Any, Any], Hashable], name: str, counts: bool
) -> None:
    found = name_of(keyed(key, counts), "parameters", *CASES)
    assert found == f"state-shared-by-{name}" + ("" if counts else "-without-count")


def test_a_state_for_each_place_in_the_groups_is_named() -> None:
    def place(self: Any, p: Any) -> Hashable:
        return next(k for g in self.param_groups for k, q in enumerate(g["params"]) if q is p)

    cases = [
        scenario(*steps(*NONE_MISSING, parameters=n), parameters=n, groups=({}, {})) for n in (2, 3)
    ]
    assert name_of(keyed(place), "groups", *cases) == "state-shared-by-place-in-group"
