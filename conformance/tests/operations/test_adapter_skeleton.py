"""Adapters in files of a user's own, from the skeleton."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import check
from conformance.adapters import find_adapter
from conformance.errors import WrongUse
from conformance.operations.adapter_skeleton import write_adapter
from conformance.tests.fixture_types import WriteSubject

SGD = """
class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def step(self, point, slope):
        return point - self.lr * slope
"""


def test_the_skeleton_of_an_adapter_runs_an_optimizer(
    tmp_path: Path, write_subject: WriteSubject
) -> None:
    spec = f"{write_adapter('my_library', tmp_path)}:ADAPTER"
    right = check(f"{write_subject(SGD)}:SGD", "sgd", adapter=spec, examples=1)
    assert (right.verdict, right.error, right.adapter) == ("conforms", None, spec)
    climbing = write_subject(SGD.replace("point -", "point +"))
    assert check(f"{climbing}:SGD", "sgd", adapter=spec, examples=1).verdict == "diverges"
    with pytest.raises(WrongUse, match="is there already"):
        write_adapter("my_library", tmp_path)


@pytest.mark.parametrize(
    ("source", "problem"),
    [("", "has nothing of that name"), ("ADAPTER = 3", "a int"), ("1 / 0", "ZeroDivisionError")],
)
def test_a_file_without_an_adapter_is_wrong_use(source: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(source)
    with pytest.raises(WrongUse, match=problem):
        find_adapter(f"{path}:ADAPTER")


def test_an_unknown_adapter_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="does not exist"):
        find_adapter(f"{tmp_path}/nothing.py:ADAPTER")
    with pytest.raises(WrongUse, match=r"mine\.py:NAME"):
        find_adapter("nothing")
    with pytest.raises(WrongUse, match="not an identifier"):
        write_adapter("a-b", tmp_path)
