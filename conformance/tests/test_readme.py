"""README, CONTRIBUTING and docs/: examples run, commands end as shown, paths and commands exist."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import properties.laws
from conformance.cli.main import main
from conformance.process.harnesses import HERE
from conformance.records.pitfalls import PitfallsRecord
from conformance.tests.tox_environments import environments
from properties.engine.examiner import Examiner
from properties.laws.law import registry
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject

# The repository; an installed copy of the tests is run in it.
ROOT = next(
    (p for p in (Path(__file__).parents[2], Path.cwd()) if (p / "tox.ini").is_file()), Path()
)
NAMES = ("README.md", "CONTRIBUTING.md", *sorted(p.name for p in ROOT.glob("docs/*.md")))
PAGES = [p for name in NAMES for p in (ROOT / name, ROOT / "docs" / name) if p.is_file()]
TEXTS = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
TEXT = TEXTS.get("README.md", "")

pytestmark = pytest.mark.skipif(not TEXT, reason="the README is in the repository, not installed")

ELIDED = "…"
SHELLS = ("sh", "bash", "shell", "console")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, text and first line, the text before it, and its page."""

    language: str
    text: str
    line: int
    before: str
    page: str = ""

    def __str__(self) -> str:
        return f"{self.page}, line {self.line}"

    @property
    def file(self) -> str | None:
        """The file name, if the sentence before the block names one."""
        named = re.search(r"this is `([\w./]+\.py)`:\s*\Z", self.before)
        return named[1] if named else None

    def commands(self) -> Iterator[tuple[str, str]]:
        """Yield every command with the output that is shown below it."""
        if self.language == "console":
            for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
                line, _, shown = part.partition("\n")
                yield line, shown
        elif self.language in SHELLS:
            for line in self.text.splitlines():
                yield from ((one.strip(), "") for one in line.split("&&") if one.strip())


def blocks(text: str, page: str = "") -> list[Block]:
    """Find the fenced blocks of a Markdown text."""
    return [
        Block(m[1], m[2], text.count("\n", 0, m.start()) + 1, text[: m.start()], page)
        for m in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ]


BLOCKS = [block for page, text in TEXTS.items() for block in blocks(text, page)]
FILES = {b.file: b for b in BLOCKS if b.language == "python" and b.file}
# Files of a package import their neighbours, so they are run where they belong.
EXAMPLES = [b for b in BLOCKS if b.language == "python" and "/" not in (b.file or "")]
COMMANDS = [(b, *c) for b in BLOCKS for c in b.commands()]
OURS = [(b, c, o) for b, c, o in COMMANDS if b.language == "console"]
SET_UP = {
    page: [shlex.split(c) for b, c, _ in COMMANDS if b.page == page and b.language != "console"]
    for page in TEXTS
}


def needs_libraries(text: str) -> None:
    """Skip the test if an optional library that the text names is not installed."""
    for library in ("torch", "optax"):
        if re.search(rf"\b{library}[.:]", text):
            pytest.importorskip(library)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the pages name."""
    for name, block in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(block.text, encoding="utf-8")
    shutil.copy(HERE / "python" / "harness.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_examples_and_commands_to_run() -> None:
    assert SET_UP["README.md"]
    assert SET_UP["CONTRIBUTING.md"]
    for page in ("README.md", "command-line.md", "extending.md"):
        assert [block for block in EXAMPLES if block.page == page], page
    for page in ("README.md", "how-it-works.md", "command-line.md"):
        assert [block for block, *_ in OURS if block.page == page], page


def test_every_block_is_of_a_language_that_is_run() -> None:
    assert {block.language for block in BLOCKS} <= {"python", "mermaid", *SHELLS}


def test_the_readme_is_short_and_begins_with_a_transcript() -> None:
    assert len(TEXT.splitlines()) <= 200
    assert TEXT.index("$ conformance check") < TEXT.index("\n## ")


def test_every_link_leads_to_a_file() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#]+)\)", TEXTS[page.name]):
            assert (page.parent / link).is_file(), f"{page.name}: {link}"
    linked = set(re.findall(r"\]\((?:docs/)?([\w-]+\.md)\)", TEXT))
    assert linked == {*TEXTS, "CHANGELOG.md"} - {"README.md"}


@pytest.mark.parametrize("page", TEXTS)
def test_every_path_in_a_page_exists(page: str) -> None:
    examples = {block.file for block in BLOCKS}
    for path in re.findall(r"`((?:optimcore|properties|conformance|docs)/[\w./-]*)`", TEXTS[page]):
        assert path in examples or (ROOT / path).exists(), path


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("optimcore/lion.py", "class Lion("),
        ("properties/laws/symmetry.py", '@law("scaling"'),
        ("properties/pitfalls/moments.py", '"swapped-betas"'),
        ("properties/rules/shared_edits.py", "swapped_betas"),
        ("properties/dialects/adam.py", '"adam-eps-root"'),
        ("conformance/adapters/keras.py", '"keras"'),
        ("conformance/rendering/terminal/report.py", "Not checked"),
        ("conformance/rendering/formats/html.py", '@report_format("html", Report'),
        ("conformance/records/check.py", "class Report("),
    ],
)
def test_things_are_where_contributing_says(path: str, content: str) -> None:
    table = TEXTS["CONTRIBUTING.md"].partition("\n## Where things are\n")[2].partition("\n## ")[0]
    assert f"`{path}`" in table
    assert content in (ROOT / path).read_text(encoding="utf-8")


@pytest.fixture
def example_law(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Register the law of CONTRIBUTING as a module of ``properties.laws``, for one test."""
    monkeypatch.setattr(
        properties.laws, "__path__", [*properties.laws.__path__, str(folder / "properties/laws")]
    )
    monkeypatch.setattr(properties.laws, "same_lr", None, raising=False)
    with registry.restore_on_exit():
        import_module("properties.laws.same_lr")
        yield
    del sys.modules["properties.laws.same_lr"]


@pytest.mark.usefixtures("example_law")
def test_the_example_of_a_law_passes_its_test() -> None:
    tests = run_block(FILES["properties/tests/laws/test_same_lr.py"])
    assert len(tests) == 2
    for test in tests:
        test()


@pytest.mark.usefixtures("example_law")
@pytest.mark.parametrize("rule", ["sgd", "adam", "lion", "rprop", "muon"])
def test_optimcore_keeps_the_law_of_the_example(rule: str) -> None:
    seen = Examiner(rules()[rule], CoreSubject(rule), examples=0, shrink=False).run()
    assert seen.findings == []
    assert seen.tallies["same-lr"].decided > 0


def test_the_example_of_a_law_is_not_in_the_repository() -> None:
    assert not any((ROOT / name).exists() for name in FILES if name and "/" in name)


def run_block(block: Block) -> list[Callable[[], None]]:
    """Run an example and return the tests that it defines."""
    defined: dict[str, Any] = {"__name__": "readme"}
    exec(compile(block.text, str(block), "exec"), defined)  # noqa: S102 - our own documentation
    return [thing for name, thing in defined.items() if name.startswith("test_")]


@pytest.mark.parametrize("block", EXAMPLES, ids=str)
def test_every_example_runs(block: Block, folder: Path) -> None:
    needs_libraries(block.text)
    name = str(block)
    if ">>>" in block.text:
        test = doctest.DocTestParser().get_doctest(block.text, {}, name, name, block.line)
        assert doctest.DocTestRunner().run(test).failed == 0
    else:
        for function in run_block(block):
            function()


def expected_status(shown: str) -> int:
    """Infer the exit code from a transcript; a command without output succeeds."""
    first = shown.partition("\n")[0]
    if first.startswith(("Error:", "Usage:")):
        return 2
    return 1 if re.search(r"\b(diverges|FAILED|FLAKY)\b", first) else 0


def without_numbers(line: str) -> str:
    return re.sub(r"[-+]?\d[\d_]*(\.\d+)?(e[-+]?\d+)?", "#", line).rstrip()


def assert_shown(shown: str, got: str) -> None:
    """Compare the lines shown with those printed, except numbers; ``…`` stands for any lines."""
    expected = [re.escape(without_numbers(line)) + "\n" for line in shown.splitlines()]
    elided = re.escape(ELIDED) + "\n"
    pattern = "".join("(?:.*\n)*?" if line == elided else line for line in expected)
    printed = "".join(without_numbers(line) + "\n" for line in got.splitlines())
    assert re.fullmatch(pattern + "\n*", printed), f"shown:\n{shown}\nprinted:\n{got}"


@pytest.mark.parametrize(
    ("block", "command", "shown"), OURS, ids=[f"{b.page}: {c}" for b, c, _ in OURS]
)
def test_every_command_ends_as_shown(block: Block, command: str, shown: str, folder: Path) -> None:
    needs_libraries(command)
    program, *arguments = shlex.split(command)
    assert program == "conformance", str(block)
    if arguments[0] == "check" and not shown.strip():
        arguments += ["--examples", "2"]  # the output shown does not depend on it
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == expected_status(shown), result.output
    if shown.strip():
        assert_shown(shown, result.output)


def test_the_options_in_the_table_are_those_that_check_has() -> None:
    rows = set(re.findall(r"^\| `(--[\w-]+)", TEXTS["command-line.md"], re.MULTILINE))
    has = {o for p in main.commands["check"].params for o in p.opts if o.startswith("--")}
    assert rows == has


def test_an_adapter_takes_at_most_forty_lines() -> None:
    [example] = [block.text for block in EXAMPLES if "register(" in block.text]
    adapter = example[example.rindex("\nclass ") + 1 : example.index("assert")]
    assert len(adapter.splitlines()) <= 40


def test_the_commands_in_the_table_are_those_that_there_are() -> None:
    rows = set(re.findall(r"^\| `conformance (\w+)", TEXTS["command-line.md"], re.MULTILINE))
    assert rows == main.commands.keys()


@pytest.mark.parametrize("page", TEXTS)
def test_every_command_in_a_sentence_exists(page: str) -> None:
    for name, rest in re.findall(r"`conformance (\w+)([^`]*)`", TEXTS[page]):
        assert name in main.commands
        known = {
            o
            for command in (main.commands[name], *subcommands(name))
            for p in command.params
            for o in p.opts
        }
        assert set(re.findall(r"(?<=\s)--?[a-z][\w-]*", rest)) <= known, f"{name}{rest}"
        if name in ("list", "schema") and rest.strip() and "KIND" not in rest:
            assert main.commands[name].main(rest.split(), standalone_mode=False) is None


def subcommands(name: str) -> list[click.Command]:
    """The subcommands of a command."""
    command = main.commands[name]
    return list(command.commands.values()) if isinstance(command, click.Group) else []


def test_the_set_up_commands_exist() -> None:
    for program, *arguments in (command for page in SET_UP.values() for command in page):
        match Path(program).name:
            case "python3" | "python":
                assert arguments[:2] == ["-m", "venv"]
            case "pip":
                assert arguments[0] == "install"
                assert all(known_requirement(a) for a in arguments[1:])
            case "pytest":
                assert (ROOT / arguments[0]).is_file()
            case "tox":
                assert all(known_to_tox(a) for a in arguments)
            case "conformance":
                assert arguments[0] in main.commands
            case "git" | "cd":
                pass
            case other:
                pytest.fail(f"{other!r} is not a known set-up command")


def known_requirement(argument: str) -> bool:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names, _, extras = argument.rstrip("]").partition("[")
    optional = project["project"]["optional-dependencies"]
    options = ("-e", "--upgrade", "--group", *project["dependency-groups"])
    known = (".", "optimcore", "pip", "tox", *options)
    return names in known and set(filter(None, [extras])) <= set(optional)


def known_to_tox(argument: str) -> bool:
    return (
        argument in ("run", "r", "p", "run-parallel", "-e") or {*argument.split(",")} <= tox_names()
    )


def tox_names() -> set[str]:
    """The environments of tox."""
    tox = ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    sections = [name.removeprefix("testenv:") for name in tox.sections() if ":" in name]
    return {name for text in (tox["tox"]["env_list"], *sections) for name in environments(text)}


@pytest.mark.parametrize("page", TEXTS)
def test_every_environment_in_a_sentence_exists(page: str) -> None:
    assert {*re.findall(r"`tox run -e ([\w-]+)", TEXTS[page])} <= tox_names()


def test_the_command_of_ci_is_a_command_of_the_readme() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert ci[-1] in TEXT.splitlines()


def test_the_first_command_reports_without_torch() -> None:
    installs = [a for p, *a in SET_UP["README.md"] if Path(p).name == "pip" and "tox" not in a]
    assert installs == [["install", "."]]
    assert ["report", "--out", "report"] in [a for p, *a in SET_UP["README.md"]]


def test_the_report_command_of_the_set_up_is_accepted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run itself is tested in test_report; this tests the arguments."""
    nothing = PitfallsRecord(pitfalls=[], clean=[], forced_failure=True)
    monkeypatch.setattr("conformance.pitfall_report.run.run_report", lambda progress: nothing)
    [arguments] = [a for p, *a in SET_UP["README.md"] if Path(p).name == "conformance"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (folder / arguments[-1] / "pitfalls.html").is_file()


def test_a_wrong_transcript_is_reported() -> None:
    assert_shown("a 1\n…\nd 4\n", "a 2\nb\nc\nd 5\n")
    for shown in ("a 1\nd 4\n", "a 1\n…\ne 4\n", "b\n…\n"):
        with pytest.raises(AssertionError):
            assert_shown(shown, "a 2\nb\nc\nd 5\n")


def test_the_blocks_of_a_text_are_found() -> None:
    text = "Say this is `b/a.py`:\n\n```python\nx = 1\n```\n\n```console\n$ one\n1\n$ two\n```\n"
    first, second = blocks(text)
    assert (first.file, first.text, second.file) == ("b/a.py", "x = 1\n", None)
    assert list(second.commands()) == [("one", "1\n"), ("two", "")]
