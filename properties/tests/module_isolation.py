"""A pytest plugin: modules that a test imported from its temporary folder do not outlive it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _forget_temporary_modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remove them from ``sys.modules``, where a later test would import them by name."""
    # A dictionary keeps its order: what is newer than the newest was imported by the test.
    newest, path = next(reversed(sys.modules)), list(sys.path)
    yield
    sys.path[:] = path
    folder = tmp_path_factory.getbasetemp()
    for name in list(takewhile(lambda name: name != newest, reversed(sys.modules))):
        file = getattr(sys.modules[name], "__file__", None)
        if file and Path(file).is_relative_to(folder):
            del sys.modules[name]
