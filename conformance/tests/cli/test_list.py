"""The commands that list rules, laws, pitfalls and adapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from conformance.adapters import adapters
from conformance.tests.fixture_types import Command
from properties.laws import laws
from properties.pitfalls import pitfalls
from properties.rules.registry import rules

KINDS: dict[str, Callable[[], Mapping[str, object]]] = {
    "rules": rules,
    "laws": laws,
    "pitfalls": pitfalls,
    "adapters": adapters,
}


@pytest.mark.parametrize("kind", KINDS)
def test_list_prints_every_item_of_a_kind(command: Command, kind: str) -> None:
    result = command("list", kind)
    assert result.exit_code == 0
    listed = [line.split()[0] for line in result.stdout.splitlines() if line.strip()]
    assert listed == list(KINDS[kind]())


@pytest.mark.parametrize("kind", [*KINDS, "dialects"])
def test_list_pads_no_line(command: Command, kind: str) -> None:
    lines = command("list", kind).stdout.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    # All columns but the last are aligned.
    second = {re.search(r"  +\S", line).end() for line in lines}  # type: ignore[union-attr]
    assert len(second) == 1


def test_list_of_rules_shows_the_defaults_of_each(command: Command) -> None:
    lines = command("list", "rules").stdout.splitlines()
    for rule, line in zip(rules().values(), lines, strict=True):
        expected = ", ".join(f"{name}={value}" for name, value in rule.defaults.items())
        assert line.split(maxsplit=1) == [rule.name, expected]


def test_list_of_laws_prints_their_summaries(command: Command) -> None:
    lines = command("list", "laws").stdout.splitlines()
    for law, line in zip(laws().values(), lines, strict=True):
        assert line.split()[1] == law.requirement.upper()
        assert law.summary
        assert law.summary in line


def test_list_of_anything_else_exits_2(command: Command) -> None:
    result = command("list", "bugs")
    assert result.exit_code == 2
    assert "rules" in result.stderr
