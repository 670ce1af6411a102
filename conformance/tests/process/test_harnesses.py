"""The files of the harnesses, and the harnesses in C and JavaScript."""

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
