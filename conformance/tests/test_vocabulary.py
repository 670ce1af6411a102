"""Vocabulary: names and phrases that were replaced do not come back.

``vocabulary.py`` and ``vocabulary_phrases.py`` list them. String literals of tests are data,
which may quote anything.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from conformance.tests.documentation import WRITTEN
from conformance.tests.vocabulary import BANNED_IDENTIFIERS, BANNED_MODULES
from conformance.tests.vocabulary_phrases import BANNED_PHRASES

# The repository; an installed copy of the tests is run in it.
ROOT = next(
    (p for p in (Path(__file__).parents[2], Path.cwd()) if (p / "tox.ini").is_file()), Path()
)
PACKAGES = ("optimcore", "properties", "conformance")

# The lists themselves, and the tests of the guard, which quote what is banned.
EXEMPT = ("vocabulary.py", "vocabulary_phrases.py", "test_vocabulary.py")

# The texts of libraries' bug reports quote their documentation and messages.
QUOTING = ("UPSTREAM.md",)

Place = tuple[int, str]


def sources() -> list[Path]:
    """The Python files of the three packages."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if path.name not in EXEMPT)


def texts() -> list[Path]:
    """The documentation, the templates and the settings."""
    settings = [ROOT / name for name in ("tox.ini", "pyproject.toml")]
    documents = [*ROOT.glob("*.md"), *WRITTEN, *ROOT.glob(".github/workflows/*.yml")]
    inside = [
        path
        for package in PACKAGES
        for pattern in ("*.md", "*.j2", "*.toml")
        for path in (ROOT / package).rglob(pattern)
    ]
    return sorted(path for path in [*settings, *documents, *inside] if path.name not in QUOTING)


pytestmark = pytest.mark.skipif(not ROOT.name, reason="the sources are in the repository")


def defined_names(tree: ast.Module) -> Iterator[Place]:
    """Yield the names that a module defines, except local variables, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield node.lineno, name
        if isinstance(node, ast.Module | ast.ClassDef):
            for statement in node.body:
                yield from _assigned(statement)


def _assigned(statement: ast.stmt) -> Iterator[Place]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                yield node.lineno, node.id


def banned_names(source: str) -> Iterator[Place]:
    """Yield the banned names that a module defines, with what to write instead."""
    yield from _banned(defined_names(ast.parse(source)))


def _banned(names: Iterator[Place]) -> Iterator[Place]:
    for line, name in names:
        if instead := BANNED_IDENTIFIERS.get(name.strip("_")):
            yield line, f"{name}: {instead}"


def banned_modules(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield the modules with banned names, with what to write instead."""
    for path in paths:
        if instead := BANNED_MODULES.get(path.stem.strip("_").removeprefix("test_")):
            yield path, instead


def banned_names_in_template(text: str) -> Iterator[Place]:
    """Yield the banned names that a template, or the Python code in it, defines."""
    defined = re.finditer(r"\b(?:def|class|macro|set) (\w+)", text)
    yield from _banned((text.count("\n", 0, m.start()) + 1, m[1]) for m in defined)


def sentences_of(source: str, *, quotes: bool = False) -> Iterator[Place]:
    """Yield docstrings, comments and names of tests, and unless ``quotes``, string literals."""
    tree = ast.parse(source)
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.lineno, node.name.removeprefix("test_").replace("_", " ")
            if ast.get_docstring(node) and isinstance(node.body[0], ast.Expr):
                docstrings.add(node.body[0].value)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if node in docstrings or not quotes:
                yield node.lineno, text
    yield from _comments(source)


def _comments(source: str) -> Iterator[Place]:
    """Yield the comments; those on consecutive lines are one text."""
    block: list[str] = []
    start = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if block and token.start[0] != start + len(block):
                yield start, "\n".join(block)
                block = []
            start = start if block else token.start[0]
            block.append(token.string.lstrip("# "))
    if block:
        yield start, "\n".join(block)


def sentences_of_text(text: str) -> Iterator[Place]:
    """Yield the paragraphs, table cells and comments outside of code."""
    without = re.sub(r"```.*?```", _blank, text, flags=re.DOTALL)
    without = re.sub(r"`[^`\n]*`|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", _blank, without, flags=re.DOTALL)
    for found in re.finditer(r"(?:[^\n|]|\n(?![\n|#*-]))+", without):
        if words := found[0].strip("#*- \n"):
            yield without.count("\n", 0, found.start()) + 1, words


def _blank(found: re.Match[str]) -> str:
    return "`" + "\n" * found[0].count("\n")


def banned_phrases(sentences: Iterator[Place]) -> Iterator[Place]:
    """Yield the banned phrases in sentences, with what to write instead."""
    for line, sentence in sentences:
        words = " ".join(sentence.split())
        for phrase, instead in BANNED_PHRASES.items():
            if found := re.search(phrase, words, re.IGNORECASE):
                yield line, f"{found[0].strip(' .:;')!r}: {instead}"


def report(path: Path, hits: Iterator[Place]) -> list[str]:
    """The hits of a file as lines."""
    return [f"{path.relative_to(ROOT)}:{line}: {hit}" for line, hit in hits]


def test_no_banned_name_is_defined() -> None:
    hits = []
    for path in sources():
        hits += report(path, banned_names(path.read_text("utf-8")))
    for path in texts():
        if path.suffix == ".j2":
            hits += report(path, banned_names_in_template(path.read_text("utf-8")))
    assert not hits, "\n" + "\n".join(hits)


def test_no_module_has_a_banned_name() -> None:
    hits = [f"{path.relative_to(ROOT)}: {instead}" for path, instead in banned_modules(sources())]
    assert not hits, "\n" + "\n".join(hits)


def test_no_banned_phrase_is_written() -> None:
    hits = []
    for path in sources():
        sentences = sentences_of(path.read_text("utf-8"), quotes="tests" in path.parts)
        hits += report(path, banned_phrases(sentences))
    for path in texts():
        hits += report(path, banned_phrases(sentences_of_text(path.read_text("utf-8"))))
    assert not hits, "\n" + "\n".join(hits)


def test_every_source_and_text_is_read() -> None:
    names = {str(path.relative_to(ROOT)) for path in (*sources(), *texts())}
    assert {"optimcore/lion.py", "conformance/cli/check.py", "properties/laws/law.py"} <= names
    assert {"README.md", "CONTRIBUTING.md", "docs/glossary.md", "tox.ini"} <= names
    assert "conformance/rendering/templates/check.md.j2" in names


# The guard can fail


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BANNED_IDENTIFIERS, "told", "render_*")


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    "source",
    [
        "def told(): pass",
        "def _told(): pass",
        "class told: pass",
        "class Report:\n    told: str",
        "class Report:\n    told = 1",
        "class Report:\n    def told(self): pass",
        "def render(told): pass",
        "def render(*, told=1): pass",
        "lambda told: 1",
        "told = 1",
        "told: int = 1",
        "one, told = 1, 2",
        "import json as told",
        "from json import dumps as told",
        "def render(self):\n    self.told = 1",
    ],
)
def test_a_banned_name_is_found_wherever_it_is_defined(source: str) -> None:
    assert [hit for _, hit in banned_names(source)] == [
        f"{'_told' if '_told' in source else 'told'}: render_*"
    ]


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    "source",
    [
        "def render():\n    told = 1",
        "def untold(): pass",
        "def told_before(): pass",
        "'told'",
        "# told",
        "print(library.told)",
    ],
)
def test_local_variables_other_names_and_uses_are_free(source: str) -> None:
    assert list(banned_names(source)) == []


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize("text", ["def told(x):", "{% macro told(x) %}", "class told:"])
def test_a_banned_name_is_found_in_a_template(text: str) -> None:
    assert list(banned_names_in_template(f"\n{text}\n")) == [(2, "told: render_*")]
    assert not list(banned_names_in_template("{{ told(x) }}"))


@pytest.mark.parametrize("name", ["smoke.py", "_smoke.py", "test_smoke.py"])
def test_a_banned_module_is_found(name: str) -> None:
    assert [path.name for path, _ in banned_modules([Path(name), Path("lion.py")])] == [name]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('"""Who has no adapter is skipped."""', 1),
        ('def f():\n    """Return it.\n\n    A broken library\n    is told as such.\n    """', 2),
        ("class C:\n    '''Nothing is said.'''", 2),
        ("x = 1  # Whoever comes somehow", 1),
        ("# what ends\n# nothing\nx = 1", 1),
        ("x = 1\n# The worst\n# speaks.\ny = 2", 2),
        ("def test_who_has_none(): pass", 1),
        ("raise ValueError('this is no number of float32')", 1),
        ("option('--x', help='Found by itself as a rule.')", 1),
        ("'The adapter speaks first.'", 1),
        ('def f():\n    """Yield a notice for each gradient."""', 2),
        ("progress('planting known pitfalls')", 1),
        ("def test_a_bad_value_is_refused(): pass", 1),
        ("f'{name} has no words for it'", 1),
    ],
)
def test_a_banned_phrase_is_found_in_python(source: str, line: int) -> None:
    hits = list(banned_phrases(sentences_of(source)))
    assert hits
    assert {at for at, _ in hits} == {line}


@pytest.mark.parametrize(
    "text",
    [
        "A library that is missing\nis told as such.",
        "# Whose rule it is",
        "| term | Who says it |",
        "- The worst speaks.",
        "{{ name }} is told as such",
        "# a comment: who comes first",
    ],
)
def test_a_banned_phrase_is_found_in_a_text(text: str) -> None:
    assert list(banned_phrases(sentences_of_text(text)))


@pytest.mark.parametrize(
    "text",
    [
        "It is for people who write optimizers, whose state is saved.",
        "A program that speaks the process protocol.",
        "```console\n$ conformance check\nit is told\n```",
        "The heading was `it is told`.",
        "{{ what | is told }}",
        "| is | told |",
        "This is\n\ntold.",
    ],
)
def test_code_and_plain_sentences_are_free(text: str) -> None:
    assert list(banned_phrases(sentences_of_text(text))) == []


def test_the_data_of_a_test_may_quote() -> None:
    source = "assert message == 'nothing is said'"
    assert list(banned_phrases(sentences_of(source)))
    assert not list(banned_phrases(sentences_of(source, quotes=True)))


def test_every_entry_has_an_alternative_and_every_phrase_is_a_regular_expression() -> None:
    for phrase in BANNED_PHRASES:
        assert re.compile(phrase)
    for table in (BANNED_IDENTIFIERS, BANNED_MODULES, BANNED_PHRASES):
        assert all(table.values())
