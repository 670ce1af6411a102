"""The progress of work that consists of stages, as one fraction that never decreases."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Progress = Callable[[str, float], None]


def ignore_progress(what: str, part: float) -> None:
    """Ignore the progress."""


class Stages:
    """Stages of work, in order, with the time that each is expected to take.

    What is left when a stage starts is divided among it and the stages after it. So a stage that
    takes less than expected, or is left out, does not make the fraction jump.

    Args:
        progress: called with the current activity and the fraction of the whole that is done.
        weights: the expected times, in any unit.
    """

    def __init__(self, progress: Progress, weights: Mapping[str, float]) -> None:
        self._progress = progress
        self._weights = dict(weights)
        self._done = 0.0

    def expect(self, stage: str, weight: float) -> None:
        """Change the time that a stage is expected to take."""
        self._weights[stage] = weight

    def start(self, stage: str) -> Progress:
        """Start a stage; return a function to call with the fraction of the stage that is done."""
        names = list(self._weights)
        for earlier in names[: names.index(stage)]:
            del self._weights[earlier]
        left = sum(self._weights.values())
        begin, width = self._done, 1.0 - self._done
        share = width * self._weights[stage] / left if left else width

        def show(what: str, part: float) -> None:
            self._show(what, begin + share * min(1.0, max(0.0, part)))

        return show

    def finish(self) -> None:
        """Report that everything is done."""
        self._show("done", 1.0)

    def _show(self, what: str, done: float) -> None:
        self._done = max(self._done, done)
        self._progress(what, self._done)
