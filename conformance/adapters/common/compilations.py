"""The number of compilations by jax in this process."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

COMPILED = "/jax/core/compile/backend_compile_duration"


class Compilations:
    """Counts compilations from the first call of ``watch`` on, where jax is loaded."""

    def __init__(self) -> None:
        self.count = 0

    def watch(self) -> None:
        """Start to count, if jax is loaded and this is not done yet."""
        if "jax" in sys.modules:
            _listen(self)

    def hear(self, event: str, duration: float, **details: Any) -> None:
        """Count an event of jax, if it is a compilation."""
        self.count += event == COMPILED


@cache
def _listen(counter: Compilations) -> None:
    monitoring = getattr(sys.modules["jax"], "monitoring", None)
    if monitoring is not None:
        monitoring.register_event_duration_secs_listener(counter.hear)


compilations = Compilations()
