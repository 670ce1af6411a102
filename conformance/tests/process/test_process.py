"""Programs as subjects: the protocol, the protocol check, and harnesses in three languages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

from conformance import check
from conformance.process.codec import outcome_of, request_of
from conformance.process.harnesses import HERE
from conformance.process.harnesses.python import harness as python_harness
from conformance.process.messages import Answer
from conformance.process.protocol_check import validated
from conformance.tests.example_subjects import PAGE_ADAM, PAGE_SGD, TRAINING
from conformance.tests.fixture_types import Command, WriteSubject
from properties.subjects.hyper_names import Names
from properties.subjects.trajectory import Trajectory

from .programs import HARNESS, PAGE, SCENARIO, judged

# The specification


# Messages


# Programs that violate the protocol


# Python without dependencies


def test_a_correct_adam_conforms_in_another_process(write_subject: WriteSubject) -> None:
    assert judged(write_subject("adam"), "Adam")[0] == "conforms"


def test_a_defect_is_named_across_the_process(write_subject: WriteSubject) -> None:
    verdict, names = judged(write_subject("eps_inside"), "Adam")
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


def test_an_optimizer_that_needs_training_mode_is_in_it_across_the_process(
    write_subject: WriteSubject,
) -> None:
    pytest.importorskip("torch")
    verdict, names = judged(write_subject(TRAINING), "SGD", examples=1)
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
    verdict, names = judged(write_subject(source), "SGD", examples=1)
    assert (verdict, names) == ("conforms", [])


def test_without_numpy_parameters_are_lists(
    write_subject: WriteSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = PAGE_SGD.replace(
        "p.data -= self.lr * p.grad",
        "p.data[:] = [x - self.lr * g for x, g in zip(p.data, p.grad)]",
    )
    monkeypatch.setattr(python_harness, "numpy", None)
    target = python_harness.found(f"{write_subject(source)}:SGD")
    said = python_harness.hello(target, "lists")
    assert {"float32", "scalar"} <= said["lacks"].keys()
    request = request_of(1, SCENARIO, Names({"lr": ("lr",), "betas": ("b1", "b2")}))
    told = json.loads(msgspec.json.encode(request))
    told["hyper"] = {"lr": told["hyper"]["lr"]}
    outcome = outcome_of(
        msgspec.json.decode(json.dumps(python_harness.answer(target, told)), type=Answer), request
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


def test_an_optimizer_of_chainer_finds_its_parameters_in_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chainer.py").write_text(CHAINER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "chainer", raising=False)
    target = python_harness.found("chainer:SGD")
    said = python_harness.hello(target, "linked")
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
    seen = python_harness.answer(target, asked)["frames"]
    assert [float.fromhex(v) for v in seen[0][0]] == [0.5, 1.0]
    assert [float.fromhex(v) for v in seen[4][0]] == [0.0, 0.0]


# The validator


def test_a_good_harness_keeps_to_the_protocol(
    command: Command, write_subject: WriteSubject
) -> None:
    line = f"{sys.executable} {HARNESS} {write_subject(PAGE_ADAM)}:Adam"
    result = command("harness", "check", line)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("passed hello: ")
    assert "FAILED" not in result.stdout


@pytest.mark.parametrize(
    ("correct", "wrong", "words"),
    [
        ("float(v).hex() for v in p.numbers()", "(v + 1e-9).hex() for v in p.numbers()",
         "bit for bit"),
        ('for _ in range(event.get("times", 1)):', "for _ in range(1):", "repeated step"),
        ("self.step(self.other, ", "self.step(self.mine, ", "second optimizer"),
        ("None if told is None else self.world.array(told)", "self.world.array(told)",
         "may be null"),
        ("        self.hyper[name] = value\n", "        raise ValueError(name)\n", "can be set"),
        ("[name for name in given if hasattr(made, name)]", "['no-such-name']",
         "settable names hyper-parameters"),
    ],
)  # fmt: skip
def test_each_fault_of_a_harness_is_found(
    write_subject: WriteSubject, tmp_path: Path, correct: str, wrong: str, words: str
) -> None:
    source = HARNESS.read_text(encoding="utf-8")
    assert correct in source
    path = tmp_path / "faulty.py"
    path.write_text(source.replace(correct, wrong), encoding="utf-8")
    target = f"{write_subject(PAGE_ADAM)}:Adam"
    remarks = validated(f"{sys.executable} {path} {target}")
    [found] = [told for ok, told in remarks if not ok]
    assert words in found


# Files, and the other languages


def test_harnesses_are_written_once(command: Command, tmp_path: Path) -> None:
    assert command("harness", "files", tmp_path / "new").exit_code == 0
    assert (tmp_path / "new" / "python" / "harness.py").read_bytes() == HARNESS.read_bytes()
    assert (tmp_path / "new" / "PROTOCOL.md").read_text() == PAGE
    again = command("harness", "files", tmp_path / "new")
    assert again.exit_code == 2
    assert "exists, so nothing was written" in again.output


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler is installed here")
def test_an_adam_in_c_conforms_and_one_with_a_mistake_does_not(tmp_path: Path) -> None:
    source = (HERE / "c" / "adam.c").read_text(encoding="utf-8")
    wrong = source.replace("sqrt(p->v[i] / c2) + h->eps", "sqrt(p->v[i] / c2 + h->eps)")
    assert wrong != source
    for name, text, verdict in (("right", source, "conforms"), ("wrong", wrong, "diverges")):
        (tmp_path / f"{name}.c").write_text(text, encoding="utf-8")
        built = tmp_path / name
        subprocess.run(  # noqa: S603 - the compiler that is there
            ["cc", "-O2", "-D_GNU_SOURCE", "-o", str(built), f"{built}.c", "-lm"],  # noqa: S607
            check=True,
        )
        assert all(ok for ok, _ in validated(str(built)))
        report = check(f"exec:{built}", "adam", examples=1)
        assert report.verdict == verdict
    assert report.diagnosis[0].id == "adam-eps-root"


@pytest.mark.skipif(not shutil.which("node"), reason="no Node is installed here")
def test_numbers_survive_javascript(tmp_path: Path) -> None:
    values = [0.0, -0.0, 5e-324, -1.7976931348623157e308, 0.1, 2.0**-1022, 1 / 3, float("inf")]
    script = tmp_path / "there-and-back.mjs"
    script.write_text(
        f'import {{ fromHex, toHex }} from "{(HERE / "javascript" / "harness.mjs").as_uri()}";\n'
        "const told = JSON.parse(process.argv[2]);\n"
        "process.stdout.write(JSON.stringify(told.map((text) => toHex(fromHex(text)))));\n"
    )
    told = json.dumps([v.hex() for v in values])
    done = subprocess.run(  # noqa: S603 - the Node that is there
        ["node", str(script), told], capture_output=True, text=True, check=True,  # noqa: S607
    )  # fmt: skip
    back = np.array([float.fromhex(text) for text in json.loads(done.stdout)])
    assert back.tobytes() == np.array(values).tobytes()
