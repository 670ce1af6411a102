"""Harnesses in C, Rust, JavaScript and Python: programs that speak the process protocol."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

HERE = Path(__file__).parent

# The start of a target that is a program.
PREFIX = "exec:"

SPECIFICATION = "PROTOCOL.md"
LANGUAGES = ("javascript", "c", "rust", "python")

# Environment variable with the folder of built harnesses, which the matrix uses.
VARIABLE = "CONFORMANCE_HARNESSES"

# In the command of a target: the folder of built harnesses, and the harness for Python of this
# version. Reports and capsules contain these words, because paths differ between installations.
BUILT_HARNESSES = "{harnesses}"
PYTHON_HARNESS = "{python-harness}"

# The path of the harness for Python in an installation of this version or an earlier one.
INSTALLED_HARNESS = re.compile(
    r"(.*[/\\])?conformance[/\\](process[/\\])?harnesses[/\\]python[/\\]harness\.py"
)


def harness_folder() -> Path:
    """Return the folder of built harnesses."""
    return Path(os.environ.get(VARIABLE, "harnesses")).resolve()


def split_command(command: str) -> list[str]:
    """Split a command into words, with the paths of this installation for those of harnesses."""
    return [_insert_paths(word) for word in shlex.split(command)]


def _insert_paths(word: str) -> str:
    if word == PYTHON_HARNESS:
        return str(HERE / "python" / "harness.py")
    return word.replace(BUILT_HARNESSES, str(harness_folder()))


def target_in_interpreter(python: str, target: str) -> str:
    """Build the target that runs another target in the interpreter ``python``."""
    return f"{PREFIX}{shlex.quote(python)} {PYTHON_HARNESS} {shlex.quote(target)}"


def update_target(target: str) -> str:
    """Replace the path of the harness for Python, which capsules of earlier versions contain.

    The path is that in the installation that wrote the capsule, and need not exist any more.
    """
    if not target.startswith(PREFIX):
        return target
    words = shlex.split(target.removeprefix(PREFIX))
    if len(words) != 3 or not INSTALLED_HARNESS.fullmatch(words[1]):
        return target
    return target_in_interpreter(words[0], words[2])


def copy_harnesses(folder: str) -> list[Path]:
    """Copy the files of every harness and the protocol to a folder.

    Raises:
        FileExistsError: The folder contains harnesses.
    """
    written = []
    for language in LANGUAGES:
        place = Path(folder) / language
        place.mkdir(parents=True)
        for file in sorted((HERE / language).iterdir()):
            if file.is_file() and file.name != "__init__.py":
                written.append(Path(shutil.copy(file, place)))
    written.append(Path(shutil.copy(HERE / SPECIFICATION, folder)))
    return written


__all__ = [
    "HERE",
    "PREFIX",
    "copy_harnesses",
    "harness_folder",
    "split_command",
    "target_in_interpreter",
    "update_target",
]
