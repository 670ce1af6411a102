"""A pytest plugin for mutants: Hypothesis is derandomized and stops at the first failure."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings


def pytest_configure(config: pytest.Config) -> None:
    """Load the profile when pytest uses this plugin, not on every import."""
    settings.register_profile(
        "unshrunk",
        phases=(Phase.explicit, Phase.generate),
        derandomize=True,
        database=None,
        deadline=None,
    )
    settings.load_profile("unshrunk")
