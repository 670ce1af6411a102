"""Files that extend the suite: a rule, a law, and so on; and a program that uses them."""

from __future__ import annotations

FILES = {
    # A rule, with a hyper-parameter that no other rule has.
    "optimcore/tilt.py": '''
from .hyperparameters import nonnegative
from .optimizer import Optimizer


class Tilt(Optimizer):
    """Descent with a pull towards zero."""

    slope = nonnegative()
    gradient_powers = None

    def __init__(self, params, lr=1e-3, slope=0.5):
        super().__init__(params, lr, slope=slope)

    @staticmethod
    def update(theta, g, s, t, h):
        return theta - h.lr * (g + h.slope * theta), s
''',
    "properties/rules/profiles/tilt.py": """
from ..profile import Profile

PROFILE = Profile(
    values={"slope": (0.5, 0.125)},
    synonyms={"slope": (("slope",), ("inclination",))},
    closed_forms=("decay-factor",),
    other_algorithms=("tilt_up",),
)
""",
    "properties/laws/repeated.py": '''
from ..comparison.trajectories import compare_bits
from .law import SHOULD, law

REPORT_ORDER = 15


@law("repeated", SHOULD, hyper=("slope",), families=("huge",), many_steps=True)
def repeated(trial):
    """A second run is compare_bits.

    SHOULD: as an example.
    """
    return compare_bits(trial.run(trial.scenario), trial.subject.run(trial.scenario), "again")
''',
    "properties/pitfalls/tilt.py": """
from ..rules.source_edits import Edit
from .base import Pitfall

PITFALLS = (
    Pitfall(
        "tilt-away", "the pull is away from zero", "tilt",
        (Edit("tilt.py", "g + h.slope * theta", "g - h.slope * theta"),), "The sign is wrong.",
    ),
)
""",
    "properties/dialects/tilt.py": """
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "tilt-full", "the pull is not multiplied by lr", "tilt",
        (Edit("tilt.py", "h.lr * (g + h.slope * theta)", "h.lr * g - h.slope * theta"),),
        "The pull does not depend on lr.", ("an example",),
    ),
)
""",
    "conformance/adapters/slides.py": """
from properties.subjects.base_driver import UNSUPPORTED

from . import BaseDriver
from .common.adapter import Adapter, register


class SlideDriver(BaseDriver):
    def __init__(self, target, names, plan):
        super().__init__(names, plan)
        self.params = [values.astype(d) for values, d in zip(plan.arrays, plan.dtypes)]
        self.optimizer = target.thing(**self.arguments)

    def step(self):
        for k, gradient in enumerate(self.pending_gradients):
            if gradient is not None:
                self.params[k] = self.optimizer.slide(self.params[k], gradient)


register(
    Adapter(
        "slides",
        "objects that slide",
        SlideDriver,
        recognizes=lambda target: hasattr(target.thing, "slide"),
        unsupported=lambda target: UNSUPPORTED,
        takes_parameters=False,
    )
)
""",
    "conformance/rendering/formats/headline.py": """
from ...records.check import Report
from .registry import report_format


@report_format("headline", Report, "one line")
def render_headline(report):
    return f"{report.target}: {report.verdict}"
""",
    "properties/generation/corpus/tilt.json": """
[
  {
    "rule": "tilt",
    "dtype": "float64",
    "parameters": [{"value": {"shape": [1], "values": ["0x1.0000000000000p+2"]}}],
    "groups": [{"lr": "0x1.0000000000000p-2", "slope": "0x1.8000000000000p-1"}],
    "events": [{"type": "step", "gradients": [{"shape": [1], "values": ["0x1.0000000000000p+0"]}]}]
  }
]
""",
    # The optimizer of a user.
    "slide.py": """
class Slide:
    def __init__(self, lr=1e-3, inclination=0.5):
        self.lr, self.inclination = lr, inclination

    def slide(self, x, dx):
        return x - self.lr * (dx + self.inclination * x)
""",
}

USE = """
import json
from pathlib import Path

import conformance
import optimcore
from conformance.cli.main import main
from conformance.rendering.formats import render_as
from conformance.targets.rule_name import infer_rule
from properties.dialects import dialects
from properties.engine.detection import DetectionPower
from properties.engine.examiner import Examiner
from properties.generation.corpus import corpus
from properties.laws import laws
from properties.pitfalls import pitfalls
from properties.rules.registry import rules

report = conformance.check("slide:Slide", "tilt", examples=10)
tested = {law.law: law.cases for law in report.certificate.laws}
drawn = Examiner(rules()["tilt"], pitfalls()["tilt-away"].subject(), examples=10, shrink=False)
found = drawn.run()
power = DetectionPower(rules()["tilt"], drawn.subject.capabilities, list(laws().values()),
    found.scenarios)
full = dialects()["tilt-full"]
spoken = Examiner(full.applied_rule(), full.subject(), examples=10, shrink=False).run()
try:
    main(["check", "slide:Slide", "--rule", "tilt", "--examples", "2", "--headline", "line.txt"])
except SystemExit:
    pass
print(json.dumps({
    "written": Path("line.txt").read_text(),
    "order": list(laws()),
    "inferred": [infer_rule(name) for name in ("MyTilt", "TiltUp")],
    "class": optimcore.Tilt.__module__,
    "core": conformance.check("optimcore:Tilt", examples=10).verdict,
    "corpus": [s in found.scenarios for s in corpus("tilt")],
    "adapter": report.adapter,
    "verdict": report.verdict,
    "names": report.names,
    "tested": tested,
    "not applicable": {n.law: n.reason for n in report.certificate.not_applicable},
    "values": sorted({s.groups[0]["slope"] for s in found.scenarios if "slope" in s.groups[0]}),
    "broken": [finding.law.id for finding in found.findings],
    "detected": power.detect_pitfalls(),
    "broken by the dialect": [finding.law.id for finding in spoken.findings],
    "headline": render_as("headline", report),
}))
"""
