"""The registry of the formats in which documents are rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ...records.base import Record

Document = TypeVar("Document", bound=Record)


@dataclass(frozen=True)
class ReportFormat:
    """A format of one type of document.

    Attributes:
        name: The name of the format; commands have an option of this name.
        document: The type of the documents that it renders, or a base class of several.
        render: A function that renders a document as text.
        title: The name of the format in help texts.
    """

    name: str
    document: type[Record]
    render: Callable[[Any], str]
    title: str


class FormatRegistry:
    """The known formats, by type of document and name."""

    def __init__(self) -> None:
        self._formats: list[ReportFormat] = []

    def add(self, new: ReportFormat) -> None:
        """Add a format.

        Raises:
            ValueError: The name is not an identifier, or the document has a format of this name.
        """
        if not new.name.isidentifier():
            raise ValueError(f"the format's name {new.name!r} is not an identifier")
        if new.name in self.formats_of(new.document):
            raise ValueError(f"{new.document.__name__} has a format {new.name!r} already")
        self._formats.append(new)

    def remove(self, name: str, document: type[Record]) -> None:
        """Remove a format."""
        self._formats.remove(self.formats_of(document)[name])

    def formats_of(self, document: type[Record]) -> dict[str, ReportFormat]:
        """Return the formats of a type of document by name, in alphabetical order."""
        found = [known for known in self._formats if issubclass(document, known.document)]
        return {known.name: known for known in sorted(found, key=lambda known: known.name)}

    def render(self, document: Record, name: str) -> str:
        """Render a document in the format of this name."""
        return self.formats_of(type(document))[name].render(document)


FORMATS = FormatRegistry()


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
        FORMATS.add(ReportFormat(name, document, render, title or name))
        return render

    return add
