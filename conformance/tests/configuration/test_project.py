"""The configuration file: what is read, and what is an error."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from conformance.cli.check import check
from conformance.cli.project import configurable_options, load_project
from conformance.configuration import Project
from conformance.errors import WrongUse
from conformance.tests.documentation import TEXTS, blocks

SECTION = """
[tool.conformance]
examples = 7

[[tool.conformance.target]]
target = "mine.py:SGD"
rule = "sgd"
hyper = {lr = 0.5}
dialects = ["x"]
expected-failures = [{law = "scaling", reason = "one"}]

[[tool.conformance.target]]
target = "mine.py:Adam"
examples = 9
"""

WRONG = {
    "exmples = 3": "'exmples': the key is unknown. Did you mean 'examples'?",
    "[[target]]\nrule = 'sgd'": "an entry names no target",
    "[[target]]\ntarget = 'a:B'\nruel = 'sgd'": "Did you mean 'rule'?",
    "expected-failures = [{law = 'scaling', reason = 'x'}]": "names no target",
    "expected-failures = [{law = 'scaling', reson = 'x'}]": "the key 'reson' is unknown",
    "expected-failures = [{law = 3}]": "Expected `str`, got `int`",
    "expected-failures = 'absent.toml'": "cannot be read",
    "examples = ": "Correct the file",
}


def read(folder: Path) -> Project:
    project = load_project(check, folder)
    assert project
    return project


def test_a_project_has_defaults_targets_and_expected_failures(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(SECTION, encoding="utf-8")
    (tmp_path / "deeper").mkdir()
    project = read(tmp_path / "deeper")
    assert [one.text for one in project.targets] == ["mine.py:SGD", "mine.py:Adam"]
    assert project.options_of("mine.py:SGD")["examples"] == 7
    assert project.options_of("mine.py:Adam")["examples"] == 9
    assert project.options_of("other.py:Adam") == {"examples": 7}
    assert [one.law for one in project.expected_of("mine.py:SGD")] == ["scaling"]
    assert not project.expected_of("mine.py:Adam")


def test_the_file_of_expected_failures_beside_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "conformance.toml").write_text("[[target]]\ntarget = 'a:B'\n", encoding="utf-8")
    (tmp_path / "conformance-expected.toml").write_text(
        "[[expected-failures]]\ntarget = 'a:B'\nlaw = 'scaling'\nreason = 'x'\n"
        "[[expected-failures]]\ntarget = 'a:C'\nlaw = 'scaling'\nreason = 'x'\n",
        encoding="utf-8",
    )
    project = read(tmp_path)
    assert [one.law for one in project.expected_of("a:B")] == ["scaling"]
    assert [one.target for one in project.unmatched()] == ["a:C"]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_in_a_file_is_said_with_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "conformance.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse) as raised:
        read(tmp_path)
    assert WRONG[text] in str(raised.value)


def test_a_file_without_a_section_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert load_project(check, tmp_path) is None


def test_every_option_of_check_can_be_configured() -> None:
    keys = configurable_options(check)
    assert {"rule", "examples", "hyper", "dialect", "dialects", "strict", "timeout", "html"} <= {
        *keys
    }
    # Expected failures are decoded by their own structure.
    assert not {"help", "folder", "expected-failures"} & {*keys}


def test_the_documented_files_are_valid(tmp_path: Path) -> None:
    files = [b for b in blocks(TEXTS.get("configuration.md", "")) if b.language == "toml"]
    for block in files:
        name = "pyproject.toml" if "tool." in block.text else "conformance-expected.toml"
        (tmp_path / name).write_text(block.text, encoding="utf-8")
        tomllib.loads(block.text)
    if files:
        assert len(read(tmp_path).targets) == 2
