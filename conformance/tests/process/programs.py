"""Programs, a scenario and names for the tests of the process protocol."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance import check
from conformance.process.harnesses import HERE
from properties.scenarios.encoding import written
from properties.scenarios.model import OtherStep, Restart, Scenario, SetHyper, Start, Step, array
from properties.subjects.hyper_names import Names

HARNESS = HERE / "python" / "harness.py"
STEP = Step((array([0.5, -1.0]), None))
SCENARIO = Scenario(
    "adam", "float64", (Start(array([1.0, 2.0])), Start(array([3.0]))),
    ({"lr": written(0.5), "betas": written((0.9, 0.99))},),
    (STEP, SetHyper("lr", written(0.25)), OtherStep(STEP.gradients), Restart(), STEP),
)  # fmt: skip
NAMES = Names({"lr": ("rate",), "betas": ("b1", "b2")})
LOOPING = "import sys\nfor line in sys.stdin:\n    print({answer!r}, flush=True)\n"


def python(path: Path, *arguments: str) -> str:
    return f"exec:{sys.executable} {path} {' '.join(arguments)}"


def judged(path: Path, name: str, **options: int) -> tuple[str, list[str]]:
    report = check(python(HARNESS, f"{path}:{name}"), examples=options.get("examples", 1))
    return report.verdict, [named.id for named in report.diagnosis]


PAGE = (HERE / "PROTOCOL.md").read_text()
