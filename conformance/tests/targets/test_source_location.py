"""The file and the lines of a target."""

from __future__ import annotations

import sys
from functools import partial, wraps
from pathlib import Path
from typing import Any

import pytest

from conformance.process.external_program import Program
from conformance.records.source import SourceRecord
from conformance.targets.resolve import resolve
from conformance.targets.source_location import locate_source, relative_source
from conformance.tests.fixture_types import WriteSubject

SOURCE = """\
import functools


class Parent:
    def __init__(self, params, lr=1e-3):
        pass

    def step(self):
        pass


class Child(Parent):
    pass


class Other(Parent):
    def zero_grad(self):
        pass

    @functools.cache
    def step(self):
        pass


def make(params, lr=1e-3):
    return Child(params, lr)
"""


def locate(path: Path, name: str) -> SourceRecord | None:
    return locate_source(resolve(f"{path}:{name}").thing)


@pytest.mark.parametrize(
    ("name", "line", "step_line"), [("Parent", 4, 8), ("Child", 12, 8), ("Other", 16, 20),
                                    ("make", 25, None)],
)  # fmt: skip
def test_the_lines_of_a_target(
    write_subject: WriteSubject, name: str, line: int, step_line: int | None
) -> None:
    path = write_subject(SOURCE)
    assert locate(path, name) == SourceRecord(path=str(path), line=line, step_line=step_line)


def test_a_function_in_a_wrapper_is_found(write_subject: WriteSubject) -> None:
    make = resolve(f"{write_subject(SOURCE)}:make").thing

    @wraps(make)
    def call(*given: Any, **named: Any) -> Any:
        return make(*given, **named)

    assert locate_source(partial(call, lr=0.5)) == locate_source(make)


class Hostile:
    """An object that raises when it is looked at."""

    def __call__(self) -> None:
        raise AssertionError

    @property
    def __wrapped__(self) -> object:
        raise RuntimeError


@pytest.mark.parametrize("thing", [len, int, Program.from_target("exec:adam"), Hostile()])
def test_a_target_without_source_has_no_location(thing: object) -> None:
    assert locate_source(thing) is None


def test_a_path_is_relative_to_the_folder_or_to_one_of_the_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, package, outside = tmp_path / "inside", tmp_path / "site", tmp_path / "outside"
    for folder in (inside, package):
        folder.mkdir()
    monkeypatch.chdir(inside)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site")])

    def relative(path: Path) -> str:
        found = relative_source(SourceRecord(path=str(path), line=3))
        assert found
        assert found.line == 3
        return found.path

    assert relative(inside / "pkg" / "mine.py") == "pkg/mine.py"
    assert relative(package / "torch" / "adam.py") == "torch/adam.py"
    assert relative(outside / "mine.py") == (outside / "mine.py").as_posix()
    assert relative_source(None) is None
