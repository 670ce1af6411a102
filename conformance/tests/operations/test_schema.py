"""The JSON of reports and capsules keeps to the published schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance import Report
from conformance.tests.example_subjects import SOURCES
from conformance.tests.fixture_types import Command, WriteSubject


def schema_of(command: Command, kind: str) -> dict[str, Any]:
    result = command("schema", kind)
    assert result.exit_code == 0
    schema: dict[str, Any] = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


@pytest.mark.parametrize(("name", "verdict_expected"), [("climbing", 1), ("sgd", 0)])
def test_the_json_of_check_keeps_to_the_published_schema(
    command: Command, tmp_path: Path, name: str, verdict_expected: int
) -> None:
    (tmp_path / "mine.py").write_text(SOURCES[name])
    out = tmp_path / "new" / "report.json"
    result = command("check", f"{tmp_path / 'mine.py'}:SGD", "--examples", 1, "--json", out)
    assert result.exit_code == verdict_expected
    jsonschema.validate(json.loads(out.read_text()), schema_of(command, "check"))


def test_the_json_of_an_errored_check_keeps_to_the_published_schema(
    command: Command, write_subject: WriteSubject
) -> None:
    path = write_subject("def sgd(params):\n    raise RuntimeError('no')\n")
    result = command("check", f"{path}:sgd", "--json", "-")
    assert result.exit_code == 3
    record = json.loads(result.stdout)
    jsonschema.validate(record, schema_of(command, "check"))
    assert (record["verdict"], record["findings"]) == ("errored", [])


def test_the_published_schema_rejects_another_verdict(command: Command, clean: Report) -> None:
    record = json.loads(clean.to_json()) | {"verdict": "perhaps"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, schema_of(command, "check"))


def test_a_capsule_keeps_to_its_published_schema(command: Command, eps_inside: Report) -> None:
    from conformance.records.capsule import encode_capsules

    written = encode_capsules(eps_inside)
    assert written.keys() == {f.law for f in eps_inside.findings}
    for text in written.values():
        jsonschema.validate(json.loads(text), schema_of(command, "capsule"))
