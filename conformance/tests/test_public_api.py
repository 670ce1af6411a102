"""The public names of ``conformance``: documented, and with the types that users rely on."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import conformance
import optimcore
from conformance.tests.documentation import TEXTS, needs_pages

if TYPE_CHECKING:
    # Checked by mypy alone: an unexpected type is an error, and so is a comment that ignores one
    # where there is none.
    from typing import assert_type

    report = conformance.check("mine.py:Adam", "adam", examples=5, hyper={"device": "cpu"})
    assert_type(report, conformance.Report)
    assert_type(report.verdict == "conforms", bool)
    assert_type(report.findings[0].law, str)
    assert_type(report.findings[0].ratio, float | None)
    assert_type(report.certificate.decided, int)
    assert_type(report.to_json(), str)
    assert_type(conformance.check(object, jobs=2), conformance.Report)
    assert_type(conformance.identify("mine.py:Adam"), conformance.Identity)
    assert_type(conformance.identify("mine.py:Adam").known[0].rule, str)
    assert_type(conformance.convert("a.py:A", "b.py:B"), conformance.Conversion)
    options = conformance.SubjectOptions(without=["float32"])
    assert_type(conformance.check("mine.py:Adam", options=options).target, str)

    conformance.check("mine.py:Adam", examples="5")  # type: ignore[arg-type]
    conformance.check()  # type: ignore[call-arg]
    conformance.check("mine.py:Adam", "adam", 5)  # type: ignore[call-arg]
    conformance.check("mine.py:Adam", sed=3)  # type: ignore[call-arg]
    conformance.SubjectOptions(without=3)  # type: ignore[arg-type]
    report.verdict = "conforms"  # type: ignore[misc]
    report.verdikt  # type: ignore[attr-defined]  # noqa: B018
    conformance.chekc  # type: ignore[attr-defined]  # noqa: B018


@needs_pages
def test_the_public_names_are_listed() -> None:
    section = TEXTS["command-line.md"].partition("Public are the commands")[2].partition("\n\n`")[0]
    rows = re.findall(r"^\| (`.*?`) \|", section, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == {*conformance.__all__}


@pytest.mark.parametrize("package", ["conformance", "properties", "optimcore"])
def test_the_packages_are_typed(package: str) -> None:
    assert (Path(import_module(package).__file__ or "").parent / "py.typed").is_file()


def test_every_public_name_has_documentation() -> None:
    for package in (conformance, optimcore):
        for name in package.__all__:
            assert (getattr(package, name).__doc__ or "").strip(), name
