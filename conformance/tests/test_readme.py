"""README, CONTRIBUTING and docs/: links, paths, commands and options exist."""

from __future__ import annotations

import re
import tomllib
from configparser import ConfigParser
from functools import cache
from pathlib import Path

import click
import pytest

import optimcore
from conformance.cli.main import main
from conformance.cli.schema import read_schemas
from conformance.reference.site import reference_pages
from conformance.tests.documentation import (
    BLOCKS,
    DOCS,
    EXAMPLES,
    NAMED,
    OURS,
    ROOT,
    SET_UP,
    SHELLS,
    TEXT,
    TEXTS,
    blocks,
    needs_pages,
)
from conformance.tests.tox_environments import environments

pytestmark = needs_pages

# What commands build in the repository.
BUILT = {"docs/_build/html"}


def test_there_are_examples_and_commands_to_run() -> None:
    assert SET_UP["README.md"]
    assert SET_UP["CONTRIBUTING.md"]
    for page in ("README.md", "command-line.md", "extending.md"):
        assert [block for block in EXAMPLES if block.page == page], page
    for page in ("README.md", "how-it-works.md", "command-line.md"):
        assert [block for block, *_ in OURS if block.page == page], page


def test_every_block_is_of_a_language_that_is_run() -> None:
    assert {block.language for block in BLOCKS} <= {
        "python",
        "mermaid",
        "yaml",
        "ini",
        "toml",
        *SHELLS,
    }


def test_the_readme_is_short_and_begins_with_a_transcript() -> None:
    assert len(TEXT.splitlines()) <= 200
    assert TEXT.index("$ conformance check") < TEXT.index("\n## ")


@pytest.mark.parametrize("page", TEXTS)
def test_every_link_leads_to_a_file_and_its_heading(page: str) -> None:
    for path, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", TEXTS[page]):
        target = NAMED[page].parent / path if path else NAMED[page]
        assert target.is_file() or is_generated(target), f"{page}: {path}"
        if anchor and target.is_file():
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{page}: {path}#{anchor}"


def is_generated(path: Path) -> bool:
    """Whether the build of the site writes a page in docs/."""
    inside = path.resolve().relative_to(DOCS) if path.resolve().is_relative_to(DOCS) else Path()
    return inside.parts[:1] == ("reference",) and "/".join(inside.parts[1:]) in generated_pages()


@cache
def generated_pages() -> dict[str, str]:
    """The generated pages of the reference."""
    return dict(reference_pages(main, read_schemas()))


def anchors(text: str) -> set[str]:
    """The anchors of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


def test_the_readme_leads_to_the_site_and_its_main_pages() -> None:
    linked = set(re.findall(r"\]\((?:docs/)?([\w-]+\.md)\)", TEXT))
    assert linked >= {"index.md", "tutorial.md", "glossary.md", "CONTRIBUTING.md", "CHANGELOG.md"}


def test_every_page_is_in_the_table_of_contents_of_the_site() -> None:
    listed = re.findall(r"^```\{toctree\}\n(.*?)^```$", TEXTS["index.md"], re.MULTILINE | re.DOTALL)
    entries = {line for tree in listed for line in tree.splitlines() if line[:1] not in ("", ":")}
    written = {name.removesuffix(".md") for name in TEXTS} - {"README", "CONTRIBUTING", "index"}
    assert written <= entries
    generated = {e.removeprefix("reference/") for e in entries if e.startswith("reference/")}
    assert generated - {"protocol"} <= {n.removesuffix(".md") for n in generated_pages()}


@pytest.mark.parametrize("page", TEXTS)
def test_every_path_in_a_page_exists(page: str) -> None:
    examples = {block.file for block in BLOCKS}
    for path in re.findall(r"`((?:optimcore|properties|conformance|docs)/[\w./-]*)`", TEXTS[page]):
        assert path in examples | BUILT or (ROOT / path).exists(), path


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


def test_the_options_in_the_table_are_those_that_check_has() -> None:
    rows = set(re.findall(r"^\| `(--[\w-]+)", TEXTS["command-line.md"], re.MULTILINE))
    has = {o for o in options_of(main.commands["check"]) if o.startswith("--")}
    assert rows == has - {"--help"}


def test_an_adapter_takes_at_most_25_lines() -> None:
    [example] = [block.text for block in BLOCKS if 'Adapter("descent"' in block.text]
    adapter = example[example.rindex("\nclass ") + 1 :]
    assert len(adapter.splitlines()) <= 25


def test_the_commands_in_the_table_are_those_that_there_are() -> None:
    rows = set(re.findall(r"^\| `conformance (\w+)", TEXTS["command-line.md"], re.MULTILINE))
    assert rows == main.commands.keys()


@pytest.mark.parametrize("page", TEXTS)
def test_every_command_in_a_sentence_exists(page: str) -> None:
    for name, rest in re.findall(r"`conformance (\w+)([^`]*)`", TEXTS[page]):
        assert name in main.commands
        commands = (main.commands[name], *subcommands(name))
        known = set().union(*map(options_of, commands))
        assert set(re.findall(r"(?<=\s)--?[a-z][\w-]*", rest)) <= known, f"{name}{rest}"
        if name in ("list", "schema") and rest.strip() and "KIND" not in rest:
            assert main.commands[name].main(rest.split(), standalone_mode=False) is None


def options_of(command: click.Command) -> set[str]:
    """The options of a command, also those of the registered formats."""
    return {o for p in command.get_params(click.Context(command)) for o in p.opts}


def subcommands(name: str) -> list[click.Command]:
    """The subcommands of a command."""
    command = main.commands[name]
    return list(command.commands.values()) if isinstance(command, click.Group) else []


def test_the_set_up_commands_exist() -> None:
    for program, *arguments in (command for page in SET_UP.values() for command in page):
        match Path(program).name:
            case "python3" | "python":
                module = ROOT / f"{arguments[1].replace('.', '/')}.py"
                assert arguments[0] == "-m"
                assert arguments[1] == "venv" or module.is_file()
            case "pip":
                assert arguments[0] == "install"
                assert all(known_requirement(a) for a in arguments[1:])
            case "pytest" if arguments[0] == "--conformance":
                assert arguments[1].partition(":")[2] in optimcore.__all__
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


def test_the_blocks_of_a_text_are_found() -> None:
    text = "Say this is `b/a.py`:\n\n```python\nx = 1\n```\n\n```console\n$ one\n1\n$ two\n```\n"
    first, second = blocks(text)
    assert (first.file, first.text, second.file) == ("b/a.py", "x = 1\n", None)
    assert list(second.commands()) == [("one", "1\n"), ("two", "")]
