"""A pytest plugin for mutants: the first example that fails is enough, and chance has no part."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings


def pytest_configure(config: pytest.Config) -> None:
    """Load the profile where pytest was given this plugin, not wherever it is imported."""
    settings.register_profile(
        "unshrunk",
        phases=(Phase.explicit, Phase.generate),
        derandomize=True,
        database=None,
        deadline=None,
    )
    settings.load_profile("unshrunk")
