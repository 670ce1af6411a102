"""README, CONTRIBUTING and docs/: examples run, and commands end as shown."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import properties.laws
from conformance.cli.main import main
from conformance.process.harnesses import HERE
from conformance.records.pitfalls import PitfallsRecord
from conformance.tests.documentation import (
    BLOCKS,
    EXAMPLES,
    FILES,
    ROOT,
    SET_UP,
    Block,
    needs_pages,
)
from conformance.tests.pytest_plugin.sessions import plugin_options
from properties.engine.examiner import Examiner
from properties.laws.law import registry
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject

pytestmark = needs_pages

ELIDED = "…"

# Where files are that pages add to our packages.
OWN = ("optimcore/", "properties/", "conformance/")


def needs_libraries(text: str) -> None:
    """Skip the test if an optional library that the text, or a file in it, needs is missing."""
    named = [block.text for name, block in FILES.items() if name and _names(text, Path(name))]
    for library in ("torch", "optax"):
        if re.search(rf"\b{library}[.:]|^import {library}\b", "\n".join([text, *named]), re.M):
            pytest.importorskip(library)


def _names(text: str, file: Path) -> bool:
    return file.name in text or re.search(rf"^from {file.stem} import", text, re.M) is not None


def write_file(folder: Path, name: str) -> None:
    """Write a file that a page names."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(FILES[name].text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the files that the pages name."""
    for name in FILES:
        if not name.startswith(OWN):  # a folder of that name would hide our package
            write_file(tmp_path, name)
    shutil.copy(HERE / "python" / "harness.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in (set(sys.modules) - before) & {Path(file).stem for file in FILES if file}:
        del sys.modules[name]


@pytest.fixture
def example_law(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Register the law of CONTRIBUTING as a module of ``properties.laws``, for one test."""
    write_file(folder, "properties/laws/same_lr.py")
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


def is_repeated(block: Block) -> bool:
    """Whether other pages have a check like that of a block, so that the default run skips it."""
    checks = re.search(r"conformance\.check\(|^\$ conformance check ", block.text, re.M)
    own = (b for b in BLOCKS if b.page == block.page and "$ conformance check" in b.text)
    first = next(own, None)
    further = block.page.startswith("how-to/") or (block.page == "tutorial.md" and block != first)
    return bool(checks) and further


def marked(blocks: Iterable[Block]) -> list[Any]:
    """The blocks as parameters; checks of further pages are left out of the default run."""
    return [
        pytest.param(b, id=str(b), marks=[pytest.mark.campaign] if is_repeated(b) else [])
        for b in blocks
    ]


@pytest.mark.parametrize("block", marked(EXAMPLES))
def test_every_example_runs(block: Block, folder: Path) -> None:
    needs_libraries(block.text)
    name = str(block)
    if ">>>" in block.text:
        test = doctest.DocTestParser().get_doctest(block.text, {}, name, name, block.line)
        assert doctest.DocTestRunner().run(test).failed == 0
    elif "parametrize_with_laws" in block.text or "conformance_report" in block.text:
        (folder / "conformance.toml").write_text("examples = 2\n", encoding="utf-8")
        path = folder / "test_block.py"
        path.write_text(block.text, encoding="utf-8")
        options = [*plugin_options(), "-p", "no:cacheprovider", "--rootdir", str(folder)]
        assert pytest.main([*options, str(path)]) == pytest.ExitCode.OK
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


CONSOLES = [block for block in BLOCKS if block.language == "console"]


@pytest.mark.parametrize("block", marked(CONSOLES))
def test_every_command_ends_as_shown(block: Block, folder: Path) -> None:
    """The commands of one block are run one after the other, in one folder."""
    for command, shown in block.commands():
        needs_libraries(command)
        program, *arguments = shlex.split(command)
        assert program == "conformance", str(block)
        if arguments[0] == "check" and not shown.strip():
            arguments += ["--examples", "2"]  # the output shown does not depend on it
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == expected_status(shown), result.output
        if shown.strip():
            assert_shown(shown, result.stdout or result.stderr)


def test_the_report_command_of_the_set_up_is_accepted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run itself is tested in test_report; this tests the arguments."""
    nothing = PitfallsRecord(pitfalls=[], clean=[], forced_failure=True)
    monkeypatch.setattr("conformance.pitfall_report.run.run_report", lambda progress, jobs: nothing)
    [arguments] = [a for p, *a in SET_UP["README.md"] if Path(p).name == "conformance"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (folder / arguments[-1] / "pitfalls.html").is_file()


def test_a_wrong_transcript_is_reported() -> None:
    assert_shown("a 1\n…\nd 4\n", "a 2\nb\nc\nd 5\n")
    for shown in ("a 1\nd 4\n", "a 1\n…\ne 4\n", "b\n…\n"):
        with pytest.raises(AssertionError):
            assert_shown(shown, "a 2\nb\nc\nd 5\n")
