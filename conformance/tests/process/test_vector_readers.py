"""The readers of test vectors in C and Rust: Adam conforms, and one with a mistake does not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.operations.vector_results import verify_vectors
from conformance.process.harnesses import HERE
from conformance.records.vectors import Vectors
from conformance.rendering.vectors_tsv import render_tsv
from conformance.tests.vector_files import few_vectors, file_of_vectors, read_vectors

# Changes of the formula in C, and an id that the diagnosis has for some of them.
MISTAKES = {
    ("c2 = 1 - pow(betas[1], t)", "c2 = 1"): "no-second-correction",
    ("(amsgrad ? v_max[i] : v[i])", "v[i]"): "",
    ("maximize ? -gradient[i] : gradient[i]", "gradient[i]"): "",
}
MORE_MISTAKES = {
    ("c1 = 1 - pow(betas[0], t)", "c1 = 1"): "",
    ("pow(betas[1], t)", "pow(betas[0], t)"): "",
    ("pow(betas[0], t)", "pow(betas[0], t + 1)"): "",
    ("(float)(1 - betas[1]) * g * g", "(float)(1 - betas[1]) * g"): "",
    ("(float)(1 - betas[1]) * g * g", "(float)(1 - betas[0]) * g * g"): "",
    ("(float)(1 - betas[0]) * g;", "g;"): "",
    ("+ (float)eps", "+ 2 * (float)eps"): "",
    ("/ c2) + (float)eps", "/ c2 + (float)eps)"): "adam-eps-root",
    ("g += (float)weight_decay", "g -= (float)weight_decay"): "",
    ("g += (float)weight_decay * theta[i];", ""): "",
    ("theta[i] -= (float)lr", "theta[i] += (float)lr"): "",
    ("v_max[i] = fmaxf(v_max[i], v[i]);", "v_max[i] = v[i];"): "",
    ("/ c1)", ")"): "",
    ("sqrtf(", "("): "",
}


def build_c(text: str, folder: Path) -> Path:
    (folder / "adam.c").write_text(text, encoding="utf-8")
    subprocess.run(
        ["cc", "-O1", "-Wall", "-o", "adam", "adam.c", "-lm"], cwd=folder, check=True,  # noqa: S607
    )  # fmt: skip
    return folder / "adam"


def run_reader(program: Path, vectors: Vectors) -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603 - the program that was just compiled
        [program], input=render_tsv(vectors), capture_output=True, text=True, check=False
    )
    (program.parent / "vectors.json").write_text(vectors.to_json(), encoding="utf-8")
    (program.parent / "results.json").write_text(done.stdout, encoding="utf-8")
    return done.returncode, done.stderr


def verdict_on(folder: Path) -> tuple[str, list[str]]:
    found = verify_vectors(str(folder / "vectors.json"), str(folder / "results.json"))
    return found.verdict, [diagnosis.id for diagnosis in found.diagnoses]


def check_mistakes(mistakes: dict[tuple[str, str], str], vectors: Vectors, folder: Path) -> None:
    source = (HERE / "vectors" / "adam.c").read_text(encoding="utf-8")
    for (right, wrong), name in mistakes.items():
        assert source.count(right) == 1, right
        code, said = run_reader(build_c(source.replace(right, wrong), folder), vectors)
        assert code == 1, wrong
        assert ", 0 values" not in said
        if name:
            verdict, ids = verdict_on(folder)
            assert verdict == "diverges"
            assert name in ids


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler is installed here")
def test_an_adam_in_c_conforms_and_mistakes_in_it_are_caught(tmp_path: Path) -> None:
    vectors = few_vectors("adam")
    source = (HERE / "vectors" / "adam.c").read_text(encoding="utf-8")
    assert run_reader(build_c(source, tmp_path), vectors)[0] == 0
    assert verdict_on(tmp_path) == ("conforms", [])
    check_mistakes(MISTAKES, vectors, tmp_path)


@pytest.mark.campaign
@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler is installed here")
def test_the_file_of_adam_detects_all_mistakes_in_c(tmp_path: Path) -> None:
    vectors = read_vectors(file_of_vectors("adam"))
    check_mistakes(MISTAKES | MORE_MISTAKES, vectors, tmp_path)


@pytest.mark.skipif(not shutil.which("rustc"), reason="no Rust compiler is installed here")
def test_an_adam_in_rust_conforms_and_a_mistake_in_it_is_caught(tmp_path: Path) -> None:
    vectors = few_vectors("adam")
    source = (HERE / "vectors" / "adam.rs").read_text(encoding="utf-8")
    wrong = source.replace("(1.0 - b2.powi(t)) as f32", "1.0f32")
    assert wrong != source
    for text, code in ((source, 0), (wrong, 1)):
        (tmp_path / "adam.rs").write_text(text, encoding="utf-8")
        subprocess.run(
            ["rustc", "-o", "adam", "adam.rs"], cwd=tmp_path, check=True,  # noqa: S607
        )  # fmt: skip
        assert run_reader(tmp_path / "adam", vectors)[0] == code
    assert "no-second-correction" in verdict_on(tmp_path)[1]
