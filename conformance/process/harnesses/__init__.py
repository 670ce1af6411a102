"""Harnesses in JavaScript, C and Python: programs that speak the process protocol."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

HERE = Path(__file__).parent
SPECIFICATION = "PROTOCOL.md"
LANGUAGES = ("javascript", "c", "python")

# Environment variable with the folder of built harnesses, which the matrix uses.
VARIABLE = "CONFORMANCE_HARNESSES"


def harness_folder() -> Path:
    """Return the folder of built harnesses."""
    return Path(os.environ.get(VARIABLE, "harnesses")).resolve()


def locate_harness(target: str) -> str:
    """Insert the folder of built harnesses in a target."""
    return target.replace("{harnesses}", str(harness_folder()))


def target_in_interpreter(python: str, target: str) -> str:
    """Build the target that runs another target in the interpreter ``python``."""
    return "exec:" + shlex.join([python, str(HERE / "python" / "harness.py"), target])


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


__all__ = ["HERE", "copy_harnesses", "harness_folder", "locate_harness", "target_in_interpreter"]
