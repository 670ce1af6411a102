"""``identify``: the rule, the dialect, another number, or what comes nearest."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from conformance import identify
from conformance.conftest import EPS_INSIDE, PAGE_ADAM, Command, WriteSubject
from conformance.errors import CannotRun
from conformance.records import Identity, schema_of

DRIFTING = PAGE_ADAM.replace("= p.data - ", "= 0.999 * p.data - ")


def test_optimcores_sgd_is_sgd() -> None:
    first = identify("optimcore:SGD").known[0]
    assert (first.rule, first.how) == ("sgd", "")
    assert first.hyper["momentum"] == ["momentum"]
    assert first.cases == first.of > 5


def test_a_dialect_is_named(command: Command, write_subject: WriteSubject, tmp_path: Path) -> None:
    wanted = tmp_path / "identity.json"
    done = command("identify", f"{write_subject(EPS_INSIDE)}:Adam", "--json", wanted)
    assert done.exit_code == 0
    assert (
        "follows Adam: eps inside the square root (adam-eps-root, as in optax, nadir)"
        in done.stdout
    )
    seen = json.loads(wanted.read_text())
    jsonschema.validate(seen, schema_of(Identity))
    assert seen["matches"][0]["how"] == "adam-eps-root"


def test_what_follows_no_rule_is_told_the_nearest(
    command: Command, write_subject: WriteSubject
) -> None:
    assert DRIFTING != PAGE_ADAM
    done = command("identify", f"{write_subject(DRIFTING)}:Adam")
    assert done.exit_code == 1
    assert "no rule known here; the nearest:\n  Adam" in done.stdout


def test_what_cannot_be_run_is_no_rule() -> None:
    with pytest.raises(CannotRun):
        identify("fractions:Fraction")
