"""A pytest plugin for mutants: the first example that fails is enough, and chance has no part."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile(
    "unshrunk",
    phases=(Phase.explicit, Phase.generate),
    derandomize=True,
    database=None,
    deadline=None,
)
settings.load_profile("unshrunk")
