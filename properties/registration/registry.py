"""A registry of items by name, and the import of the modules that define them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Items by name, in the order in which they are added.

    >>> registry = Registry[int]()
    >>> registry.add("one", 1)
    1
    >>> with registry.add_temporarily("two", 2):
    ...     registry.items()
    {'one': 1, 'two': 2}
    >>> registry.items()
    {'one': 1}
    """

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def add(self, name: str, item: Item) -> Item:
        """Add an item, in place of one with the same name, and return it."""
        self._items[name] = item
        return item

    def items(self) -> dict[str, Item]:
        """Return a copy of the items."""
        return dict(self._items)

    @contextmanager
    def add_temporarily(self, name: str, item: Item) -> Iterator[Item]:
        """Add an item for the time of a ``with`` statement."""
        with self.restore_on_exit():
            yield self.add(name, item)

    @contextmanager
    def restore_on_exit(self) -> Iterator[None]:
        """Undo, at the end of a ``with`` statement, what is added in it."""
        before = self.items()
        try:
            yield
        finally:
            self._items = before


def import_modules(
    package: str, path: Iterable[str], *, skipped: Iterable[str] = ()
) -> list[ModuleType]:
    """Import the modules of a package, sorted by name, and return them.

    Args:
        package: name of the package.
        path: its ``__path__``.
        skipped: names of modules that are not imported.
    """
    found = [module.name for module in iter_modules(path) if not module.ispkg]
    return [import_module(f"{package}.{name}") for name in found if name not in set(skipped)]
