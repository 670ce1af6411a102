"""The files of the harnesses, and the harnesses in C, Rust and JavaScript."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from conformance import check
from conformance.process.harnesses import HERE
from conformance.process.protocol_check import check_protocol
from conformance.tests.fixture_types import Command
from conformance.tests.process.programs import HARNESS, PAGE


def test_harnesses_are_written_once(command: Command, tmp_path: Path) -> None:
    assert command("harness", "files", tmp_path / "new").exit_code == 0
    assert (tmp_path / "new" / "python" / "harness.py").read_bytes() == HARNESS.read_bytes()
    assert (tmp_path / "new" / "PROTOCOL.md").read_text() == PAGE
    again = command("harness", "files", tmp_path / "new")
    assert again.exit_code == 2
    assert "exists, so nothing was written" in again.output


# For each language: the harness, how it is compiled, and the formula with a mistake.
COMPILED = [
    (
        "c/adam.c", ["cc", "-O2", "-D_GNU_SOURCE", "-o", "adam", "adam.c", "-lm"],
        ("sqrt(p->v[i] / c2) + h->eps", "sqrt(p->v[i] / c2 + h->eps)"),
    ),
    (
        "rust/adam.rs", ["rustc", "-O", "-D", "warnings", "-o", "adam", "adam.rs"],
        ("((self.v[i] / c2).sqrt() + h.eps)", "(self.v[i] / c2 + h.eps).sqrt()"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "compiler", "mistake"), COMPILED, ids=["c", "rust"])
def test_a_compiled_adam_conforms_and_one_with_a_mistake_does_not(
    file: str, compiler: list[str], mistake: tuple[str, str], tmp_path: Path
) -> None:
    if not shutil.which(compiler[0]):
        pytest.skip(f"{compiler[0]} is not installed here")
    source = (HERE / file).read_text(encoding="utf-8")
    wrong = source.replace(*mistake)
    assert wrong != source
    for name, text, verdict in (("right", source, "conforms"), ("wrong", wrong, "diverges")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / Path(file).name).write_text(text, encoding="utf-8")
        subprocess.run(compiler, cwd=folder, check=True)  # noqa: S603 - the compiler that is there
        built = folder / "adam"
        assert all(ok for ok, _ in check_protocol(str(built)))
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
