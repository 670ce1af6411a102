"""The registry of the formats in which documents are rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from properties.registration.registry import Registry

from ...records.base import Record

Document = TypeVar("Document", bound=Record)


@dataclass(frozen=True)
class ReportFormat:
    """A format of one type of document.

    Attributes:
        name: The name of the format, an identifier; commands have an option of this name.
        document: The type of the documents that it renders, or a base class of several.
        render: A function that renders a document as text.
        title: The name of the format in help texts.
    """

    name: str
    document: type[Record]
    render: Callable[[Any], str]
    title: str


registry: Registry[ReportFormat] = Registry()


def report_format(
    name: str, document: type[Document], title: str = ""
) -> Callable[[Callable[[Document], str]], Callable[[Document], str]]:
    """Register the decorated function as a format of a type of document.

    Args:
        name: The name of the format, an identifier.
        document: The type of the documents that the function renders.
        title: The name of the format in help texts; by default the same name.
    """

    def add(render: Callable[[Document], str]) -> Callable[[Document], str]:
        new = ReportFormat(name, document, render, title or name)
        registry.add(f"{document.__name__} as {name}", new)
        return render

    return add


def formats_of(document: type[Record]) -> dict[str, ReportFormat]:
    """Return the formats of a type of document by name, in alphabetical order."""
    found = [known for known in registry.items().values() if issubclass(document, known.document)]
    return {known.name: known for known in sorted(found, key=lambda known: known.name)}


def render_as(name: str, document: Record) -> str:
    """Render a document in the format of this name."""
    return formats_of(type(document))[name].render(document)
