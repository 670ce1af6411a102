"""The README: its examples run, its commands end as it shows, its set-up commands exist."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.harnesses import HERE
from conformance.records import PitfallsRecord
from conformance.test_tox import environments

# The repository: where the tests run, if they are those of an installed copy.
ROOT = next(
    (p for p in (Path(__file__).parents[1], Path.cwd()) if (p / "tox.ini").is_file()), Path()
)
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8") if README.is_file() else ""

pytestmark = pytest.mark.skipif(not TEXT, reason="the README is in the repository, not installed")

ELIDED = "…"
SHELLS = ("sh", "bash", "shell", "console")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, the line it starts at, the words before it."""

    language: str
    text: str
    line: int
    before: str

    @property
    def file(self) -> str | None:
        """The name of the file that the sentence before the block says it is."""
        named = re.search(r"this is `([\w.]+\.py)`:\s*\Z", self.before)
        return named[1] if named else None

    def commands(self) -> Iterator[tuple[str, str]]:
        """Every command with the output shown below it."""
        if self.language == "console":
            for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
                line, _, shown = part.partition("\n")
                yield line, shown
        elif self.language in SHELLS:
            for line in self.text.splitlines():
                yield from ((one.strip(), "") for one in line.split("&&") if one.strip())


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a Markdown text."""
    return [
        Block(m[1], m[2], text.count("\n", 0, m.start()) + 1, text[: m.start()])
        for m in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ]


BLOCKS = blocks(TEXT)
EXAMPLES = [b for b in BLOCKS if b.language == "python"]
COMMANDS = [(b, *c) for b in BLOCKS for c in b.commands()]
OURS = [(b.line, c, o) for b, c, o in COMMANDS if b.language == "console"]
SET_UP = [shlex.split(c) for b, c, _ in COMMANDS if b.language != "console"]


def needs_torch(text: str) -> None:
    if "torch" in text:
        pytest.importorskip("torch")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README says one has."""
    for block in EXAMPLES:
        if block.file:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
    shutil.copy(HERE / "python" / "harness.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_examples_and_commands_to_hold_the_readme_to() -> None:
    assert EXAMPLES
    assert OURS
    assert SET_UP


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda b: f"line {b.line}")
def test_every_example_runs(block: Block, folder: Path) -> None:
    needs_torch(block.text)
    name = f"README.md, line {block.line}"
    if ">>>" in block.text:
        test = doctest.DocTestParser().get_doctest(block.text, {}, name, name, block.line)
        assert doctest.DocTestRunner().run(test).failed == 0
    else:
        code = compile(block.text, name, "exec")
        exec(code, {"__name__": "readme"})  # noqa: S102 - our own README


def expected_status(shown: str) -> int:
    """What the transcript says of the verdict; a command that shows nothing succeeds."""
    first = shown.partition("\n")[0]
    if first.startswith(("error:", "Usage:")):
        return 2
    return 1 if re.search(r"\b(diverges|STILL BROKEN|FLAKY)\b", first) else 0


def without_numbers(line: str) -> str:
    return re.sub(r"[-+]?\d[\d_]*(\.\d+)?(e[-+]?\d+)?", "#", line).rstrip()


def assert_shown(shown: str, got: str) -> None:
    """The lines shown are those printed, numbers aside; ``…`` stands for any lines."""
    expected = [re.escape(without_numbers(line)) + "\n" for line in shown.splitlines()]
    elided = re.escape(ELIDED) + "\n"
    pattern = "".join("(?:.*\n)*?" if line == elided else line for line in expected)
    printed = "".join(without_numbers(line) + "\n" for line in got.splitlines())
    assert re.fullmatch(pattern + "\n*", printed), f"shown:\n{shown}\nprinted:\n{got}"


@pytest.mark.parametrize(("line", "command", "shown"), OURS, ids=[f"{c}" for _, c, _ in OURS])
def test_every_command_ends_as_shown(line: int, command: str, shown: str, folder: Path) -> None:
    needs_torch(command)
    program, *arguments = shlex.split(command)
    assert program == "conformance", f"line {line}"
    if arguments[0] == "check" and not shown.strip():
        arguments += ["--examples", "2"]  # nothing is shown that depends on how many
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == expected_status(shown), result.output
    if shown.strip():
        assert_shown(shown, result.output)


def test_the_options_in_the_table_are_those_that_check_has() -> None:
    rows = set(re.findall(r"^\| `(--[\w-]+)", TEXT, re.MULTILINE))
    has = {o for p in main.commands["check"].params for o in p.opts if o.startswith("--")}
    assert rows == has


def test_an_adapter_takes_at_most_forty_lines() -> None:
    [example] = [block.text for block in EXAMPLES if "PlainInstance" in block.text]
    adapter = example[example.index("class DescentInstance") : example.index("assert")]
    assert len(adapter.splitlines()) <= 40


def test_every_command_in_a_sentence_exists() -> None:
    for name, rest in re.findall(r"`conformance (\w+)([^`]*)`", TEXT):
        assert name in main.commands
        if name in ("list", "schema") and rest.strip():
            assert main.commands[name].main(rest.split(), standalone_mode=False) is None


def test_the_set_up_commands_are_those_that_this_repository_knows() -> None:
    for program, *arguments in SET_UP:
        match Path(program).name:
            case "python3" | "python":
                assert arguments[:2] == ["-m", "venv"]
            case "pip":
                assert arguments[0] == "install"
                assert all(known_requirement(a) for a in arguments[1:])
            case "tox":
                assert all(known_to_tox(a) for a in arguments)
            case "conformance":
                assert arguments[0] in main.commands
            case "git" | "cd":
                pass
            case other:
                pytest.fail(f"the README runs {other!r}, which nothing here knows")


def known_requirement(argument: str) -> bool:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names, _, extras = argument.rstrip("]").partition("[")
    optional = project["project"]["optional-dependencies"]
    return names in (".", "optimcore", "tox", "-e") and set(filter(None, [extras])) <= set(optional)


def known_to_tox(argument: str) -> bool:
    tox = ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    names = environments(tox["tox"]["env_list"])
    return argument in ("run", "r", "p", "run-parallel", "-e") or {*argument.split(",")} <= names


def test_the_command_of_ci_is_a_command_of_the_readme() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert ci[-1] in TEXT.splitlines()


def test_the_first_command_reports_without_torch() -> None:
    installs = [a for p, *a in SET_UP if Path(p).name == "pip" and "tox" not in a]
    assert installs == [["install", "."]]
    assert ["report", "--out", "report"] in [a for p, *a in SET_UP]


def test_the_report_command_of_the_set_up_is_accepted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run itself is tested in test_report; here it is the arguments."""
    nothing = PitfallsRecord(pitfalls=[], clean=[], forced_failure=True)
    monkeypatch.setattr("conformance.commands.report.run_report", lambda progress: nothing)
    [arguments] = [a for p, *a in SET_UP if Path(p).name == "conformance"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (folder / arguments[-1] / "pitfalls.html").is_file()


def test_a_transcript_that_is_not_what_is_printed_is_noticed() -> None:
    assert_shown("a 1\n…\nd 4\n", "a 2\nb\nc\nd 5\n")
    for shown in ("a 1\nd 4\n", "a 1\n…\ne 4\n", "b\n…\n"):
        with pytest.raises(AssertionError):
            assert_shown(shown, "a 2\nb\nc\nd 5\n")


def test_the_blocks_of_a_text_are_found() -> None:
    text = "Say this is `a.py`:\n\n```python\nx = 1\n```\n\n```console\n$ one\n1\n$ two\n```\n"
    first, second = blocks(text)
    assert (first.file, first.text, second.file) == ("a.py", "x = 1\n", None)
    assert list(second.commands()) == [("one", "1\n"), ("two", "")]
