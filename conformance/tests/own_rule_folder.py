"""A folder in which preparing a rule takes little time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def brief_preparation(path: Path) -> Iterator[None]:
    """Work in a folder with a cache of its own, and prepare rules on few scenarios."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path)
        patch.setenv("XDG_CACHE_HOME", str(path / "cache"))
        patch.setattr("properties.engine.own_rule_facts.SMALL", 20)
        patch.setattr("properties.engine.own_rule_facts.LIFECYCLES", 2)
        patch.setattr("properties.engine.own_rule_facts.ALWAYS", 6)
        patch.setattr("conformance.operations.rule_check.SAMPLED", 10)
        yield
