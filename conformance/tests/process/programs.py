"""Programs, a scenario and names for the tests of the process protocol."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance import check
from conformance.process.harnesses import HERE
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    OtherStep,
    Restart,
    Scenario,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from properties.subjects.hyper_names import HyperNames

HARNESS = HERE / "python" / "harness.py"
STEP = Step((encode_array([0.5, -1.0]), None))
SCENARIO = Scenario(
    "adam", "float64", (Start(encode_array([1.0, 2.0])), Start(encode_array([3.0]))),
    ({"lr": encode_hyper(0.5), "betas": encode_hyper((0.9, 0.99))},),
    (STEP, SetHyper("lr", encode_hyper(0.25)), OtherStep(STEP.gradients), Restart(), STEP),
)  # fmt: skip
NAMES = HyperNames({"lr": ("rate",), "betas": ("b1", "b2")})
LOOPING = "import sys\nfor line in sys.stdin:\n    print({answer!r}, flush=True)\n"


def python(path: Path, *arguments: str) -> str:
    return f"exec:{sys.executable} {path} {' '.join(arguments)}"


def check_program(path: Path, name: str, **options: int) -> tuple[str, list[str]]:
    report = check(python(HARNESS, f"{path}:{name}"), examples=options.get("examples", 1))
    return report.verdict, [named.id for named in report.diagnosis]


PAGE = (HERE / "PROTOCOL.md").read_text()
