"""Write the generated pages before Sphinx reads the sources, and mend links between folders."""

from __future__ import annotations

import re
from os.path import relpath
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from conformance.cli.main import main
from conformance.cli.schema import read_schemas
from conformance.reference.site import write_reference

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

# Files outside of docs/ that are pages of the site.
INCLUDED = {
    ROOT / "conformance" / "process" / "harnesses" / "PROTOCOL.md": DOCS / "reference/protocol.md",
    ROOT / "conformance" / "matrix" / "libraries" / "UPSTREAM.md": DOCS / "project/upstream.md",
    ROOT / "CONTRIBUTING.md": DOCS / "project/contributing.md",
    ROOT / "CHANGELOG.md": DOCS / "project/changelog.md",
    ROOT / "README.md": DOCS / "index.md",
}


def write_pages(app: Sphinx) -> None:
    """Write the pages, and remove those of things that are gone."""
    written = write_reference(DOCS / "reference", main, read_schemas())
    for file, page in INCLUDED.items():
        if page.name != "index.md":
            text = mend_links(file.read_text(encoding="utf-8"), file, page)
            page.parent.mkdir(exist_ok=True)
            # Sphinx has no lexer for diagrams.
            page.write_text(text.replace("```mermaid", "```text"), encoding="utf-8")
            written.add(page)
    for path in (DOCS / "reference").rglob("*.md"):
        if path not in written:
            path.unlink()


def mend_links(text: str, file: Path, page: Path) -> str:
    """Let the links of a file lead to the same files, or their pages, from a page of the site."""

    def replace(found: re.Match[str]) -> str:
        path, hash_, anchor = found[1].partition("#")
        target = (file.parent / path).resolve()
        if "://" in found[1] or not path or not target.exists():
            return found[0]
        return f"]({relpath(INCLUDED.get(target, target), page.parent)}{hash_}{anchor})"

    return re.sub(r"\]\(([^)\s]+)\)", replace, text)


def mend_page(app: Sphinx, name: str, source: list[str]) -> None:
    """Mend the links of a page in docs/."""
    page = DOCS / f"{name}.md"
    source[0] = mend_links(source[0], page, page)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the functions to the events of Sphinx."""
    app.connect("builder-inited", write_pages)
    app.connect("source-read", mend_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
