"""Scripts of findings: they run without the suite, show the failure, and pass when it is fixed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from conformance import check
from conformance.errors import WrongUse
from conformance.operations.script import can_render_script, make_script
from conformance.process.harnesses import target_in_interpreter
from conformance.records.calls import Calls
from conformance.records.capsule import Capsule, make_capsule
from conformance.tests.example_subjects import EPS_INSIDE, PAGE_ADAM, PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject
from conformance.tests.script_runs import run_rendered_script, run_script
from conformance.tests.step_method_subjects import LISTS
from properties.scenarios.model import AddGroup, Resume
from properties.scenarios.transforms import change

STEP = "p.data -= self.lr * p.grad"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("subject") / "mine.py"
    path.write_text(EPS_INSIDE)
    return path


@pytest.fixture(scope="module")
def capsule(source: Path) -> Capsule:
    report = check(f"{source}:Adam", examples=1)
    return make_capsule(report, report.findings[0])


def test_a_script_shows_the_difference_and_its_repair(
    capsule: Capsule, source: Path, command: Command, tmp_path: Path
) -> None:
    kept, script = tmp_path / "capsule.json", tmp_path / "shown.py"
    kept.write_text(capsule.to_json())
    assert command("replay", kept, "--script", script).exit_code == 0
    text = script.read_text()
    assert not {"optimcore", "properties", "conformance"} & set(text.replace(".", " ").split())
    broken = run_script(script)
    assert broken.returncode == 1, broken.stderr
    assert "got " in broken.stdout
    assert "outside the rounding bound" in broken.stdout
    source.write_text(PAGE_ADAM)
    mended = run_script(script)
    source.write_text(EPS_INSIDE)
    assert mended.returncode == 0, mended.stderr
    assert mended.stdout.startswith("0 of ")


@pytest.mark.parametrize(
    ("law", "defect", "shown", "right"),
    [
        ("gradient-untouched", f"{STEP}\n                p.grad *= 0.5",
         "the gradient of parameter 0 was [1.], and is [0.5] after the step",
         "0 gradients were changed by a step"),
        ("layout",
         "flat = p.data.reshape(-1)\n                flat -= self.lr * p.grad.reshape(-1)",
         "parameter 0, element 0: got ", "0 of "),
    ],
)  # fmt: skip
def test_a_script_shows_what_happens_in_memory(
    law: str, defect: str, shown: str, right: str, write_subject: WriteSubject, tmp_path: Path
) -> None:
    path = write_subject(PAGE_SGD.replace(STEP, defect))
    report = check(f"{path}:SGD", examples=1)
    (finding,) = (f for f in report.findings if f.law == law)
    capsule = make_capsule(report, finding)
    assert can_render_script(capsule)
    script = tmp_path / "shown.py"
    script.write_text(make_script(capsule))
    broken = run_script(script)
    assert broken.returncode == 1, broken.stderr
    assert shown in broken.stdout
    Path(path).write_text(PAGE_SGD)
    mended = run_script(script)
    assert mended.returncode == 0, mended.stderr
    assert mended.stdout.startswith(right)


CONFIGURED = """
from dataclasses import dataclass

@dataclass
class Config:
    lr: float = 1e-3

class SGD:
    def __init__(self, params, config: Config = Config()):
        self.params, self.lr = list(params), config.lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= 2 * self.lr * p.grad
"""


def test_a_script_of_a_constructor_that_takes_a_dataclass(
    write_subject: WriteSubject, tmp_path: Path
) -> None:
    report = check(f"{write_subject(CONFIGURED)}:SGD", examples=1)
    done = run_rendered_script(report, tmp_path / "shown.py")
    assert done.returncode == 1, done.stderr
    assert "got -2" in done.stdout


@pytest.mark.parametrize(
    ("name", "rule", "text"), [("SGD", "sgd", CONFIGURED), ("Adam", "adam", LISTS)]
)
def test_the_target_is_not_imported_again_for_a_script(
    name: str, rule: str, text: str, write_subject: WriteSubject
) -> None:
    path = write_subject(text.replace("self.lr * ", "2 * self.lr * "))
    report = check(f"{path}:{name}", rule, examples=1)
    kept = make_capsule(report, report.findings[0])
    # Capsules of earlier versions do not say how the target is called.
    earlier = msgspec.json.decode(change(kept, calls=None).to_json(), type=Capsule)
    script = make_script(earlier)
    Path(path).unlink()
    assert make_script(kept) == script
    if text == LISTS:
        with pytest.raises(WrongUse, match="does not exist"):
            make_script(earlier)


def test_a_capsule_of_an_earlier_version_has_a_script_without_its_target(
    capsule: Capsule,
) -> None:
    gone = change(capsule, target="gone.py:Adam")
    assert make_script(change(gone, calls=None)) == make_script(gone)


def test_a_script_of_a_program(source: Path, tmp_path: Path) -> None:
    report = check(target_in_interpreter(sys.executable, f"{source}:Adam"), "adam", examples=1)
    done = run_rendered_script(report, tmp_path / "shown.py")
    assert done.returncode == 1, done.stderr
    assert "outside the rounding bound" in done.stdout


@pytest.mark.parametrize(
    ("library", "target", "rule"),
    [
        ("optax", "optax:rmsprop", "rmsprop"), ("keras", "keras.optimizers:Adam", "adam"),
        ("thinc", "thinc.api:RAdam", "radam"), ("river", "river.optim:Adam", "adam"),
        ("autograd", "autograd.misc.optimizers:sgd", "sgd"),
    ],
)  # fmt: skip
def test_a_script_of_a_library_with_its_own_calling_convention(
    library: str, target: str, rule: str, tmp_path: Path
) -> None:
    pytest.importorskip(library)
    hyper = {"grad_clip": 0.0, "use_averages": False} if library == "thinc" else {}
    report = check(target, rule, hyper=hyper, examples=1)
    capsules = (make_capsule(report, finding) for finding in report.findings)
    script = tmp_path / "shown.py"
    script.write_text(make_script(next(filter(can_render_script, capsules))))
    done = subprocess.run(  # noqa: S603 - the script written above
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr


def test_an_element_without_a_bound_is_not_compared(capsule: Capsule, tmp_path: Path) -> None:
    script = tmp_path / "shown.py"
    layout = change(capsule, law="layout")
    unknown = [change(f, radius=["inf"] * len(f.radius)) for f in capsule.frames]
    for frames, code in ((layout.frames, 1), (unknown, 0)):
        script.write_text(make_script(change(layout, frames=frames)))
        assert run_script(script).returncode == code


def test_an_adapter_without_a_script_template_is_rejected(capsule: Capsule) -> None:
    with pytest.raises(WrongUse, match="the adapter lasagne has no script template"):
        make_script(change(capsule, adapter="lasagne"))
    resumed = change(capsule.scenario, events=(Resume(), *capsule.scenario.events))
    with pytest.raises(WrongUse, match="the script template of the adapter thinc"):
        make_script(change(capsule, adapter="thinc", scenario=resumed))


def test_a_finding_that_no_script_can_show_is_rejected(capsule: Capsule) -> None:
    scenario = change(capsule.scenario, events=(AddGroup(1),))
    with pytest.raises(WrongUse, match="it has events other than"):
        make_script(change(capsule, scenario=scenario))
    with pytest.raises(WrongUse, match="no single run"):
        make_script(change(capsule, frames=[]))


def test_nothing_of_a_capsule_becomes_code(capsule: Capsule) -> None:
    target = "mine.py:Adam\nimport os"
    text = make_script(change(capsule, target=target))
    compile(text, "shown.py", "exec")
    assert "\nimport os" not in text
    lists = change(capsule, adapter="handed-lists")
    make_script(change(lists, calls=Calls(arrays="numpy", method="update")))
    with pytest.raises(WrongUse, match="which is not a name"):
        make_script(change(lists, calls=Calls(arrays="numpy", method="step(0) or os.system")))
