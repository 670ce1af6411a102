"""Which targets run in a worker process, and that they get the same answers there."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

import optimcore
from conformance import check
from conformance.errors import WrongUse
from conformance.process import worker_process
from conformance.process.harnesses import target_in_interpreter
from conformance.targets.options import SubjectOptions
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject
from conformance.tests.hostile_subjects import SOURCE
from conformance.worker import Isolation, OpenedSubject, open_target
from conformance.worker.isolated_subject import IsolatedSubject
from properties.diagnosis.search.determinism import describe_difference
from properties.generation.corpus import supported_scenarios

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")

# An SGD whose steps write the number of their process.
LOGGING = PAGE_SGD.replace(
    "    def step(self):\n",
    "    def step(self):\n        import os; print(os.getpid(), file=open({out!r}, 'a'))\n",
)


@pytest.fixture
def logging_subject(write_subject: WriteSubject, tmp_path: Path) -> tuple[Path, Path]:
    out = tmp_path / "processes.txt"
    return write_subject(LOGGING.replace("{out!r}", repr(str(out)))), out


def processes(out: Path) -> set[int]:
    return set(map(int, out.read_text().split()))


def test_a_text_runs_in_a_worker_and_in_this_process_on_request(
    logging_subject: tuple[Path, Path],
) -> None:
    path, out = logging_subject
    for isolation, is_here in ((None, False), (Isolation(in_process=True), True)):
        out.write_text("")
        with open_target(f"{path}:SGD", isolation) as target:
            target.open("sgd")
        assert (processes(out) == {os.getpid()}) == is_here


def test_a_class_runs_in_this_process() -> None:
    pids = set()

    class SGD(optimcore.SGD):
        def step(self) -> None:
            pids.add(os.getpid())
            super().step()

    with open_target(SGD) as target:
        subject, _ = target.open(None)
    assert pids == {os.getpid()}
    assert not isinstance(subject, IsolatedSubject)


def test_options_that_cannot_be_sent_run_in_this_process(
    logging_subject: tuple[Path, Path],
) -> None:
    path, out = logging_subject
    path.write_text(path.read_text().replace("lr=1e-3", "lr=1e-3, schedule=None"))
    options = SubjectOptions(fixed={"schedule": lambda step: 1.0})
    with open_target(f"{path}:SGD") as target:
        subject, _ = target.open("sgd", options=options)
    assert not isinstance(subject, IsolatedSubject)
    assert processes(out) == {os.getpid()}


class OnlyHere:
    """An object that another process cannot unpickle."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_here, (os.getpid(),)


def _rebuild_here(pid: int) -> OnlyHere:
    if os.getpid() != pid:
        raise RuntimeError("another process")
    return OnlyHere()


def test_options_that_cannot_be_received_run_in_this_process(
    logging_subject: tuple[Path, Path],
) -> None:
    path, out = logging_subject
    path.write_text(path.read_text().replace("lr=1e-3", "lr=1e-3, device=None"))
    with open_target(f"{path}:SGD") as target:
        target.open("sgd", options=SubjectOptions(fixed={"device": OnlyHere()}))
    assert processes(out) == {os.getpid()}


def test_a_program_is_no_target_of_a_worker(write_subject: WriteSubject) -> None:
    text = target_in_interpreter(sys.executable, f"{write_subject('sgd')}:SGD")
    assert not Isolation().applies_to(text)
    with open_target(text) as target:
        subject, rule = target.open("sgd")
        assert not isinstance(subject, IsolatedSubject)
        scenario = supported_scenarios(rule, subject.capabilities)[0]
        with open_target("optimcore:SGD") as other:
            ours, _ = other.open("sgd")
            assert not describe_difference(subject.run(scenario), ours.run(scenario))


@pytest.mark.parametrize("is_forked", [True, False])
def test_a_worker_gives_the_bits_of_this_process(
    monkeypatch: pytest.MonkeyPatch, is_forked: bool
) -> None:
    if not is_forked:
        monkeypatch.setattr(worker_process, "can_fork", lambda: False)

    def describe(subject: OpenedSubject) -> tuple[object, ...]:
        return (
            subject.name, subject.capabilities, subject.adapter_name, dict(subject.names.mapped),
            list(subject.untouched), subject.calls,
        )  # fmt: skip

    with (
        open_target("optimcore:Adam") as isolated,
        open_target("optimcore:Adam", Isolation(in_process=True)) as local,
    ):
        there, rule = isolated.open(None)
        here, same = local.open(None)
        assert isinstance(there, IsolatedSubject)
        assert describe(there) == describe(here)
        assert (rule.name, rule.defaults) == (same.name, same.defaults)
        for scenario in supported_scenarios(rule, there.capabilities):
            assert not describe_difference(there.run(scenario), here.run(scenario)), scenario


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan")])
def test_a_timeout_is_a_positive_number(timeout: float) -> None:
    with pytest.raises(WrongUse, match="is not a positive number of seconds"):
        Isolation(timeout)


BROKEN = {
    "os._exit(0)\n": (3, "While it was imported, the process exited with code 0."),
    "class SGD:\n    def step(self): pass\n    def __init__(self, params, lr=0.1): os._exit(0)\n": (
        3, "While it was built"),
    "class SGD:\n    def __init__(self, params, lr=0.1): pass\n    def step(self): os._exit(0)\n": (
        3, "While it was run for the first time (event 0), the process exited with code 0.",
    ),
    "import time\ntime.sleep(10**6)\n": (3, "While it was imported, it did not return within 1 s."),
    "class SGD:\n    def step(self): pass\n    def __init__(self, params, lr=0.1): sys.exit(0)\n": (
        3, "raised SystemExit at construction",
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", BROKEN)
def test_no_subject_decides_the_exit_code(
    command: Command, write_subject: WriteSubject, source: str
) -> None:
    code, message = BROKEN[source]
    path = write_subject("import os, sys\n" + source)
    result = command("check", f"{path}:SGD", "--adapter", "objects", "--timeout", 1)
    assert result.exit_code == code
    assert message in result.stdout


def test_a_subject_that_exits_at_a_late_step_diverges_though_the_check_ends_early(
    command: Command, write_subject: WriteSubject
) -> None:
    source = SOURCE.replace("self.lr == 0.125", "self.t == 3").replace("{body}", "os._exit(0)")
    path = write_subject(source)
    result = command("check", f"{path}:SGD", "--adapter", "objects", "--examples", 1)
    assert result.exit_code == 1
    first, second, *rest = result.stdout.splitlines()
    assert first.endswith(" diverges from sgd")
    assert second.startswith("  The check ended early: the optimizer ended its process 9 times, ")
    assert "lost its process at event 2: the process exited with code 0" in "".join(rest)


def test_check_runs_a_text_in_a_worker(write_subject: WriteSubject) -> None:
    report = check(f"{write_subject('import os; os._exit(0)')}:SGD")
    assert report.verdict == "errored"
    assert "While it was imported, the process exited with code 0." in (report.error or "")
