"""A pytest plugin: modules that a test imported from its temporary folder do not outlive it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _forget_temporary_modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remove them from ``sys.modules``, where a later test would find them by their names."""
    before, path = set(sys.modules), list(sys.path)
    yield
    sys.path[:] = path
    folder = tmp_path_factory.getbasetemp()
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None)
        if file and Path(file).is_relative_to(folder):
            del sys.modules[name]
