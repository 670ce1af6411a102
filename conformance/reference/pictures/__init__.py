"""The pictures of the explanations, one file for each, computed when the site is built."""

from __future__ import annotations

from collections.abc import Callable

from properties.registration.registry import import_modules


def pictures() -> dict[str, Callable[[], str]]:
    """Return the function that renders each picture as SVG, by the name of its module."""
    found = import_modules(__name__, __path__, skipped=("chart", "training_runs"))
    return {module.__name__.rpartition(".")[2]: module.render for module in found}
