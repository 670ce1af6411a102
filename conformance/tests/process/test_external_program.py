"""Programs that end, keep silent or violate the protocol."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import check
from conformance.process.external_program import Program
from conformance.process.messages import PROTOCOL
from conformance.process.subprocess_channel import Channel, NoAnswer
from conformance.tests.process.programs import LOOPING, NAMES, SCENARIO, python
from properties.subjects.trajectory import SubjectError


def test_a_program_that_ends_or_keeps_silent_has_raised(tmp_path: Path) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import sys\nsys.stdin.readline()\nsys.exit('a bad end')\n")
    with pytest.raises(NoAnswer, match="exited with code 1: a bad end"):
        Channel([sys.executable, str(dying)]).ask("{}")
    silent = Channel([sys.executable, "-c", "import time; time.sleep(60)"], patience=0.2)
    with pytest.raises(NoAnswer, match=r"did not answer within 0\.2 seconds"):
        silent.ask("{}")
    with pytest.raises(NoAnswer, match="could not be started"):
        Channel(["nowhere-to-be-found"]).ask("{}")


def test_a_program_is_started_again_after_its_end(tmp_path: Path) -> None:
    once = tmp_path / "once.py"
    once.write_text("print(input(), flush=True)\n")
    channel = Channel([sys.executable, str(once)])
    assert channel.ask("1") == "1\n"
    with pytest.raises(NoAnswer):
        channel.ask("2")
    assert channel.ask("3") == "3\n"
    channel.close()


ENDING = """
import atexit, sys, threading
atexit.register(lambda: print(threading.active_count()))
from conformance.process.subprocess_channel import Channel
channel = Channel([sys.executable, "-c", "print(input(), flush=True); input()"])
channel.ask("a line")
"""


def test_no_thread_reads_from_a_program_when_the_interpreter_exits() -> None:
    # A thread that still reads would hold a lock, and Python would abort.
    ended = subprocess.run(  # noqa: S603 - a script of this file
        [sys.executable, "-c", ENDING], capture_output=True, text=True, check=True
    )
    assert (ended.stdout, ended.stderr) == ("1\n", "")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("{}", "did not answer hello"),
        ("no JSON", "did not answer hello"),
        (json.dumps({"protocol": "another/9", "name": "x", "hyper": {}}), "'another/9'"),
    ],
    ids=["nothing", "no JSON", "another"],
)
def test_a_program_without_the_protocol_cannot_be_run(
    tmp_path: Path, answer: str, words: str
) -> None:
    path = tmp_path / "program.py"
    path.write_text(LOOPING.format(answer=answer))
    report = check(python(path), "adam")
    assert report.verdict == "errored"
    assert words in str(report.error)


def test_a_program_with_an_invalid_answer_is_errored(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        LOOPING.format(answer=json.dumps({"protocol": PROTOCOL, "name": "x", "hyper": {}, "id": 0}))
    )
    report_of = Program((sys.executable, str(path)))
    outcome = report_of.run(SCENARIO, NAMES)
    assert isinstance(outcome, SubjectError)
    assert outcome.kind == "BadAnswer"
    report = check(python(path), "adam")
    assert report.verdict == "errored"
    assert "BadAnswer" in str(report.error)
