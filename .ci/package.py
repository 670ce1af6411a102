"""Build the wheel and the source distribution, check them, and try out each in an empty place.

``python .ci/package.py FOLDER`` needs the packages build and twine. The distributions are in
``FOLDER/dist`` afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The source of a user, and the exit code of its check.
RIGHT = """
class SGD:
    def __init__(self, params, lr=1e-3):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad
"""
SUBJECTS = {"right": (RIGHT, 0), "wrong": (RIGHT.replace("-=", "+="), 1)}

# Files that code reads beside the Python files.
DATA = (
    "conformance/py.typed",
    "conformance/rendering/templates/check.html.j2",
    "conformance/rendering/templates/badge.svg.j2",
    "conformance/process/harnesses/PROTOCOL.md",
    "properties/generation/corpus/adam.json",
)


def run(*words: object, cwd: Path = ROOT, expected: int = 0) -> str:
    """Run a command, and require its exit code."""
    # Nothing is imported from the checkout.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(  # noqa: S603
        [str(word) for word in words], cwd=cwd, env=env, check=False, capture_output=True, text=True
    )
    if done.returncode != expected:
        sys.exit(f"{words} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build(folder: Path) -> list[Path]:
    """Build both distributions, and check their metadata and data files."""
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    [wheel], [source] = [*folder.glob("*.whl")], [*folder.glob("*.tar.gz")]
    run(sys.executable, "-m", "twine", "check", "--strict", wheel, source)
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    with tarfile.open(source) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    for path in DATA:
        if path not in inside or path not in packed:
            sys.exit(f"{path} is missing in {wheel.name} or {source.name}")
    return [wheel, source]


def try_out(distribution: Path, folder: Path, version: str) -> None:
    """Install a distribution in an environment of its own, and check two optimizers with it."""
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(scripts / "python", "-m", "pip", "install", "-q", distribution)
    if version not in run(scripts / "conformance", "--version", cwd=folder):
        sys.exit(f"{distribution.name} does not have the version {version}")
    for name, (source, expected) in SUBJECTS.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
        words = ["check", f"{name}.py:SGD", "--examples", "2", "--html", f"{name}.html"]
        run(scripts / "conformance", *words, cwd=folder, expected=expected)


def main() -> None:
    """Build the distributions, and try out both."""
    folder = Path(sys.argv[1]).resolve()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for distribution in build(folder / "dist"):
        try_out(distribution, folder / distribution.suffix.strip("."), project["version"])
        print(f"{distribution.name}: built, checked, installed and tried out")


if __name__ == "__main__":
    main()
