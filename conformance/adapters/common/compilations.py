"""The number of compilations by jax in this process."""

from __future__ import annotations

import sys
from typing import Any

COMPILATION = "/jax/core/compile/backend_compile_duration"


class CompilationCounter:
    """Counts the compilations from the first call of ``watch`` on at which jax is loaded."""

    def __init__(self) -> None:
        self.count = 0
        self.is_listening = False

    def watch(self) -> None:
        """Start to count, if jax is loaded and tells what it does."""
        monitoring = getattr(sys.modules.get("jax"), "monitoring", None)
        if monitoring is not None and not self.is_listening:
            monitoring.register_event_duration_secs_listener(self.note_event)
            self.is_listening = True

    def note_event(self, event: str, duration: float, **details: Any) -> None:
        """Count an event of jax, if it is a compilation."""
        self.count += event == COMPILATION


compilations = CompilationCounter()
