"""Harnesses: programs that speak the process protocol, in JavaScript, C and Python."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

HERE = Path(__file__).parent
SPECIFICATION = "PROTOCOL.md"
LANGUAGES = ("javascript", "c", "python")

# Where harnesses lie that have been built; the matrix looks for them there.
VARIABLE = "CONFORMANCE_HARNESSES"


def built() -> Path:
    """The folder of the harnesses that have been built."""
    return Path(os.environ.get(VARIABLE, "harnesses")).resolve()


def placed(target: str) -> str:
    """A target with the folder of harnesses in its place."""
    return target.replace("{harnesses}", str(built()))


def of_python(python: str, target: str) -> str:
    """The target that runs another one in the interpreter ``python``."""
    return "exec:" + shlex.join([python, str(HERE / "python" / "harness.py"), target])


def copied_to(folder: str) -> list[Path]:
    """The files of every harness, written to a folder with the specification that they keep to.

    Raises:
        FileExistsError: there are harnesses in it already.
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


__all__ = ["HERE", "built", "copied_to", "of_python", "placed"]
