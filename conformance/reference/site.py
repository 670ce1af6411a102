"""The generated pages of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from .command_pages import command_pages
from .page_kinds import PageKind, page_kinds
from .pictures import pictures
from .python_page import render_python_page
from .schema_pages import render_schema

# Kinds with so many pages that they are not in the navigation, only in their lists.
MOST_IN_NAVIGATION = 30


def write_reference(
    folder: Path, main: click.Group, schemas: Mapping[str, Mapping[str, Any]]
) -> set[Path]:
    """Write the reference of the site, and return the paths of the files.

    A file whose text has not changed is not written, so that Sphinx does not read it again.

    Args:
        folder: the folder to write to.
        main: the command with all subcommands.
        schemas: the JSON Schema of each kind of JSON file.
    """
    written = set()
    for name, text in reference_pages(main, schemas):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        written.add(path)
    return written


def reference_pages(
    main: click.Group, schemas: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Yield the file name and the text of every generated page and picture."""
    for kind in page_kinds().values():
        yield from _pages_of(kind)
    commands = dict(command_pages(main, "conformance"))
    yield "commands/index.md", _render_index("Commands", COMMANDS, commands, commands)
    yield from ((f"commands/{name}.md", text) for name, text in commands.items())
    pages = {kind: render_schema(kind, schema) for kind, schema in schemas.items()}
    yield "json/index.md", _render_index("JSON files", JSON, pages, pages)
    yield from ((f"json/{name}.md", text) for name, text in pages.items())
    yield "python.md", render_python_page()
    yield from ((f"pictures/{name}.svg", render()) for name, render in pictures().items())


COMMANDS = "Generated from the declarations of the options; `--help` prints the same."
JSON = "Generated from the types of the records; `conformance schema KIND` prints the schemas."


def _pages_of(kind: PageKind) -> Iterator[tuple[str, str]]:
    """Yield the list of a kind and its pages."""
    summaries = kind.summaries()
    few = len(summaries) <= MOST_IN_NAVIGATION
    title = kind.folder.capitalize()
    rows = "\n".join(f"| [`{name}`]({name}.md) | {about} |" for name, about in summaries.items())
    about = f"{kind.about}\n\n| {kind.name} | |\n| --- | --- |\n{rows}"
    yield f"{kind.folder}/index.md", _render_index(title, about, summaries if few else (), ())
    for name in summaries:
        page = kind.render(name)
        heading, _, rest = page.partition("\n")
        back = "" if few else f"\n[All {kind.folder}](index.md)\n"
        orphan = "" if few else "---\norphan: true\n---\n\n"
        yield f"{kind.folder}/{name}.md", f"{orphan}{heading}\n{back}{rest}"


def _render_index(title: str, about: str, hidden: Iterable[str], shown: Iterable[str]) -> str:
    """Render a list of pages; those that are shown are listed by the table of contents."""
    names = list(hidden)
    if not names:
        return f"# {title}\n\n{about}\n"
    option = ":maxdepth: 1" if list(shown) else ":hidden:"
    return f"# {title}\n\n{about}\n\n```{{toctree}}\n{option}\n\n" + "\n".join(names) + "\n```\n"
