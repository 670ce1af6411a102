"""Targets: how they are resolved, errors, and the rule inferred from a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import optimcore
from conformance.errors import CannotRun, ConformanceError, WrongUse
from conformance.targets.resolve import Target, resolve
from conformance.tests.fixture_types import WriteSubject

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere


def make_adam(params: object, lr: float = 1e-3) -> optimcore.Adam:
    return optimcore.Adam(params, lr)  # type: ignore[arg-type]


def test_a_module_and_an_attribute_name_the_object() -> None:
    target = resolve("optimcore:Adam")
    assert target.thing is optimcore.Adam
    assert target.module is optimcore
    assert target.attribute == "Adam"


def test_a_dotted_module_is_imported() -> None:
    assert resolve("optimcore.sgd:SGD").thing is optimcore.SGD


def test_a_path_and_an_attribute_name_the_object(write_subject: WriteSubject) -> None:
    path = write_subject("sgd")
    target = resolve(f"{path}:SGD")
    assert target.thing.__name__ == "SGD"
    assert target.module is not None
    assert target.module.__file__ == str(path)


def test_a_nested_attribute_is_followed(write_subject: WriteSubject) -> None:
    path = write_subject("class Outer:\n    class Inner:\n        class SGD: pass\n")
    target = resolve(f"{path}:Outer.Inner.SGD")
    assert target.thing.__qualname__ == "Outer.Inner.SGD"


def test_a_file_imports_modules_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "lies_beside_the_subject.py").write_text("class SGD: pass\n")
    (tmp_path / "mine.py").write_text("from lies_beside_the_subject import SGD\n")
    assert resolve(f"{tmp_path / 'mine.py'}:SGD").thing.__module__ == "lies_beside_the_subject"


def test_two_files_of_one_name_are_two_modules(tmp_path: Path) -> None:
    for folder, number in (("a", 1), ("b", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.py").write_text(f"class SGD:\n    number = {number}\n")
    things = [resolve(f"{tmp_path / folder / 'mine.py'}:SGD").thing for folder in ("a", "b")]
    assert [thing.number for thing in things] == [1, 2]


def test_a_class_is_its_own_target() -> None:
    target = resolve(optimcore.AdamW)
    assert target.thing is optimcore.AdamW
    assert target.attribute == "AdamW"
    assert target.module is not None
    assert target.module.__name__ == optimcore.AdamW.__module__


def test_a_factory_is_its_own_target() -> None:
    target = resolve(make_adam)
    assert target.thing is make_adam
    assert target.attribute == "make_adam"


@pytest.mark.parametrize("text", [":Adam", ":", "", "no_such_module_here", "no_such.inner"])
def test_a_target_without_both_parts_is_wrong_use(text: str) -> None:
    with pytest.raises(WrongUse, match="does not have the form module:attribute"):
        resolve(text)


@pytest.mark.parametrize("text", ["optimcore", "optimcore:", "optimcore.Adam", "optimcore.adam"])
def test_a_module_without_attribute_lists_its_optimizers(text: str) -> None:
    with pytest.raises(
        WrongUse, match=r"names no class or function.*Name one of: .*:Adam\b"
    ) as told:
        resolve(text)
    assert "softmax_cross_entropy" not in str(told.value)


def test_a_file_without_attribute_lists_its_optimizers(write_subject: WriteSubject) -> None:
    path = write_subject(
        "import math\n\nclass Schedule: ...\n\nclass Mine:\n    def step(self): ...\n"
    )
    for text in (str(path), f"{path}:"):
        with pytest.raises(WrongUse, match=rf"Name one of: {re.escape(str(path))}:Mine\.$"):
            resolve(text)


def test_a_file_without_optimizers_lists_what_can_be_called(write_subject: WriteSubject) -> None:
    path = write_subject("from math import sqrt\n\ndef make(params): ...\n")
    with pytest.raises(WrongUse, match=rf"Name one of: {re.escape(str(path))}:make\.$"):
        resolve(str(path))
    with pytest.raises(WrongUse, match="defines no class or function"):
        resolve(str(write_subject("Adam = 3\n")))


def test_a_missing_file_without_attribute_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="does not exist"):
        resolve(str(tmp_path / "absent.py"))


def test_a_syntax_error_shows_its_line(write_subject: WriteSubject) -> None:
    path = write_subject("x = 1\nclass Adam(:\n    pass\n")
    with pytest.raises(CannotRun) as told:
        resolve(f"{path}:Adam")
    assert f'File "{path}", line 2\n    class Adam(:\n' in str(told.value)
    assert "SyntaxError: invalid syntax" in str(told.value)


def test_an_error_of_an_import_shows_its_line(write_subject: WriteSubject) -> None:
    path = write_subject("x = 1\ny = x / 0\n")
    with pytest.raises(CannotRun, match=r"division by zero \(.*, line 2: y = x / 0\)"):
        resolve(f"{path}:Adam")


def test_a_missing_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="does not exist"):
        resolve(f"{tmp_path / 'absent.py'}:Adam")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    with pytest.raises(WrongUse, match="does not exist"):
        resolve(f"{tmp_path / 'folder.py'}:Adam")


@pytest.mark.parametrize("module", ["no_such_module_here", "optimcore.absent", "no_such.inner"])
def test_a_missing_module_is_wrong_use(module: str) -> None:
    with pytest.raises(WrongUse, match="No module named"):
        resolve(f"{module}:Adam")


def test_a_missing_attribute_is_wrong_use_and_candidates_are_listed() -> None:
    with pytest.raises(WrongUse, match=r"has no attribute 'Adom'.*optimcore:Adam, optimcore:AdamW"):
        resolve("optimcore:Adom")


def test_a_missing_nested_attribute_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="has no attribute 'absent'"):
        resolve("optimcore:Adam.absent")


def test_a_target_that_cannot_be_called_is_wrong_use(write_subject: WriteSubject) -> None:
    path = write_subject("Adam = 3\n")
    with pytest.raises(
        WrongUse, match="is an object of type int, which is not a class or function"
    ):
        resolve(f"{path}:Adam")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise ValueError('no GPU here')", "ValueError: no GPU here"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("import no_such_module_here", "no_such_module_here"),
        ("from optimcore import Adom", "ImportError"),
        ("class Adam(:", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
    ],
    ids=["raises", "exits", "misses a module", "misses a name", "is no Python", "divides"],
)
def test_a_file_that_cannot_be_imported_cannot_be_run(
    write_subject: WriteSubject, source: str, said: str
) -> None:
    with pytest.raises(CannotRun, match=said):
        resolve(f"{write_subject(source)}:Adam")


def test_the_search_path_is_left_as_it_was(write_subject: WriteSubject) -> None:
    import sys

    before = list(sys.path)
    with pytest.raises(CannotRun):
        resolve(f"{write_subject('1 / 0')}:Adam")
    resolve(f"{write_subject('sgd')}:SGD")
    assert sys.path == before


def test_each_error_has_the_documented_exit_code() -> None:
    assert WrongUse.exit_code == 2
    assert CannotRun.exit_code == 3
    assert issubclass(WrongUse, ConformanceError)
    assert issubclass(CannotRun, ConformanceError)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import fractions", True),
        ("import fractions as whole", True),
        ("from fractions import Fraction", True),
        ("import decimal", False),
        ("fractions = 1", False),
    ],
)
def test_what_a_module_uses_counts_under_any_name(
    write_subject: WriteSubject, source: str, expected: bool
) -> None:
    path = write_subject(f"{source}\ndef make(params): ...\n")
    assert resolve(f"{path}:make").uses("fractions") is expected


def test_a_target_without_a_module_uses_nothing() -> None:
    assert not Target("exec:none", None, None).uses("fractions")


def test_an_object_without_attributes_belongs_to_no_package(tmp_path: Path) -> None:
    path = tmp_path / "lazy.py"
    path.write_text(
        "class Lazy:\n"
        "    def __getattribute__(self, name):\n"
        "        raise RuntimeError(name)\n\n"
        "lazy = Lazy()\n\n"
        "def make(params):\n"
        "    return None\n"
    )
    assert not resolve(f"{path}:make").uses("torch")


def test_a_missing_dependency_is_not_a_wrong_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "package_with_parts"
    package.mkdir()
    (package / "__init__.py").write_text("import package_w\n")  # the start of its own name
    (package / "optim.py").write_text("class SGD: ...\n")
    with pytest.raises(CannotRun, match=r"'package_w' \(.*__init__.py, line 1\).* --python PATH"):
        resolve("package_with_parts.optim:SGD")
    with pytest.raises(WrongUse, match="correct the name"):
        resolve("no_such_package.optim:SGD")
