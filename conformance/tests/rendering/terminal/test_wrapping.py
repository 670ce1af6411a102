"""Text is wrapped between words, and what is copied is not wrapped."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.text import Text

from conformance.records.base import DiagnosisRecord
from conformance.rendering.terminal.report import render_report
from conformance.rendering.terminal.wrapping import COPIED, wrap_text
from conformance.tests.example_records import report

LONG = " ".join(f"word-{k}" for k in range(40))


def wrapped(text: Text, width: int = 80) -> list[str]:
    console = Console(file=StringIO(), width=width, soft_wrap=True)
    return wrap_text(text, console).plain.split("\n")


def test_lines_are_wrapped_between_words_with_their_indentation() -> None:
    lines = wrapped(Text(f"head\n    {LONG}\n\nend\n"), 60)
    assert all(len(line) <= 60 for line in lines)
    assert " ".join(" ".join(lines).split()) == f"head {LONG} end"
    assert lines[1].startswith("    word-0")
    assert lines[2].startswith("      word-")
    assert lines[-3:] == ["", "end", ""]


def test_commands_and_diffs_are_not_wrapped() -> None:
    text = f"  conformance check {LONG}\n    +{LONG}\n    -{LONG}"
    assert wrapped(Text(text)) == text.split("\n")


def test_styles_are_kept() -> None:
    text = Text(f"  {LONG} ")
    text.append("end", "bold red")
    console = Console(file=StringIO(), width=50, soft_wrap=True)
    [span] = wrap_text(text, console).spans
    assert span.style == "bold red"


def test_no_line_of_a_report_is_wider_than_the_terminal() -> None:
    diagnosis = DiagnosisRecord(
        id="one", kind="pitfall", title=LONG, explanation=LONG, diff=f"-{LONG}\n+{LONG}", cases=1,
        of=1,
    )  # fmt: skip
    one = report(diagnosis=[diagnosis], residual=[LONG], untouched=[f"a{k}" for k in range(60)])
    for verbose in (False, True):
        lines = wrapped(render_report(one, verbose))
        assert [x for x in lines if len(x) > 80 and not x.lstrip().startswith(COPIED)] == []
        assert any(len(line) > 80 for line in render_report(one, verbose).plain.split("\n"))
