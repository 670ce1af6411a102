"""A child process that answers requests line by line, with a timeout."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from typing import IO
from weakref import finalize

# Timeout of an answer in seconds.
PATIENCE = 120.0

# Characters of standard error that an error message repeats.
LAST_LINES = 600


class NoAnswer(Exception):
    """The program exited, did not answer in time, or could not be started."""


class Channel:
    """A child process, started by the first request, and again after it has exited."""

    def __init__(self, command: Sequence[str], patience: float = PATIENCE) -> None:
        self.command = list(command)
        self.patience = patience
        self._child: subprocess.Popen[str] | None = None
        self._owner = -1
        self._lines: Queue[str] = Queue()
        self._errors: list[str] = []
        self._end: finalize[..., Channel] | None = None

    def ask(self, line: str) -> str:
        """Write one line and wait for one.

        Raises:
            NoAnswer: There is none; the message has the reason.
        """
        child = self._start_process()
        assert child.stdin is not None
        try:
            child.stdin.write(line + "\n")
            child.stdin.flush()
            answer = self._lines.get(timeout=self.patience)
        except Empty:
            self.close()
            raise NoAnswer(
                f"{shlex.join(self.command)} did not answer within {self.patience:g} seconds"
            ) from None
        except OSError as error:
            answer = ""
            self._errors.append(str(error))
        if not answer:
            code = child.wait()
            self.close()
            words = "".join(self._errors).strip()[-LAST_LINES:]
            raise NoAnswer(
                f"{shlex.join(self.command)} exited with code {code}"
                + (f": {words}" if words else "")
            )
        return answer

    def close(self) -> None:
        """Stop the program if it runs."""
        self._child = None
        if self._end is not None:
            self._end()

    def _start_process(self) -> subprocess.Popen[str]:
        # A copy of this object in another process has no child process yet.
        if self._child is None or self._owner != os.getpid():
            self._lines, self._errors = Queue(), []
            try:
                self._child = subprocess.Popen(  # noqa: S603 - the command that the user gave
                    self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, text=True, encoding="utf-8",
                )  # fmt: skip
            except OSError as error:
                raise NoAnswer(
                    f"{shlex.join(self.command)} could not be started: {error}"
                ) from error
            self._owner = os.getpid()
            child = self._child
            assert child.stdout is not None
            assert child.stderr is not None
            readers = [
                Thread(target=_forward, args=(child.stdout, self._lines), daemon=True),
                Thread(target=_keep_lines, args=(child.stderr, self._errors), daemon=True),
            ]
            for reader in readers:
                reader.start()
            # Also runs when this process exits, while the reader threads can still be joined.
            self._end = finalize(self, _end_process, child, readers, self._owner)
        return self._child


def _end_process(child: subprocess.Popen[str], readers: Sequence[Thread], owner: int) -> None:
    if os.getpid() == owner:
        child.kill()
        child.wait()
        for reader in readers:
            reader.join()
        for stream in (child.stdin, child.stdout, child.stderr):
            _close_pipe(stream)


def _close_pipe(stream: IO[str] | None) -> None:
    """Close a pipe that may hold unwritten data although its other end is closed."""
    if stream is not None:
        with suppress(OSError):
            stream.close()


def _forward(stream: IO[str], lines: Queue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _keep_lines(stream: IO[str], kept: list[str]) -> None:
    for line in stream:
        kept.append(line)
        del kept[:-20]
