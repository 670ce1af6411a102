"""Run the scripts of findings in another process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conformance.operations.script import make_script
from conformance.records.capsule import make_capsule
from conformance.records.check import Report


def run_script(script: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the script written above
        [sys.executable, "-W", "error", str(script)], capture_output=True, text=True, check=False
    )


def run_rendered_script(report: Report, script: Path) -> subprocess.CompletedProcess[str]:
    script.write_text(make_script(make_capsule(report, report.findings[0])))
    return run_script(script)
