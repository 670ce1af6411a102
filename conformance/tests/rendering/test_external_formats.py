"""A distribution that is installed adds a report format, without a change here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import conformance
from conformance.rendering.external_formats import ENTRY_POINTS
from conformance.tests.example_law_report import law_report

pytestmark = pytest.mark.everywhere

MODULE = """
from conformance import Report
from conformance.rendering.formats import report_format


@report_format("headline", Report, "one line")
def render_headline(report):
    return f"{report.target}: {report.verdict}"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a made-up distribution, and a saved report."""
    (tmp_path / "made_up.py").write_text(MODULE, encoding="utf-8")
    info = tmp_path / "made_up-1.0.dist-info"
    info.mkdir()
    metadata = "Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    (info / "entry_points.txt").write_text(
        f"[{ENTRY_POINTS}]\nheadline = made_up\nbroken = made_up_and_absent\n", encoding="utf-8"
    )
    (tmp_path / "report.json").write_text(law_report().to_json(), encoding="utf-8")
    return tmp_path


def run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = [str(site), str(Path(conformance.__file__).parents[1])]
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "conformance", *arguments],
        capture_output=True, text=True, check=False, cwd=site,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )  # fmt: skip


def test_a_saved_report_is_rendered_in_the_format(site: Path) -> None:
    done = run(site, "render", "report.json", "--headline", "-")
    assert (done.returncode, done.stdout) == (0, "mine.py:SGD: diverges\n"), done.stderr


def test_check_has_an_option_for_the_format(site: Path) -> None:
    done = run(site, "check", "--help")
    assert "--headline FILE" in done.stdout


def test_a_format_that_cannot_be_loaded_is_named(site: Path) -> None:
    done = run(site, "render", "report.json", "--broken", "-", "--badge", "badge.json")
    assert done.returncode == 3
    assert "'broken' (made_up_and_absent) cannot be written: ModuleNotFoundError" in done.stderr
    assert "Report this to the distribution made-up, or leave out --broken." in done.stderr
    # It prevents no other format.
    assert (site / "badge.json").is_file()


def test_the_option_is_not_there_without_the_distribution(site: Path) -> None:
    done = run(site.parent, "render", str(site / "report.json"), "--headline", "-")
    assert done.returncode == 2
