"""The kinds of pages of the reference, each a file in ``pages``.

A kind is registered with ``page_kind``, and its file is found without being named elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from properties.registration.registry import Registry, import_modules

Render: TypeAlias = Callable[[str], str]


@dataclass(frozen=True)
class PageKind:
    """One kind of page.

    Attributes:
        name: the kind, as in "law".
        folder: the folder of its pages in the reference, as in "laws".
        about: what the list of these pages says first, as Markdown.
        summaries: return a line about each item, by its name, in the order of the list.
        render: return the page of an item, by its name, as Markdown.
    """

    name: str
    folder: str
    about: str
    summaries: Callable[[], Mapping[str, str]]
    render: Render


registry: Registry[PageKind] = Registry()


def page_kind(
    name: str, folder: str, about: str, summaries: Callable[[], Mapping[str, str]]
) -> Callable[[Render], Render]:
    """Return a decorator that registers the function that renders pages of a kind."""

    def register(render: Render) -> Render:
        registry.add(name, PageKind(name, folder, about, summaries, render))
        return render

    return register


@cache
def page_kinds() -> dict[str, PageKind]:
    """Return the kinds of pages by name: rules first, then those that refer to them."""
    from . import pages

    import_modules(pages.__name__, pages.__path__)
    order = ("rule", "law", "pitfall", "dialect")
    known = registry.items()
    return {name: known[name] for name in [*order, *sorted(known.keys() - set(order))]}


def link(kind: str, name: str) -> str:
    """Return a link from the page of one item to that of another."""
    return f"[`{name}`](../{page_kinds()[kind].folder}/{name}.md)"


def links(kind: str, names: Iterable[str]) -> str:
    """Return links to several items, separated by commas."""
    return ", ".join(link(kind, name) for name in names)
