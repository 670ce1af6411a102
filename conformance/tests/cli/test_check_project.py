"""Checks of all targets of a project, and the commands that write its files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import conformance.cli.check_project as module
from conformance.cli.check_project import Arguments, path_of
from conformance.errors import ConformanceError, WrongUse
from conformance.operations.expected_failures import conclude, read_expected_failures
from conformance.records.check import Report
from conformance.tests.fixture_types import Command
from conformance.tests.pytest_plugin.sessions import BROKEN, CORRECT

FILE = """
examples = 3
[[target]]
target = "mine.py:Good"
rule = "sgd"
[[target]]
target = "mine.py:Bad"
rule = "sgd"
hyper = {{lr = 0.5, betas = [0.1, 0.2]}}
{expected}
"""
EXPECTED = """
expected-failures = [
    {law = "agreement", reason = "bug 1", link = "https://example.org/1"},
    {law = "scaling", reason = "bug 2"},
]
"""


class Runs:
    """The checks that were made, and the reports that they gave."""

    def __init__(self) -> None:
        self.made: list[Arguments] = []

    def run(self, chosen: list[Arguments], jobs: int) -> list[Report | ConformanceError]:
        self.made += chosen
        return [self.result(**one) for one in chosen]

    def result(self, target: str, **given: Any) -> Report | ConformanceError:
        if target.endswith("Wrong"):
            return WrongUse("the rule is unknown")
        from msgspec.structs import replace

        known = replace(CORRECT if target.endswith("Good") else BROKEN, target=target)
        return conclude(known, given["strict"], read_expected_failures(given["expected_failures"]))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Runs:
    made = Runs()
    monkeypatch.setattr(module, "run_checks", made.run)
    monkeypatch.chdir(tmp_path)
    return made


def configure(expected: str = "", more: str = "") -> None:
    Path("conformance.toml").write_text(FILE.format(expected=expected) + more, encoding="utf-8")


def test_all_targets_are_checked_with_their_options(command: Command, runs: Runs) -> None:
    configure()
    done = command("check", "--seed", "4")
    assert done.exit_code == 1
    first, second = runs.made
    assert (first["target"], first["rule"], first["examples"], first["seed"]) == (
        "mine.py:Good", "sgd", 3, 4
    )  # fmt: skip
    assert second["options"].fixed == {"lr": 0.5, "betas": (0.1, 0.2)}
    assert "mine.py:Bad diverges from sgd\n" in done.output
    assert done.output.splitlines()[-3:] == [
        "TARGET        RULE  VERDICT   FAILED LAWS",
        "mine.py:Good  sgd   conforms",
        "mine.py:Bad   sgd   diverges  agreement, scaling",
    ]


def test_expected_failures_pass(command: Command, runs: Runs) -> None:
    configure(EXPECTED)
    done = command("check")
    assert done.exit_code == 0
    assert done.output.splitlines()[-1].endswith(" diverges, as expected")


@pytest.mark.parametrize(
    ("law", "reason", "words"),
    [
        ("negation", "x", "expected failure of 'negation' (mine.py:Bad): the law passes"),
        ("negatio", "x", "matches nothing: there is no law of this name. Did you mean 'negation'?"),
        ("agreement", "", "has no reason"),
    ],
)
def test_a_wrong_expected_failure_fails_by_name(
    command: Command, runs: Runs, law: str, reason: str, words: str
) -> None:
    configure(EXPECTED.replace("[\n", f'[\n    {{law = "{law}", reason = "{reason}"}},\n', 1))
    done = command("check")
    assert done.exit_code == 1
    assert words in done.output
    assert done.output.splitlines()[-1].endswith(f"{law} (expected failure)")


def test_an_expected_failure_of_no_target_fails(command: Command, runs: Runs) -> None:
    configure(EXPECTED)
    Path("conformance-expected.toml").write_text(
        "[[expected-failures]]\ntarget = 'gone.py:X'\nlaw = 'scaling'\nreason = 'x'\n",
        encoding="utf-8",
    )
    done = command("check")
    assert done.exit_code == 1
    assert "expected failure of 'scaling' (gone.py:X) matches nothing" in done.output


def test_the_worst_exit_code_counts(command: Command, runs: Runs) -> None:
    configure(EXPECTED, '[[target]]\ntarget = "mine.py:Wrong"\n')
    done = command("check")
    assert done.exit_code == 2
    assert "Error: the rule is unknown" in done.output


def test_strict_lets_advice_decide(command: Command, runs: Runs) -> None:
    configure(EXPECTED)
    done = command("check", "--strict")
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].endswith("diverges  refusals")


def test_each_target_has_its_own_file(command: Command, runs: Runs) -> None:
    configure()
    command("check", "--json", "out/report.json")
    assert {p.name for p in Path("out").iterdir()} == {
        "report-mine-py-Good.json", "report-mine-py-Bad.json"
    }  # fmt: skip
    with pytest.raises(WrongUse, match="standard output"):
        path_of("-", "mine.py:Bad")


def test_without_a_target_and_a_configuration_the_use_is_wrong(
    command: Command, runs: Runs
) -> None:
    done = command("check")
    assert done.exit_code == 2
    assert "Missing argument 'TARGET', and there is no configuration" in done.output
    Path("conformance.toml").write_text("exmples = 3\n", encoding="utf-8")
    done = command("check")
    assert done.exit_code == 2
    assert "Did you mean 'examples'?" in done.output
    Path("conformance.toml").write_text("examples = 'many'\n", encoding="utf-8")
    done = command("check")
    assert done.exit_code == 2
    assert "conformance.toml sets defaults" in done.output


def test_a_baseline_is_written_and_its_reasons_are_kept(command: Command, runs: Runs) -> None:
    configure()
    done = command("baseline")
    assert done.exit_code == 0, done.output
    path = Path("conformance-expected.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8"))["expected-failures"]
    assert [(one["target"], one["law"]) for one in found] == [
        ("mine.py:Bad", "agreement"), ("mine.py:Bad", "scaling")
    ]  # fmt: skip
    assert found[0]["reason"] == "off by a lot"
    assert command("check").exit_code == 0
    text = path.read_text(encoding="utf-8").replace("off by a lot", 'because of "this"', 1)
    stale = '[[expected-failures]]\ntarget = "mine.py:Bad"\nlaw = "negation"\nreason = "x"\n'
    path.write_text(text.replace('"this"', '\\"this\\"') + stale, encoding="utf-8")
    assert "0 are new, and 1 were removed" in command("baseline").output
    again = tomllib.loads(path.read_text(encoding="utf-8"))["expected-failures"]
    assert again[0]["reason"] == 'because of "this"'
    assert len(again) == 2


PACKAGE = """
class MyAdam:
    def __init__(self, params, lr): pass
    def step(self): pass

class Unnamed(MyAdam):
    def step(self): pass

class DerivedSGD(MyAdam):
    pass

class Helper:
    def run(self): pass
"""


def test_init_writes_what_it_finds_and_overwrites_nothing(command: Command, runs: Runs) -> None:
    Path("src/pkg").mkdir(parents=True)
    Path("tests").mkdir()
    Path("src/pkg/__init__.py").touch()
    Path("src/pkg/optim.py").write_text(PACKAGE, encoding="utf-8")
    Path("tests/other.py").write_text(PACKAGE, encoding="utf-8")
    Path("single_sgd.py").write_text(PACKAGE.replace("MyAdam", "SGD"), encoding="utf-8")
    Path("pyproject.toml").write_text('[project]\nname = "pkg"\n', encoding="utf-8")
    done = command("init")
    assert done.exit_code == 0, done.output
    assert "found    pkg.optim:Unnamed (its name says no rule" in done.output
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["name"] == "pkg"
    assert project["tool"]["conformance"]["target"] == [
        {"target": "single_sgd.py:SGD", "rule": "sgd"},
        {"target": "single_sgd.py:DerivedSGD", "rule": "sgd"},
        {"target": "pkg.optim:MyAdam", "rule": "adam"},
        {"target": "pkg.optim:DerivedSGD", "rule": "sgd"},
    ]
    test = Path("tests/test_conformance.py")
    assert '@parametrize_with_laws(\n    "single_sgd.py:SGD",' in test.read_text(encoding="utf-8")
    assert "conformance check" in Path(".github/workflows/conformance.yml").read_text(
        encoding="utf-8"
    )
    before = {p: p.read_bytes() for p in Path().rglob("*") if p.is_file()}
    again = command("init")
    assert again.output.count("kept ") == 3
    assert {p: p.read_bytes() for p in Path().rglob("*") if p.is_file()} == before


def test_init_without_an_optimizer_writes_nothing(command: Command, runs: Runs) -> None:
    done = command("init")
    assert done.exit_code == 1
    assert "no optimizer was found" in done.output
    assert not list(Path().iterdir())
