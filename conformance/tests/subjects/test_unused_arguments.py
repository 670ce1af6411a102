"""Hyper-parameters that ``**kwargs`` accepts count only if something reads them."""

from __future__ import annotations

import pytest

from conformance.adapters import AdaptedSubject
from conformance.errors import WrongUse
from conformance.subjects.selection import find_subject
from conformance.targets.keyword_forwarding import names_argument
from conformance.targets.options import SubjectOptions
from conformance.targets.resolve import resolve
from conformance.tests.fixture_types import WriteSubject
from properties.rules.registry import rules

# SGD with momentum, which is an argument of the parent alone; neither rejects unknown keywords.
SOURCE = """\
class Parent:
    def __init__(self, params, lr=1e-3, momentum=0.0, **more):
        self.params, self.lr, self.momentum = list(params), lr, {momentum}
        self.more, self.moved = more, {{}}

    def step(self):
        for p in self.params:
            if p.grad is not None:
                g = p.grad + {decay} * p.data
                move = self.momentum * self.moved[id(p)] + g if id(p) in self.moved else g
                self.moved[id(p)] = move
                p.data -= self.lr * move


class SGD(Parent):
    def __init__(self, params, lr=1e-3, **kwargs):
        super().__init__({passed})
"""
READS = 'self.more.get("weight_decay", 0.0)'


def find(
    write_subject: WriteSubject, passed: str, decay: str = "0.0", momentum: str = "momentum"
) -> AdaptedSubject:
    path = write_subject(SOURCE.format(passed=passed, decay=decay, momentum=momentum))
    subject, _ = find_subject(resolve(f"{path}:SGD"), rules()["sgd"])
    return subject


def test_what_is_accepted_and_not_passed_on_is_not_taken(write_subject: WriteSubject) -> None:
    subject = find(write_subject, "params, lr")
    assert subject.capabilities.hyper == subject.names.mapped.keys() == {"lr"}
    assert "momentum (accepted by **kwargs, without effect)" in subject.capabilities.unwritten


def test_what_is_passed_on_to_an_argument_of_a_parent_is_taken(
    write_subject: WriteSubject,
) -> None:
    subject = find(write_subject, "params, lr, **kwargs")
    assert subject.capabilities.hyper == {"lr", "momentum"}


def test_what_a_parent_names_and_ignores_is_taken(write_subject: WriteSubject) -> None:
    subject = find(write_subject, "params, lr, **kwargs", momentum="0.0")
    assert subject.capabilities.hyper == {"lr", "momentum"}


def test_what_has_an_effect_is_taken_whoever_reads_it(write_subject: WriteSubject) -> None:
    subject = find(write_subject, "params, lr, **kwargs", decay=READS)
    assert subject.capabilities.hyper == {"lr", "momentum", "weight_decay"}
    through = "params, **{'lr': lr, **{k: v for k, v in kwargs.items() if k != 'x'}}"
    subject = find(write_subject, through, decay=READS)
    assert subject.capabilities.hyper >= {"lr", "momentum", "weight_decay"}


def test_what_the_user_maps_is_taken(write_subject: WriteSubject) -> None:
    path = write_subject(SOURCE.format(passed="params, lr", decay="0.0", momentum="momentum"))
    options = SubjectOptions(mapped={"weight_decay": "wd"})
    subject, _ = find_subject(resolve(f"{path}:SGD"), rules()["sgd"], options)
    assert subject.names.mapped == {"lr": ("lr",), "weight_decay": ("wd",)}


class NamesEps:
    def __init__(self, params: object, *, eps: float = 1e-8) -> None: ...


class PassesOn(NamesEps):
    def __init__(self, params: object, **rest: float) -> None:
        super().__init__(params, **rest)


class PassesOnByName(PassesOn):
    def __init__(self, params: object, **rest: float) -> None:
        NamesEps.__init__(self, params, **rest)


class Swallows(PassesOn):
    def __init__(self, params: object, **rest: float) -> None:
        super().__init__(params)


class Inherits(PassesOn):
    pass


@pytest.mark.parametrize("kind", [NamesEps, PassesOn, PassesOnByName, Inherits])
def test_an_argument_of_a_parent_is_named_if_it_is_passed_on(kind: type) -> None:
    assert names_argument(kind, "eps")
    assert not names_argument(kind, "rest")
    assert not names_argument(kind, "beta")


@pytest.mark.parametrize("thing", [Swallows, dict, object, len, print])
def test_an_argument_is_not_named_where_nothing_is_passed_on(thing: object) -> None:
    assert not names_argument(thing, "eps")


def test_the_options_are_checked_first() -> None:
    with pytest.raises(WrongUse, match="no hyper-parameter 'wings'"):
        find_subject(
            resolve("optimcore:SGD"), rules()["sgd"], SubjectOptions(mapped={"wings": "w"})
        )
