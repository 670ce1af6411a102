"""The progress of a command on standard error: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from ..interrupts import block_interrupts
from .quiet_option import is_quiet
from .terminal import error_console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

# Seconds after which a bar appears, and between two lines where there is no terminal.
BAR_AFTER = 1.0
LINE_EVERY = 10.0

# Seconds between two looks at the clock.
INTERVAL = 0.1

# The fraction that has to be done before the time that is left is estimated.
ENOUGH = 0.05

Clock = Callable[[], float]


class Progress:
    """What a command is doing, the fraction that is done, and the time that is left.

    The fraction never decreases. The time is estimated when the fraction increases and counts down
    from there. It is left out once it is over, as in a search of unknown length.
    """

    def __init__(self, title: str, clock: Clock = time.monotonic) -> None:
        self.title = title
        self.clock = clock
        self.started = clock()
        self.what = ""
        self.done = 0.0
        self.expected_end = 0.0

    def update(self, what: str, done: float) -> None:
        """Note the current activity and the fraction of the whole that is done."""
        self.what = what
        if done > self.done:
            self.done = min(1.0, done)
            self.expected_end = self.elapsed / self.done

    @property
    def elapsed(self) -> float:
        """The seconds since the start."""
        return self.clock() - self.started

    def describe(self) -> str:
        """Describe the activity and what is left."""
        what = f"{self.title}: {self.what}" if self.what else self.title
        return f"{what}, {self.done:.0%} done{self._describe_rest()}"

    def _describe_rest(self) -> str:
        left = self.expected_end - self.elapsed
        if not ENOUGH <= self.done < 1 or left <= 0:
            return ""
        return f", about {format_seconds(left)} left"


def format_seconds(seconds: float) -> str:
    """Format a time such as ``8 s`` or ``2 min 5 s``."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class Display(Protocol):
    """Shows a progress."""

    def tick(self) -> None:
        """Show the progress, if it is time."""

    def close(self) -> None:
        """Show nothing more."""


class LineDisplay:
    """Writes a line every ten seconds."""

    def __init__(self, progress: Progress, write: Callable[[str], object]) -> None:
        self.progress = progress
        self.write = write
        self._due = LINE_EVERY

    def tick(self) -> None:
        """Write a line, if ten seconds have passed since the last one."""
        if self.progress.elapsed >= self._due:
            self._due += LINE_EVERY * ((self.progress.elapsed - self._due) // LINE_EVERY + 1)
            self.write(self.progress.describe())

    def close(self) -> None:
        """Write nothing more."""


class BarDisplay:
    """Shows a bar, which is removed at the end. It moves while the fraction does not."""

    def __init__(self, progress: Progress, console: Console) -> None:
        self.progress = progress
        self.console = console
        self._bar: Bar | None = None
        # Imported here, because the process may be forked while another thread imports.
        import rich.progress  # noqa: F401

    def tick(self) -> None:
        """Draw the bar, unless the command has just started."""
        if self._bar is None:
            if self.progress.elapsed < BAR_AFTER:
                return
            self._bar = self._start()
        done = self.progress.done
        self._bar.update(
            self._bar.task_ids[0],
            description=self.progress.describe(),
            completed=done,
            total=1.0 if done else None,
        )
        self._bar.refresh()

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()

    def _start(self) -> Bar:
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (
            SpinnerColumn(),
            BarColumn(bar_width=20),
            TextColumn("{task.description}", markup=False),
        )
        bar = Bar(*columns, console=self.console, transient=True, auto_refresh=False)
        bar.add_task("", total=None)
        bar.start()
        return bar


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """Show on standard error how far a command is, until the context ends.

    Nothing is shown with ``--quiet``. The function to report the progress takes the current
    activity and the fraction that is done.
    """
    progress = Progress(title)
    if is_quiet():
        yield progress.update
        return
    console = error_console()
    display: Display
    # FORCE_COLOR makes every file a terminal to the console.
    if console.is_terminal and console.file.isatty():
        display = BarDisplay(progress, console)
    else:
        display = LineDisplay(progress, lambda line: console.print(line, markup=False))
    end = threading.Event()

    def show() -> None:
        while not end.wait(INTERVAL):
            display.tick()

    thread = threading.Thread(target=show, daemon=True)
    with block_interrupts():
        thread.start()
    try:
        yield progress.update
    finally:
        end.set()
        thread.join()
        display.close()
