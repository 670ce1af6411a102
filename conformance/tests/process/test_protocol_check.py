"""Each violation of the protocol is found."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conformance.process.protocol_check import check_protocol
from conformance.tests.example_subjects import PAGE_ADAM
from conformance.tests.fixture_types import Command, WriteSubject
from conformance.tests.process.programs import HARNESS


def test_a_good_harness_keeps_to_the_protocol(
    command: Command, write_subject: WriteSubject
) -> None:
    line = f"{sys.executable} {HARNESS} {write_subject(PAGE_ADAM)}:Adam"
    result = command("harness", "check", line)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("passed hello: ")
    assert "FAILED" not in result.stdout


@pytest.mark.parametrize(
    ("correct", "wrong", "words"),
    [
        ("float(v).hex() for v in p.numbers()", "(v + 1e-9).hex() for v in p.numbers()",
         "bit for bit"),
        ('for _ in range(event.get("times", 1)):', "for _ in range(1):", "repeated step"),
        ("self.step(self.other, ", "self.step(self.mine, ", "second optimizer"),
        ("None if gradient is None else self.framework.make_array(gradient)",
         "self.framework.make_array(gradient)",
         "may be null"),
        ("        self.hyper[name] = value\n", "        raise ValueError(name)\n", "can be set"),
        ("[name for name in given if is_settable(made, name)]", "['no-such-name']",
         "settable names hyper-parameters"),
        ('modes = {"has_modes": True} if has_modes(target) else {}', 'modes = {"has_modes": True}',
         "A look is answered"),
    ],
)  # fmt: skip
def test_each_violation_of_the_protocol_is_reported(
    write_subject: WriteSubject, tmp_path: Path, correct: str, wrong: str, words: str
) -> None:
    source = HARNESS.read_text(encoding="utf-8")
    assert correct in source
    path = tmp_path / "faulty.py"
    path.write_text(source.replace(correct, wrong), encoding="utf-8")
    target = f"{write_subject(PAGE_ADAM)}:Adam"
    remarks = check_protocol(f"{sys.executable} {path} {target}")
    [found] = [told for ok, told in remarks if not ok]
    assert words in found
