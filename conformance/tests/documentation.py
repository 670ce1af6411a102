"""The pages of the documentation, with their fenced blocks and commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

# The repository; an installed copy of the tests is run in it.
ROOT = next(
    (p for p in (Path(__file__).parents[2], Path.cwd()) if (p / "tox.ini").is_file()), Path()
)
DOCS = ROOT / "docs"
# What the build of the site writes into docs/: it is tested where it is generated.
GENERATED = ("reference", "project", "_build")
WRITTEN = [p for p in sorted(DOCS.rglob("*.md")) if p.relative_to(DOCS).parts[0] not in GENERATED]
# The pages by name: those of docs/ by their path in it.
NAMED = {p.name: p for p in (ROOT / "README.md", ROOT / "CONTRIBUTING.md") if p.is_file()}
NAMED |= {p.relative_to(DOCS).as_posix(): p for p in WRITTEN}
PAGES = list(NAMED.values())
TEXTS = {name: page.read_text(encoding="utf-8") for name, page in NAMED.items()}
TEXT = TEXTS.get("README.md", "")

needs_pages = pytest.mark.skipif(not TEXT, reason="the README is in the repository, not installed")
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
    """Find the fenced blocks of a Markdown text, except directives such as ``{toctree}``."""
    return [
        Block(m[1], m[2], text.count("\n", 0, m.start()) + 1, text[: m.start()], page)
        for m in re.finditer(r"^```([^\s`]*)[^\n]*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if not m[1].startswith("{")
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
