from __future__ import annotations

import os

import pytest

from conformance.process_pool import THREADS, open_process_pool

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere


def threads() -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in THREADS}


def test_libraries_keep_to_one_core_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in THREADS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    with open_process_pool() as pool:
        seen = pool.schedule(threads).result()
    assert seen == dict.fromkeys(THREADS, "1") | {"OMP_NUM_THREADS": "3"}
    assert threads()["MKL_NUM_THREADS"] is None
