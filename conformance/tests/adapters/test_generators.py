"""Generator functions that are sent gradients."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.tests.fixture_types import WriteSubject

ARRAY = """
def sgd(x, lr=1e-3):
    while True:
        g = yield x
        x = x - lr * g
"""

IN_PLACE = """
def sgd(params, lr=1e-3):
    while True:
        grads = yield
        for p, g in zip(params, grads, strict=True):
            p -= lr * g
"""

LIST = """
def sgd(params, lr=1e-3):
    while True:
        grads = yield params
        params = [p - lr * g for p, g in zip(params, grads, strict=True)]
"""


@pytest.mark.parametrize("source", [ARRAY, IN_PLACE, LIST], ids=["array", "in place", "list"])
def test_a_generator_is_recognized_and_conforms(source: str, write_subject: WriteSubject) -> None:
    report = check(f"{write_subject(source)}:sgd", examples=1)
    assert (report.verdict, report.error) == ("conforms", None)
    assert report.adapter == "generators"


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [(ARRAY, "- lr * g", "- 2 * lr * g"), (IN_PLACE, "p -= ", "p = p - "), (LIST, "p -", "p +")],
    ids=["array", "in place", "list"],
)
def test_a_defect_of_a_generator_is_detected(
    source: str, right: str, wrong: str, write_subject: WriteSubject
) -> None:
    assert right in source
    path = write_subject(source.replace(right, wrong))
    assert check(f"{path}:sgd", examples=1).verdict == "diverges"


def test_a_generator_that_ends_is_a_finding(write_subject: WriteSubject) -> None:
    path = write_subject(ARRAY.replace("while True:", "for _ in range(3):"))
    report = check(f"{path}:sgd", examples=1)
    assert report.verdict == "diverges"
    assert "the generator ended at a step" in str(report)
