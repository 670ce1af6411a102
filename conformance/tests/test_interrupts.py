"""Interrupts that Python would forget are repeated."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# The interrupt is raised in a method from which no exception is raised.
FORGOTTEN = """
import time
from conformance.interrupts import exit_on_interrupt

class Interrupted:
    def __del__(self):
        raise KeyboardInterrupt

with exit_on_interrupt():
    Interrupted()
    time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs signals of threads")
def test_an_interrupt_that_cannot_be_raised_is_repeated() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", FORGOTTEN], capture_output=True, text=True, timeout=50, check=False
    )
    assert (done.returncode, done.stderr) == (130, "")
