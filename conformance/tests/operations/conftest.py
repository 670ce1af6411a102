"""Reports that several tests of this package read."""

from __future__ import annotations

import pytest

import optimcore
from conformance import Report, check
from conformance.tests.example_subjects import EPS_INSIDE


@pytest.fixture(scope="package")
def eps_inside(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return the report on an Adam in a file, with eps inside the root."""
    path = tmp_path_factory.mktemp("mine") / "mine.py"
    path.write_text(EPS_INSIDE)
    return check(f"{path}:Adam", examples=4)


@pytest.fixture(scope="package")
def clean() -> Report:
    return check(optimcore.SGD, examples=4)
