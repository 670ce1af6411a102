"""A program that is asked line by line, and is given up on when it does not answer."""

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

# Seconds until a program counts as one that does not answer.
PATIENCE = 120.0

# The last words on standard error that are worth repeating.
LAST_WORDS = 600


class NoAnswer(Exception):
    """The program ended, said nothing in time, or cannot be started."""


class Channel:
    """One child process, started when it is first asked, and again after it has ended."""

    def __init__(self, command: Sequence[str], patience: float = PATIENCE) -> None:
        self.command = list(command)
        self.patience = patience
        self._child: subprocess.Popen[str] | None = None
        self._owner = -1
        self._lines: Queue[str] = Queue()
        self._errors: list[str] = []
        self._end: finalize[..., Channel] | None = None

    def ask(self, line: str) -> str:
        """Say one line and wait for one.

        Raises:
            NoAnswer: there is none; the message says why.
        """
        child = self._started()
        assert child.stdin is not None
        try:
            child.stdin.write(line + "\n")
            child.stdin.flush()
            answer = self._lines.get(timeout=self.patience)
        except Empty:
            self.close()
            raise NoAnswer(
                f"{shlex.join(self.command)} said nothing within {self.patience:g} seconds"
            ) from None
        except OSError as error:
            answer = ""
            self._errors.append(str(error))
        if not answer:
            code = child.wait()
            self.close()
            words = "".join(self._errors).strip()[-LAST_WORDS:]
            raise NoAnswer(
                f"{shlex.join(self.command)} ended with exit code {code}"
                + (f": {words}" if words else "")
            )
        return answer

    def close(self) -> None:
        """End the program, if it runs."""
        self._child = None
        if self._end is not None:
            self._end()

    def _started(self) -> subprocess.Popen[str]:
        # A copy of this object in another process has no child of its own yet.
        if self._child is None or self._owner != os.getpid():
            self._lines, self._errors = Queue(), []
            try:
                self._child = subprocess.Popen(  # noqa: S603 - the command that the user gave
                    self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, text=True, encoding="utf-8",
                )  # fmt: skip
            except OSError as error:
                raise NoAnswer(f"{shlex.join(self.command)} cannot be started: {error}") from error
            self._owner = os.getpid()
            child = self._child
            assert child.stdout is not None
            assert child.stderr is not None
            readers = [
                Thread(target=_forward, args=(child.stdout, self._lines), daemon=True),
                Thread(target=_keep, args=(child.stderr, self._errors), daemon=True),
            ]
            for reader in readers:
                reader.start()
            # Also at the end of this process, while threads that read can still be joined.
            self._end = finalize(self, _ended, child, readers, self._owner)
        return self._child


def _ended(child: subprocess.Popen[str], readers: Sequence[Thread], owner: int) -> None:
    if os.getpid() == owner:
        child.kill()
        child.wait()
        for reader in readers:
            reader.join()
        for stream in (child.stdin, child.stdout, child.stderr):
            _closed(stream)


def _closed(stream: IO[str] | None) -> None:
    """Close a pipe, whose other end may be gone with words still in it."""
    if stream is not None:
        with suppress(OSError):
            stream.close()


def _forward(stream: IO[str], lines: Queue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _keep(stream: IO[str], kept: list[str]) -> None:
    for line in stream:
        kept.append(line)
        del kept[:-20]
