"""The registry of the formats in which documents are rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Any, TypeVar

from properties.registration.registry import Registry

from ...errors import CannotRun
from ...records.base import Record
from ..external_formats import external_formats

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
    """Render a document in the format of this name.

    Raises:
        CannotRun: The format is that of another distribution, and cannot be loaded or raised.
    """
    added = external_formats().get(name)
    if added is None:
        return formats_of(type(document))[name].render(document)
    return _render_external(added, document)


def _render_external(added: EntryPoint, document: Record) -> str:
    """Load a format, which registers it, and render a document."""
    try:
        added.load()
        return formats_of(type(document))[added.name].render(document)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise CannotRun(
            f"The report format {added.name!r} ({added.value}) cannot be written: {reason}. Report "
            f"this to the distribution {added.dist.name if added.dist else added.module}, or "
            f"leave out --{added.name.replace('_', '-')}."
        ) from error
