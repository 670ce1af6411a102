"""A process that checks optimizer after optimizer does not grow without limit."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

import pytest

MIB = 2**20

# Bytes that the process may grow by in the second half of few operations, whose caches are not full
# yet, and after the first of a hundred checks.
SECOND_HALF = 24 * MIB
HUNDRED = 200 * MIB

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/statm")


class Size(NamedTuple):
    """The size of a process: modules in ``sys.modules``, and resident bytes."""

    modules: int
    bytes: int


def sizes(kind: str) -> list[Size]:
    """Return the sizes of a process after each of its operations."""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "conformance.tests.repeated_checks", kind],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Size(**json.loads(line)) for line in done.stdout.splitlines()]


@needs_linux
def test_repeated_operations_add_no_modules_and_few_bytes() -> None:
    grown = sizes("few")
    half, end = grown[len(grown) // 2 - 1], grown[-1]
    assert end.modules == half.modules
    assert end.bytes - half.bytes < SECOND_HALF


@needs_linux
@pytest.mark.campaign
def test_a_hundred_checks_add_at_most_200_mebibytes_to_the_first() -> None:
    pytest.importorskip("torch")
    grown = sizes("hundred")
    assert len(grown) == 100
    # The tenth check has imported what any of them imports.
    assert grown[-1].modules == grown[9].modules
    assert max(size.bytes for size in grown) - grown[0].bytes < HUNDRED
