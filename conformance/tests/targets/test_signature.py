"""The arguments of a constructor are read, and read once."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import optimcore
from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from conformance.targets.signature import Signature, read_signature
from conformance.tests.targets.signatures import takes
from properties.rules.registry import rules


def test_arguments_and_defaults_are_read() -> None:
    signature = read_signature(takes("params, lr, *rest, eps=1, **more"))
    assert signature.names == ("params", "lr", "rest", "eps", "more")
    assert list(signature.arguments) == ["params", "lr", "eps", "more"]
    assert signature.first == "params"
    assert signature.defaults == {"eps": 1}


@pytest.mark.parametrize("arguments", ["*params, lr=1", "*, params, lr=1", ""])
def test_without_a_positional_argument_there_is_no_first(arguments: str) -> None:
    assert read_signature(takes(arguments)).first is None


def test_an_unknown_signature_has_no_arguments() -> None:
    assert read_signature(object()) == Signature()


def test_the_constructor_of_a_subject_is_inspected_once(monkeypatch: pytest.MonkeyPatch) -> None:
    target, sgd, adam = resolve(optimcore.SGD), rules()["sgd"], rules()["adam"]
    inspected: list[Any] = []
    inspect_signature = inspect.signature

    def record(thing: Any) -> inspect.Signature:
        inspected.append(thing)
        return inspect_signature(thing)

    monkeypatch.setattr(inspect, "signature", record)
    subject, _ = find_subject(target, sgd)
    assert list(subject.untouched) == []
    find_subject(target, adam)
    assert inspected.count(optimcore.SGD) == 1
