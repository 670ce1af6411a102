"""An interrupt ends a command with exit code 130, without a traceback, and leaves no process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

import conformance
from conformance.tests.example_subjects import PAGE_SGD

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")

PATIENCE = 60.0

# The import writes a file, and does not return.
HANGING_IMPORT = """\
import time
from pathlib import Path
Path(__file__).with_suffix(".seen").touch()
time.sleep(1000)
"""

# The first step writes a file, and does not return; it has started a process.
HANGING_STEP = PAGE_SGD.replace(
    "    def step(self):\n",
    """    def step(self):
        import subprocess, sys, time
        from pathlib import Path
        sleep = [sys.executable, "-c", "import time; time.sleep(1000)"]
        subprocess.Popen(sleep, stderr=subprocess.DEVNULL)
        Path(__file__).with_suffix(".seen").touch()
        time.sleep(1000)
""",
)

COMMAND = [sys.executable, "-m", "conformance"]


def processes_with(mark: str) -> list[str]:
    """The processes that inherited an environment variable with this value."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def interrupt_when(condition: Callable[[str], bool], *arguments: object) -> None:
    """Run a command, interrupt its process group, and look at how it ends."""
    mark = uuid4().hex
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "MARK_OF_A_TEST": mark},
    )  # fmt: skip
    try:
        wait_until(lambda: condition(mark))
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    wait_until(lambda: not processes_with(mark))


@pytest.mark.parametrize("source", [HANGING_IMPORT, HANGING_STEP], ids=["import", "step"])
@pytest.mark.parametrize("option", ["--timeout=900", "--in-process"])
def test_an_optimizer_that_hangs(source: str, option: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(source)
    seen = path.with_suffix(".seen")
    interrupt_when(lambda _: seen.exists(), "check", f"{path}:SGD", option)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_check_with_processes_of_its_own(jobs: int) -> None:
    def is_judging(mark: str) -> bool:
        # The command, its worker, and a process and a worker for each job.
        return len(processes_with(mark)) >= 2 + 2 * jobs * (jobs > 1)

    interrupt_when(is_judging, "check", "optimcore:SGD", "--jobs", jobs, "--examples", 5000)


def test_a_pool_of_processes(tmp_path: Path) -> None:
    interrupt_when(
        lambda mark: len(processes_with(mark)) >= 3, "report", "--out", tmp_path, "--jobs", 2
    )


@pytest.mark.parametrize("module", ["click", "numpy"])
def test_the_imports_of_a_command(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"{module}.py"
    path.write_text(HANGING_IMPORT)
    paths = [str(tmp_path), str(Path(conformance.__file__).parents[1])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    interrupt_when(lambda _: path.with_suffix(".seen").exists(), "check", "optimcore:SGD")
