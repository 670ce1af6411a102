"""Whatever a subject does to its process ends in an outcome, and the next run is not affected."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from conformance.errors import CannotRun
from conformance.process import worker_process
from conformance.process.limits import Limits
from conformance.process.process_handle import find_descendants
from conformance.targets.options import SubjectOptions
from conformance.tests.fixture_types import WriteSubject
from conformance.tests.hostile_subjects import (
    CHANGES,
    EXCEPTIONS,
    EXCESSES,
    LOSSES,
    SIGNAL,
    SOURCE,
    write_hostile,
)
from conformance.tests.processes import is_running, wait_until
from conformance.worker.client import LOSSES as MOST_LOSSES
from conformance.worker.client import Client
from conformance.worker.isolated_subject import IsolatedSubject
from conformance.worker.messages import Open
from properties.generation.probes import build_simplest
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Step, encode_array
from properties.scenarios.transforms import change
from properties.subjects.trajectory import (
    PROCESS_LOST,
    Outcome,
    SubjectError,
    SubjectUnavailable,
    Trajectory,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the tests fork")

OpenSource = Callable[..., IsolatedSubject]

OPTIONS = SubjectOptions(adapter="objects")
LIMITS = Limits(seconds=30.0)


@pytest.fixture
def open_source(write_subject: WriteSubject) -> Iterator[OpenSource]:
    """Open the class SGD of a source text in a worker process; no process is left afterwards."""
    clients: list[Client] = []
    before = set(find_descendants(os.getpid()))  # programs of other tests

    def open_class(source: str, limits: Limits = LIMITS) -> IsolatedSubject:
        clients.append(Client(limits))
        path = write_subject(source)
        return clients[-1].open(Open(f"{path}:SGD", "sgd", (), OPTIONS))[1]

    yield open_class
    seen = set(find_descendants(os.getpid())) - before
    for client in clients:
        client.close()
    wait_until(lambda: not any(map(is_running, seen)))


def build_scenario(subject: IsolatedSubject, lr: float) -> Scenario:
    """A scenario of four steps, the last one without a gradient."""
    step = Step((encode_array(np.full(2, 0.5)),))
    events = (step,) * 3 + (Step((None,)),)
    return build_simplest(subject.capabilities, rules()["sgd"], events=events, hyper={"lr": lr})


def final(outcome: Outcome) -> list[float]:
    assert isinstance(outcome, Trajectory), outcome
    values: list[float] = outcome.frames[-1][0].tolist()
    return values


def limit_run(subject: IsolatedSubject) -> None:
    """Set limits for the runs that follow, but not for the import."""
    client = subject.runner
    assert isinstance(client, Client)
    assert client.process._worker is not None
    used = client.process._worker.resident_memory()
    client.process.limits = Limits(seconds=1.0, memory=used + (1 << 27), output=1 << 20)


@pytest.mark.parametrize("behaviour", [*LOSSES, *EXCESSES])
def test_a_lost_process_is_an_outcome_and_is_replaced(
    open_source: OpenSource, behaviour: str
) -> None:
    subject = open_source(write_hostile(behaviour))
    if behaviour in EXCESSES:
        limit_run(subject)
    bad = build_scenario(subject, SIGNAL)
    outcome = subject.run(bad)
    assert isinstance(outcome, SubjectError)
    assert outcome.kind == PROCESS_LOST
    assert subject.run(bad) is outcome  # not lost a second time
    subject.runner.process.limits = LIMITS  # type: ignore[attr-defined]
    assert re.search((LOSSES | EXCESSES)[behaviour], str(outcome))
    assert final(subject.run(build_scenario(subject, 0.5))) == [0.25, 0.25]
    assert subject.runner.process.starts == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("behaviour", EXCEPTIONS)
def test_an_exception_is_an_outcome_and_the_process_is_kept(
    open_source: OpenSource, behaviour: str
) -> None:
    subject = open_source(write_hostile(behaviour))
    outcome = subject.run(build_scenario(subject, SIGNAL))
    assert isinstance(outcome, SubjectError)
    assert str(outcome) == EXCEPTIONS[behaviour]
    assert final(subject.run(build_scenario(subject, 0.5))) == [0.25, 0.25]
    assert subject.runner.process.starts == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("altered", CHANGES)
def test_changes_of_the_process_are_kept_in_it(open_source: OpenSource, altered: str) -> None:
    np.random.seed(1)
    random.seed(1)
    state = (np.geterr(), os.getcwd(), dict(os.environ), np.array_equal, random.getstate())
    drawn = np.random.get_state()[1].tolist()  # type: ignore[index]
    subject = open_source(write_hostile(CHANGES[altered]))
    for _ in range(3):
        assert final(subject.run(build_scenario(subject, SIGNAL))) == [1 - 3 / 16] * 2
    assert final(subject.run(build_scenario(subject, 0.5))) == [0.25, 0.25]
    assert subject.runner.process.starts == 1  # type: ignore[attr-defined]
    assert state == (np.geterr(), os.getcwd(), dict(os.environ), np.array_equal, random.getstate())
    assert drawn == np.random.get_state()[1].tolist()  # type: ignore[index]


IMPORT = "import os, sys, time\n"

CONSTRUCTOR = "class SGD:\n    def step(self): pass\n    def __init__(self, params, lr=0.1): "

BAD_STARTS = {
    "os._exit(0)\n": "While it was imported, the process exited with code 0.",
    "sys.exit(0)\n": "importing .* raised SystemExit: 0",
    "raise BaseException('odd')\n": "importing .* raised BaseException: odd",
    "raise KeyboardInterrupt\n": "importing .* raised KeyboardInterrupt",
    "time.sleep(10**6)\n": "While it was imported, it did not return within 1 s.",
    CONSTRUCTOR + "os._exit(0)\n": "it was built, .*code 0",
    CONSTRUCTOR + "sys.exit(0)\n": "SystemExit at const",
    CONSTRUCTOR + "time.sleep(10**6)\n": ("While it was built, it did not return within 1 s."),
    "class SGD:\n    def __init__(self, params, lr=0.1): pass\n    def step(self): os._exit(0)\n": (
        r"While it was run for the first time \(event 0\), the process exited with code 0"
    ),
}


@pytest.mark.parametrize("source", BAD_STARTS)
def test_a_subject_that_cannot_be_started_says_why(open_source: OpenSource, source: str) -> None:
    limits = Limits(seconds=1.0) if "sleep" in source else LIMITS
    with pytest.raises(CannotRun, match=BAD_STARTS[source]):
        open_source(IMPORT + source, limits)


def test_a_process_that_outlives_its_worker_is_ended(open_source: OpenSource) -> None:
    leave = "pid = os.fork()\nif pid == 0: time.sleep(1000)\nprint(pid, flush=True); os._exit(0)"
    subject = open_source(write_hostile(leave))
    outcome = subject.run(build_scenario(subject, SIGNAL))
    assert isinstance(outcome, SubjectError)
    assert outcome.message.startswith("the process exited with code 0; its last output was: ")
    pid = int(outcome.message.split()[-1])
    wait_until(lambda: not is_running(pid))


def test_a_process_is_replaced_a_few_times_only(open_source: OpenSource) -> None:
    subject = open_source(write_hostile("os._exit(0)"))
    scenario = build_scenario(subject, SIGNAL)
    losses = 0

    def lose_processes() -> None:
        nonlocal losses
        while losses < 2 * MOST_LOSSES:
            subject.run(change(scenario, events=scenario.events * (losses + 1)))
            losses += 1

    with pytest.raises(SubjectUnavailable, match=r"ended its process 9 times, .* code 0"):
        lose_processes()
    assert losses == MOST_LOSSES + 1
    assert isinstance(subject.run(scenario), SubjectError)  # known, so that no process is needed


def test_a_process_that_ends_between_two_runs_is_lost_at_no_event(open_source: OpenSource) -> None:
    subject = open_source(write_hostile("pass"))
    longer = build_scenario(subject, 0.5)
    assert final(subject.run(longer)) == [0.25, 0.25]
    worker = subject.runner.process._worker  # type: ignore[attr-defined]
    os.kill(worker.process.pid, signal.SIGALRM)
    wait_until(worker.process.has_ended)
    shorter = change(longer, events=longer.events[:1])
    outcome = subject.run(shorter)
    assert isinstance(outcome, SubjectError)
    assert (outcome.event, outcome.kind) == (-1, PROCESS_LOST)
    assert outcome.message == "the process was terminated by SIGALRM, after an earlier run"


def test_hangs_end_the_check_after_a_few_timeouts(open_source: OpenSource) -> None:
    subject = open_source(write_hostile("time.sleep(10**6)"))
    client = subject.runner
    assert isinstance(client, Client)
    client.limits = short = Limits(seconds=0.3)
    scenario, harmless = build_scenario(subject, SIGNAL), build_scenario(subject, 0.5)

    def hang_often() -> None:
        for steps in (1, 2, 3, 4):
            client.process.limits = LIMITS
            subject.run(harmless)  # imports it again, without the short limit
            client.process.limits = short
            subject.run(change(scenario, events=scenario.events[:steps]))

    with pytest.raises(SubjectUnavailable, match=r"[23] times, .*did not return within 0\.3 s"):
        hang_often()


def test_a_subject_that_cannot_be_imported_again_is_unavailable(
    open_source: OpenSource, tmp_path: object
) -> None:
    guard = f"import os\nif os.path.exists({str(tmp_path)!r} + '/used'): os._exit(6)\n"
    leave = f"open({str(tmp_path)!r} + '/used', 'w').close(); os._exit(0)"
    subject = open_source(guard + write_hostile(leave))
    assert isinstance(subject.run(build_scenario(subject, SIGNAL)), SubjectError)
    with pytest.raises(SubjectUnavailable, match="imported again, and the process exited with co"):
        subject.run(build_scenario(subject, 0.5))


def test_a_loss_with_further_arguments_is_no_loss_without_them(open_source: OpenSource) -> None:
    source = SOURCE.replace("lr=1e-3", "lr=1e-3, bad=False").replace("{body}", "pass")
    source = source.replace("self.t = 0\n", "self.t = 0\n        if bad: os._exit(0)\n")
    subject = open_source(source)
    scenario = build_scenario(subject, 0.5)
    worse = subject.with_fixed({"bad": True})
    assert isinstance(worse.run(scenario), SubjectError)
    assert final(subject.run(scenario)) == [0.25, 0.25]
    assert isinstance(worse.run(scenario), SubjectError)


def test_a_new_interpreter_does_what_a_fork_does(
    open_source: OpenSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "can_fork", lambda: False)
    subject = open_source(write_hostile("os._exit(0)"))
    assert final(subject.run(build_scenario(subject, 0.5))) == [0.25, 0.25]
    outcome = subject.run(build_scenario(subject, SIGNAL))
    assert isinstance(outcome, SubjectError)
    assert outcome.message == "the process exited with code 0"
    assert replace(subject, more={}).run(build_scenario(subject, 0.5)) != outcome
