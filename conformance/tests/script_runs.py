"""Run the scripts of findings in another process."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import IO

from conformance.operations.script import make_script
from conformance.process.worker_start import can_fork
from conformance.records.capsule import make_capsule
from conformance.records.check import Report


def run_script(script: Path) -> subprocess.CompletedProcess[str]:
    """Run a script as a program, in a copy of this process where that is possible.

    A copy has imported the library of the script already, which takes longer than the script.
    jax cannot be used in a copy.
    """
    if can_fork() and "jax" not in sys.modules:
        return _run_in_copy(script)
    return run_script_in_new_process(script)


def run_script_in_new_process(script: Path) -> subprocess.CompletedProcess[str]:
    """Run a script as a program in a process that has imported nothing."""
    return subprocess.run(  # noqa: S603 - the script written above
        [sys.executable, "-W", "error", str(script)], capture_output=True, text=True, check=False
    )


def run_rendered_script(report: Report, script: Path) -> subprocess.CompletedProcess[str]:
    script.write_text(make_script(make_capsule(report, report.findings[0])))
    return run_script(script)


def _run_in_copy(script: Path) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if not child:
            _run_and_exit(script, out, err)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return subprocess.CompletedProcess([str(script)], code, out.read(), err.read())


def _run_and_exit(script: Path, out: IO[str], err: IO[str]) -> None:
    """Run a script and end this process with its exit code."""
    code = 1
    try:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.stdout, sys.stderr = out, err
        sys.argv = [str(script)]
        sys.path[0] = str(script.parent)
        warnings.simplefilter("error")
        runpy.run_path(str(script), run_name="__main__")
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        out.flush()
        err.flush()
        os._exit(code)
