"""The progress of commands: one fraction, a line every ten seconds, nothing for a short run."""

from __future__ import annotations

from io import StringIO
from itertools import pairwise

import pytest
from rich.console import Console

from conformance import check, convert, identify
from conformance.cli.progress import BarDisplay, LineDisplay, Progress, format_seconds, progress_bar
from conformance.matrix import run as matrix
from conformance.matrix.libraries import Configuration, Library
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_fraction_never_decreases(clock: Clock) -> None:
    progress = Progress("work", clock)
    seen = []
    for done in (0.0, 0.4, 0.1, 0.7, 2.0, 0.0):
        progress.update("", done)
        seen.append(progress.done)
    assert seen == [0.0, 0.4, 0.4, 0.7, 1.0, 1.0]


def test_the_time_that_is_left_is_estimated(clock: Clock) -> None:
    progress = Progress("mine.py:Adam", clock)
    assert progress.describe() == "mine.py:Adam, 0% done"
    clock.now += 5
    progress.update("the corpus", 0.25)
    assert progress.describe() == "mine.py:Adam: the corpus, 25% done, about 15 s left"
    progress.update("the end", 1.0)
    assert progress.describe() == "mine.py:Adam: the end, 100% done"


def test_the_time_that_is_left_counts_down_and_is_left_out_when_it_is_over(clock: Clock) -> None:
    progress = Progress("work", clock)
    clock.now += 5
    progress.update("search", 0.5)
    for left in (", about 4 s left", ", about 3 s left", "", ""):
        clock.now += 1 if left else 10
        progress.update("search", 0.5)
        assert progress.describe() == f"work: search, 50% done{left}"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (59.4, "59 s"), (60, "1 min 0 s"), (125, "2 min 5 s")]
)
def test_times_are_readable(seconds: float, words: str) -> None:
    assert format_seconds(seconds) == words


def test_without_a_terminal_a_line_is_written_every_ten_seconds(clock: Clock) -> None:
    lines: list[str] = []
    display = LineDisplay(Progress("work", clock), lines.append)
    counts = []
    for _ in range(35):
        clock.now += 1
        display.tick()
        counts.append(len(lines))
    assert counts == [0] * 9 + [1] * 10 + [2] * 10 + [3] * 6


def test_a_line_that_was_missed_is_not_made_up_for(clock: Clock) -> None:
    lines: list[str] = []
    display = LineDisplay(Progress("work", clock), lines.append)
    for seconds in (47, 2, 2, 8):
        clock.now += seconds
        display.tick()
    assert len(lines) == 2  # after 47 and 51 seconds


def render_steps(clock: Clock, *steps: tuple[float, float]) -> str:
    """Return what a bar draws at each time and fraction."""
    progress, file = Progress("work", clock), StringIO()
    display = BarDisplay(progress, Console(file=file, force_terminal=True, width=80))
    for seconds, done in steps:
        clock.now += seconds
        progress.update("a part", done)
        display.tick()
    display.close()
    return file.getvalue()


def test_a_bar_is_drawn_from_the_first_second(clock: Clock) -> None:
    text = render_steps(clock, (0.5, 0.0), (0.6, 0.0), (1.0, 0.5))
    assert "work: a part, 0% done" in text
    assert "work: a part, 50% done" in text


def test_a_short_run_draws_nothing(clock: Clock) -> None:
    assert render_steps(clock, (0.5, 0.1), (0.4, 0.9)) == ""


def test_a_short_run_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("work") as show:
        show("a part", 0.5)
    assert capsys.readouterr() == ("", "")


def test_a_check_writes_no_progress_in_a_short_run(
    command: Command, write_subject: WriteSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Progress, "elapsed", 1.9)  # the machine may be slow
    result = command("check", f"{write_subject(PAGE_SGD)}:SGD", "--examples", 2)
    assert result.exit_code == 0
    assert result.stderr == ""


def assert_one_progress(parts: list[float]) -> None:
    """The fraction starts at zero, never decreases, and ends at 1."""
    assert parts[0] == 0
    assert all(a <= b for a, b in pairwise(parts))
    assert parts[-1] == 1


@pytest.mark.parametrize("source", ["PAGE_SGD", "CLIMBING_SGD"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_check_reports_one_progress(source: str, jobs: int, write_subject: WriteSubject) -> None:
    from conformance.tests import example_subjects

    parts: list[float] = []
    path = write_subject(getattr(example_subjects, source))
    check(f"{path}:SGD", examples=5, jobs=jobs, progress=lambda _, part: parts.append(part))
    assert_one_progress(parts)
    assert len(set(parts)) > 20


def test_identify_and_convert_report_one_progress(write_subject: WriteSubject) -> None:
    parts: list[float] = []
    target = f"{write_subject(PAGE_SGD)}:SGD"
    convert(target, target, progress=lambda _, part: parts.append(part))
    assert_one_progress(parts)
    parts.clear()
    identify(target, progress=lambda _, part: parts.append(part))
    assert_one_progress(parts)


def test_the_matrix_reports_one_progress(
    write_subject: WriteSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[float] = []
    found = [Configuration("sgd", f"{write_subject(PAGE_SGD)}:SGD", str(k)) for k in range(3)]
    library = Library(name="made-up", imported="math", install=(), configurations=tuple(found))
    monkeypatch.setattr(matrix, "libraries", lambda: {"made-up": library})
    matrix.run_matrix(examples=1, processes=2, progress=lambda _, part: parts.append(part))
    assert_one_progress(parts)
