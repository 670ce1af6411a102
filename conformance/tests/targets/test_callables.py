"""Targets that are not a class or function, and constructor arguments that cannot be."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.errors import WrongUse
from conformance.tests.checked_sources import check_source
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import WriteSubject
from optimcore import SGD, Parameter

ABSTRACT = """
import abc

class Base(abc.ABC):
    def __init__(self, params, lr=1e-3):
        pass

    @abc.abstractmethod
    def step(self):
        pass
"""


def test_an_abstract_class_names_what_it_lacks(write_subject: WriteSubject) -> None:
    with pytest.raises(WrongUse, match=r"abstract class.*does not implement step"):
        check_source(write_subject, ABSTRACT, "Base", rule="sgd")


def test_an_instance_names_its_class(write_subject: WriteSubject) -> None:
    with pytest.raises(WrongUse, match=r"is an instance of SGD.*Name the class SGD"):
        check_source(write_subject, PAGE_SGD + "\nmine = SGD([])\n", "mine", rule="sgd")
    with pytest.raises(WrongUse, match="is an instance of SGD"):
        check(SGD([Parameter([1.0])]))


def test_a_number_is_no_class(write_subject: WriteSubject) -> None:
    with pytest.raises(WrongUse, match="type int, which is not a class or function"):
        check_source(write_subject, "sgd = 3\n", "sgd")


@pytest.mark.parametrize(
    ("hyper", "reason"),
    [
        ({"momentun": 0.9}, "no argument 'momentun'.*arguments are: lr"),
        ({"lr": "small"}, "is a string, but the default of 'lr' is a number"),
    ],
)
def test_a_fixed_argument_exists_and_has_the_type_of_its_default(
    write_subject: WriteSubject, hyper: dict[str, object], reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        check_source(write_subject, PAGE_SGD, hyper=hyper)


def test_a_file_lists_its_classes_and_functions(write_subject: WriteSubject) -> None:
    path = write_subject(PAGE_SGD + "\ndef adam(w, g, m, v, t):\n    pass\n")
    with pytest.raises(WrongUse) as raised:
        check(str(path))
    assert f"{path}:SGD" in str(raised.value)
    assert f"{path}:adam" in str(raised.value)
