"""Read expected failures in the forms in which they can be given, and apply them to a report."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from ..errors import WrongUse
from ..records.check import Report
from ..records.expectations import check_expectations
from ..records.expected_failure import ExpectedFailure

# Reasons by law, or entries of a reason and more; a sequence of entries; or the path of a TOML file
# with a list of tables called ``expected-failures``.
Entry: TypeAlias = Mapping[str, Any]
ExpectedFailures: TypeAlias = (
    str | Path | Mapping[str, str | Entry] | Iterable[ExpectedFailure | Entry]
)

KEY = "expected-failures"


def read_expected_failures(given: ExpectedFailures) -> list[ExpectedFailure]:
    """Read expected failures in any of their forms.

    Raises:
        WrongUse: The file cannot be read, or an entry has an unknown key or a wrong type.
    """
    if isinstance(given, str | Path):
        return _read_file(Path(given))
    if isinstance(given, Mapping):
        return [_read_entry({"law": law, **_as_table(value)}) for law, value in given.items()]
    return [one if isinstance(one, ExpectedFailure) else _read_entry(one) for one in given]


def _as_table(value: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"reason": value} if isinstance(value, str) else value


def _read_file(path: Path) -> list[ExpectedFailure]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get(KEY, [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(
            f"the expected failures in {str(path)!r} cannot be read: {error}. Give a TOML file "
            f"with tables [[{KEY}]]."
        ) from error
    return read_expected_failures(entries)


def _read_entry(entry: Mapping[str, Any]) -> ExpectedFailure:
    unknown = [key for key in entry if key not in ExpectedFailure.__struct_fields__]
    if unknown:
        raise WrongUse(
            f"expected failure {dict(entry)!r}: the key {unknown[0]!r} is unknown. The keys are "
            f"{', '.join(ExpectedFailure.__struct_fields__)}."
        )
    try:
        return msgspec.convert(entry, ExpectedFailure)
    except msgspec.ValidationError as error:
        raise WrongUse(f"expected failure {dict(entry)!r}: {error}.") from error


def conclude(report: Report, strict: bool, expected: Iterable[ExpectedFailure]) -> Report:
    """Return the report with the laws that decide it, and what it says of expected failures.

    Args:
        report: The report, in which MUST laws decide.
        strict: Whether SHOULD laws decide the verdict too.
        expected: Expected failures; those of other targets are left out.
    """
    if strict and not report.error:
        verdict = "diverges" if report.advice else report.verdict
        report = replace(
            report, verdict=verdict, findings=[*report.findings, *report.advice], advice=[],
            options=replace(report.options, strict=True),
        )  # fmt: skip
    own = [one for one in expected if one.target in ("", report.target)]
    return check_expectations(report, own)
