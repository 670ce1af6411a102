"""The diagnosis names what parameters share a state by."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import pytest

from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Array, Scenario, Start, Step, encode_array
from properties.scenarios.transforms import change
from properties.subjects.torch_driver import TorchSubject

from .torch_adam import Adam, name_of, scenario, steps


class NAdam(Adam):
    """NAdam as in torch."""

    def product_of(self, group: Any, p: Any) -> Any:
        return self.state_of(p)

    def update(self, p: Any, group: Any, t: int) -> None:
        s, (b1, b2) = self.state_of(p), group["betas"]
        mu, following = (b1 * (1 - 0.5 * 0.96 ** (k * 4e-3)) for k in (t, t + 1))
        kept = self.product_of(group, p)
        product = kept["product"] = kept.get("product", 1.0) * mu
        s["m"] = b1 * s["m"] + (1 - b1) * p.grad
        s["v"] = b2 * s["v"] + (1 - b2) * p.grad**2
        scale = (s["v"] / (1 - b2**t)).sqrt() + group["eps"]
        p.sub_(group["lr"] * (1 - mu) / (1 - product) * p.grad / scale)
        p.sub_(group["lr"] * following / (1 - product * following) * s["m"] / scale)


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


def shapes(
    *given: tuple[int, ...], missing: tuple[tuple[int, ...], ...] = NONE_MISSING
) -> Scenario:
    """Return steps of parameters of several shapes with equal elements."""
    plain = scenario(*steps(*missing, parameters=len(given)), parameters=len(given))
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
        return int(next(k for g in self.param_groups for k, q in enumerate(g["params"]) if q is p))

    cases = [
        scenario(*steps(*NONE_MISSING, parameters=n), parameters=n, groups=({}, {})) for n in (2, 3)
    ]
    assert name_of(keyed(place), "groups", *cases) == "state-shared-by-place-in-group"


def test_the_groups_are_updated_one_after_the_other() -> None:
    """A parameter of the first group is updated before those of the second, wherever it stands."""

    def place(self: Any, p: Any) -> Hashable:
        return int(next(k for g in self.param_groups for k, q in enumerate(g["params"]) if q is p))

    cases = []
    for n in (2, 3):
        one = scenario(*steps(*NONE_MISSING, parameters=n), parameters=n, groups=({}, {}))
        cases.append(change(one, parameters=one.parameters[::-1]))
    assert name_of(keyed(place), "groups", *cases) == "state-shared-by-place-in-group"


class NanAdam(Keyed):
    def key(self, p: Any) -> Hashable:
        return tuple(p.shape)


def test_a_nan_that_a_shared_state_spreads_is_explained() -> None:
    """Where the subject has NaN no bound is narrow, which is no reason against a name."""
    plain = CASES[0]
    nan = Array((1,), ("nan",))
    first, *rest = (e for e in plain.events if isinstance(e, Step))
    spoiled = [
        change(plain, events=(change(first, gradients=(nan, first.gradients[1])), *rest[:k]))
        for k in range(3)
    ]
    assert name_of(NanAdam, "parameters", *CASES, *spoiled) == "state-shared-by-shape"


class CountInGroup(NAdam):
    """An optimizer that keeps the product of the momenta with the group."""

    def product_of(self, group: Any, p: Any) -> Any:
        return group


def nadam_search(kind: Callable[..., Any], *scenarios: Scenario) -> ContractSearch:
    rule = rules()["nadam"]
    return ContractSearch(rule, None, rule, TorchSubject(kind, ("lr", "betas")), scenarios)


def test_an_entry_that_a_group_keeps_is_named_where_a_parameter_has_no_element() -> None:
    """The entry is a number that a parameter without elements changes too."""
    feature = find_feature("parameters")
    cases = [
        change(one, rule="nadam", groups=({"lr": encode_hyper(0.5)},))
        for one in (shapes((1,), (2,)), shapes((0,), (2,), (1,)))
    ]
    right, wrong = (
        nadam_search(kind, *cases).name_findings(feature, kept_features(feature), ())
        for kind in (NAdam, CountInGroup)
    )
    assert right is None
    assert wrong is not None
    assert wrong.candidate.id == "mu_product-shared-by-group"
