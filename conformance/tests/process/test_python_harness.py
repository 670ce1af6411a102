"""The harness for Python optimizers, in another interpreter."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pytest

from conformance import check
from conformance.operations.replay import replay
from conformance.operations.script import make_script
from conformance.process.codec import decode_outcome, encode_request
from conformance.process.harnesses import split_command, target_in_interpreter, update_target
from conformance.process.harnesses.python import harness as python_harness
from conformance.process.messages import Answer
from conformance.records.capsule import make_capsule
from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from conformance.tests.adapters.group_subjects import GROUPS, SKIPS
from conformance.tests.example_subjects import PAGE_ADAM, PAGE_SGD, TRAINING
from conformance.tests.fixture_types import Command, WriteSubject
from conformance.tests.process.programs import HARNESS, SCENARIO, check_program, python
from properties.rules.registry import rules
from properties.scenarios.transforms import change
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Trajectory


def test_a_correct_adam_conforms_in_another_process(write_subject: WriteSubject) -> None:
    assert check_program(write_subject("adam"), "Adam")[0] == "conforms"


def test_a_defect_is_named_across_the_process(write_subject: WriteSubject) -> None:
    verdict, names = check_program(write_subject("eps_inside"), "Adam")
    assert (verdict, names[0]) == ("diverges", "adam-eps-root")


def test_another_interpreter_needs_nothing_of_ours(
    command: Command, write_subject: WriteSubject
) -> None:
    path = write_subject(PAGE_SGD)
    result = command("check", "--python", sys.executable, f"{path}:SGD", "--examples", 1)
    assert result.exit_code == 0, result.output
    source = HARNESS.read_text(encoding="utf-8")
    assert "import conformance" not in source
    assert "from conformance" not in source


def test_a_capsule_does_not_name_the_path_of_the_harness(
    command: Command, write_subject: WriteSubject, tmp_path: Path
) -> None:
    path = write_subject("eps_inside")
    out = tmp_path / "out"
    done = command("check", "--python", sys.executable, f"{path}:Adam", "--capsules", out)
    assert done.exit_code == 1, done.output
    text = (out / "agreement.json").read_text()
    target = f"exec:{sys.executable} {{python-harness}} {path}:Adam"
    assert json.loads(text)["target"] == target
    # The interpreter may be in a folder of the installation; the harness is not named by its path.
    assert str(HARNESS.parent) not in text
    assert f"check 'exec:{sys.executable} {{python-harness}} {path}:Adam' --rule" in done.output
    assert command("replay", out / "agreement.json").exit_code == 1
    assert command("check", target, "--rule", "adam", "--examples", 1).exit_code == 1


@pytest.mark.parametrize("old", ["conformance/harnesses", "conformance/process/harnesses"])
def test_a_capsule_with_the_path_of_another_installation_is_replayed(
    old: str, write_subject: WriteSubject
) -> None:
    path = write_subject("eps_inside")
    target = target_in_interpreter(sys.executable, f"{path}:Adam")
    report = check(target, "adam", examples=1)
    new = make_capsule(report, report.findings[0])
    place = f"/gone/site-packages/{old}/python/harness.py"
    earlier = change(new, target=target.replace("{python-harness}", place), calls=None)
    assert place in earlier.target
    assert replay(earlier).state == "STILL BROKEN"
    assert make_script(earlier) == make_script(new)
    Path(path).write_text(PAGE_ADAM)
    assert replay(earlier).state == "FIXED"


@pytest.mark.parametrize(
    "target",
    [
        "optimcore:Adam", "exec:python3 harness.py mine.py:Adam",
        "exec:python3 /mine/harnesses/python/harness.py mine.py:Adam",
        "exec:python3 conformance/harnesses/python/harness.py --fast mine.py:Adam",
    ],
)  # fmt: skip
def test_other_targets_of_a_capsule_are_unchanged(target: str) -> None:
    assert update_target(target) == target


def test_paths_with_spaces_are_one_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONFORMANCE_HARNESSES", str(tmp_path / "two words"))
    assert split_command("node {harnesses}/javascript/tfjs.mjs adam") == [
        "node", f"{tmp_path / 'two words'}/javascript/tfjs.mjs", "adam",
    ]  # fmt: skip
    target = target_in_interpreter("/my python/bin/python", "my file.py:Adam")
    assert split_command(target.removeprefix("exec:")) == [
        "/my python/bin/python", str(HARNESS), "my file.py:Adam",
    ]  # fmt: skip
    old = target.replace("{python-harness}", "'/my python/conformance/harnesses/python/harness.py'")
    assert update_target(old) == target


def test_an_optimizer_that_needs_training_mode_is_in_it_across_the_process(
    write_subject: WriteSubject,
) -> None:
    pytest.importorskip("torch")
    verdict, names = check_program(write_subject(TRAINING), "SGD", examples=1)
    assert (verdict, names) == ("conforms", [])


def test_training_may_be_a_flag(write_subject: WriteSubject) -> None:
    pytest.importorskip("torch")
    source = """\
        import torch

        class SGD(torch.optim.SGD):
            def __init__(self, params, lr=1e-3):
                super().__init__(params, lr)
                self.train = True
        """
    verdict, names = check_program(write_subject(source), "SGD", examples=1)
    assert (verdict, names) == ("conforms", [])


def test_without_numpy_parameters_are_lists(
    write_subject: WriteSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = PAGE_SGD.replace(
        "p.data -= self.lr * p.grad",
        "p.data[:] = [x - self.lr * g for x, g in zip(p.data, p.grad)]",
    )
    monkeypatch.setattr(python_harness, "numpy", None)
    target = python_harness.import_target(f"{write_subject(source)}:SGD")
    said = python_harness.answer_hello(target, "lists")
    assert {"float32", "scalar"} <= said["lacks"].keys()
    request = encode_request(1, SCENARIO, HyperNames({"lr": ("lr",), "betas": ("b1", "b2")}))
    told = json.loads(msgspec.json.encode(request))
    told["hyper"] = {"lr": told["hyper"]["lr"]}
    outcome = decode_outcome(
        msgspec.json.decode(json.dumps(python_harness.answer_run(target, told)), type=Answer),
        request,
    )
    assert isinstance(outcome, Trajectory), outcome
    assert outcome.frames[0][0].tolist() == [0.75, 2.5]
    assert outcome.frames[4][0].tolist() == [0.625, 2.75]


# The part of chainer that an optimizer uses: it finds its parameters in a link.
CHAINER = """
from contextlib import nullcontext

__version__ = "7"

class Parameter:
    def __init__(self, data):
        self.data, self.grad = data, None

class Link:
    init_scope = nullcontext

class Optimizer:
    def setup(self, link):
        self.found = list(vars(link).values())

class SGD(Optimizer):
    def __init__(self, lr=0.01, model=None):
        self.lr = lr

    def update(self):
        for p in self.found:
            p.data = p.data - self.lr * p.grad
"""


@pytest.mark.parametrize("source", [GROUPS, SKIPS], ids=["entries", "attribute"])
def test_a_value_is_changed_where_the_optimizer_reads_it(tmp_path: Path, source: str) -> None:
    (tmp_path / "groups.py").write_text(source, encoding="utf-8")
    target = python_harness.import_target(f"{tmp_path / 'groups.py'}:SGD")
    assert "lr" in python_harness.answer_hello(target, "groups")["settable"]
    value = {"shape": [1], "values": ["0x1p+0"]}
    step = {"type": "step", "gradients": [value], "times": 1}
    asked = {
        "ask": "run", "id": 1, "dtype": "float64", "hyper": {"lr": "0x1p-1"},
        "parameters": [value], "events": [{"type": "set", "hyper": {"lr": "0x1p-2"}}, step],
    }  # fmt: skip
    [_, [[moved]]] = python_harness.answer_run(target, asked)["frames"]
    assert float.fromhex(moved) == 0.75


def test_an_optimizer_of_chainer_finds_its_parameters_in_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chainer.py").write_text(CHAINER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "chainer", raising=False)
    target = python_harness.import_target("chainer:SGD")
    said = python_harness.answer_hello(target, "linked")
    assert (list(said["hyper"]), said["settable"]) == (["lr"], ["lr"])
    assert said["versions"]["chainer"] == "7"
    assert list(said["lacks"]) == ["no gradient"]
    value = {"shape": [2], "values": ["0x1p+0", "0x1p+1"]}
    step = {"type": "step", "gradients": [value], "times": 1}
    slower = {"type": "set", "hyper": {"lr": "0x1p-2"}}
    asked = {
        "ask": "run", "id": 1, "dtype": "float64", "hyper": {"lr": "0x1p-1"},
        "parameters": [value], "events": [step, slower, step, {"type": "restart"}, step],
    }  # fmt: skip
    seen = python_harness.answer_run(target, asked)["frames"]
    assert [float.fromhex(v) for v in seen[0][0]] == [0.5, 1.0]
    assert [float.fromhex(v) for v in seen[4][0]] == [0.0, 0.0]


MODES = """
class Halfway:
    training = False

    def __init__(self, params, lr=0.5):
        self.params, self.lr, self.starts = params, lr, [p.data for p in params]

    def eval(self):
        if self.training:
            self.kept = [p.data for p in self.params]
            for p, start in zip(self.params, self.starts):
                p.data = (p.data + start) / 2
        self.training = False

    def train(self):
        if not self.training:
            for p, kept in zip(self.params, getattr(self, "kept", self.starts)):
                p.data = kept
        self.training = True

    def step(self):
        for p in self.params:
            p.data = p.data - self.lr * p.grad


class Plain(Halfway):
    eval = None
"""


def test_an_optimizer_with_modes_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "modes.py").write_text(MODES, encoding="utf-8")
    target = python_harness.import_target(f"{tmp_path / 'modes.py'}:Halfway")
    assert python_harness.answer_hello(target, "halfway")["has_modes"] is True
    value = {"shape": [1], "values": ["0x1p+0"]}
    step = {"type": "step", "gradients": [{"shape": [1], "values": ["0x1p+1"]}]}
    asked = {
        "ask": "run", "id": 1, "dtype": "float64", "hyper": {}, "parameters": [value],
        "events": [step, {"type": "look"}, {"type": "look", "times": 2}, step],
    }  # fmt: skip
    seen = python_harness.answer_run(target, asked)["frames"]
    assert [float.fromhex(frame[0][0]) for frame in seen] == [0.0, 0.5, 0.5, -1.0]
    plain = python_harness.import_target(f"{tmp_path / 'modes.py'}:Plain")
    assert "has_modes" not in python_harness.answer_hello(plain, "plain")


def test_a_program_is_looked_at_only_if_it_says_that_it_has_modes(tmp_path: Path) -> None:
    path = tmp_path / "modes.py"
    path.write_text(MODES, encoding="utf-8")
    for name, has in (("Halfway", True), ("Plain", False)):
        subject, _ = find_subject(resolve(python(HARNESS, f"{path}:{name}")), rules()["sgd"])
        assert subject.capabilities.supports("eval mode") is has
        assert ("has_modes" in subject.capabilities.unsupported.get("eval mode", "")) is not has
