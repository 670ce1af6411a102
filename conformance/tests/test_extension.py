"""A rule, law, pitfall, dialect, adapter or report format is added by files of its own.

A rule has a profile and a corpus beside its source; everything else is one file. No existing file
is changed. The files are written into a copy of the packages, which another process imports.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import conformance
import optimcore
import properties
from conformance.tests.example_extension import FILES, USE


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process sees that imports the copy with the files."""
    copy = tmp_path_factory.mktemp("extended")
    for package in (optimcore, properties, conformance):
        folder = Path(package.__file__ or "").parent
        left_out = shutil.ignore_patterns("__pycache__", "tests")
        shutil.copytree(folder, copy / folder.name, ignore=left_out)
    for path, text in FILES.items():
        assert not (copy / path).exists()
        (copy / path).write_text(text.lstrip(), encoding="utf-8")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", USE],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def test_a_rule_is_checked_with_the_values_of_its_profile(extended: dict[str, Any]) -> None:
    assert extended["verdict"] == "conforms"
    # 0.75 is in the corpus.
    assert set(extended["values"]) == {(0.5).hex(), (0.125).hex(), (0.75).hex()}


def test_a_rule_is_exported_by_optimcore(extended: dict[str, Any]) -> None:
    assert extended["class"] == "optimcore.tilt"
    assert extended["core"] == "conforms"


def test_a_rule_has_a_corpus(extended: dict[str, Any]) -> None:
    assert extended["corpus"] == [True]


def test_a_rule_has_synonyms_in_its_profile(extended: dict[str, Any]) -> None:
    assert extended["names"]["slope"] == ["inclination"]


def test_a_profile_declares_names_from_which_the_rule_is_not_inferred(
    extended: dict[str, Any],
) -> None:
    assert extended["inferred"] == ["tilt", None]


def test_a_profile_declares_a_closed_form(extended: dict[str, Any]) -> None:
    assert "zero-momentum" in extended["not applicable"]
    assert extended["not applicable"]["decay-factor"] == "the subject takes no weight_decay"


def test_a_law_is_tested(extended: dict[str, Any]) -> None:
    assert extended["tested"]["repeated"] > 0


def test_a_law_has_the_place_in_reports_that_its_file_says(extended: dict[str, Any]) -> None:
    order = extended["order"]
    assert order.index("defaults") < order.index("repeated") < order.index("negation")


def test_a_pitfall_is_detected(extended: dict[str, Any]) -> None:
    assert "agreement" in extended["broken"]
    assert extended["detected"] == {"tilt-away": True}


def test_a_dialect_is_applied_to_its_rule(extended: dict[str, Any]) -> None:
    assert extended["broken by the dialect"] == []


def test_an_adapter_recognizes_its_targets(extended: dict[str, Any]) -> None:
    assert extended["adapter"] == "slides"


def test_a_format_renders_a_report(extended: dict[str, Any]) -> None:
    assert extended["headline"].strip() == "slide:Slide: conforms"


def test_check_has_an_option_for_a_format(extended: dict[str, Any]) -> None:
    assert extended["written"].strip() == "slide:Slide: conforms"
