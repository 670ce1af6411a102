"""Declared dialects: the subject is compared with the rule in these dialects."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.errors import WrongUse
from conformance.targets.dialects import is_declarable, rule_with_dialects, title_of_dialect
from conformance.tests.example_subjects import EPS_INSIDE
from conformance.tests.fixture_types import Command, WriteSubject


def test_a_declared_dialect_conforms(write_subject: WriteSubject) -> None:
    target = f"{write_subject(EPS_INSIDE)}:Adam"
    assert check(target, examples=1).verdict == "diverges"
    report = check(target, examples=1, dialects=["adam-eps-root"])
    assert report.verdict == "conforms"
    assert report.options.dialects == ["adam-eps-root"]
    reasons = {n.law: n.reason for n in report.certificate.not_applicable}
    assert "dialect" in reasons["constant-gradient"]


def test_a_dialect_that_is_declared_and_not_implemented_diverges() -> None:
    report = check("optimcore:Adam", examples=1, dialects=["adam-eps-root"])
    assert report.verdict == "diverges"


@pytest.mark.parametrize(
    ("dialects", "words"),
    [
        (["eps-hat"], "adam has no dialect 'eps-hat'"),
        (["sgd-lr-inside-velocity"], "adam has no dialect 'sgd-lr-inside-velocity'"),
        (["micro-steps=1"], "'1' is not a number of steps above 1"),
        (["clip-values"], "'' is not a number above 0"),
        (["adam-eps-hat", "adam-eps-root"], "are incompatible: they edit the same expression"),
    ],
)
def test_an_invalid_dialect_is_wrong_use(dialects: list[str], words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        check("optimcore:Adam", dialects=dialects)


def test_a_wrapping_needs_the_hyper_parameters_that_it_is_about() -> None:
    with pytest.raises(WrongUse, match="is about weight_decay, which rprop does not have"):
        rule_with_dialects("rprop", ["no-decay-axes=1"])


def test_dialects_and_wrappings_are_declared_together() -> None:
    rule = rule_with_dialects("adam", ["micro-steps=2,sum", "adam-eps-root", "clip-values=1"])
    assert rule.dialects == ("adam-eps-root", "micro-steps=2,sum", "clip-values=1")
    assert [wrapping.id for wrapping in rule.wrappings] == ["micro-steps=2,sum", "clip-values=1"]
    assert rule.edits
    assert title_of_dialect("clip-values=1").startswith("every gradient element is clipped")
    assert is_declarable("clip-values=1", "adam")
    assert not is_declarable("sgd-decoupled-decay", "adam")


def test_dialects_as_one_string_are_wrong_use() -> None:
    with pytest.raises(WrongUse, match=r"is a string.*dialects=\['adam-eps-hat'\]"):
        check("optimcore:Adam", dialects="adam-eps-hat")


def test_the_command_prints_the_dialect(command: Command, write_subject: WriteSubject) -> None:
    target = f"{write_subject(EPS_INSIDE)}:Adam"
    done = command("check", target, "--examples", "1", "--dialect", "adam-eps-root")
    assert done.exit_code == 0
    assert "conforms to adam in the dialect adam-eps-root" in done.stdout
