"""Import in the judging process what a forked worker would import a second time."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from properties.subjects.torch_driver import is_torch_available

from ..process.worker_start import can_fork


def preload_torch(target: str) -> None:
    """Import torch, which the oracle needs in any case, before a worker is forked that needs it.

    The import takes more than a second. A target that does not mention torch gets a worker without
    it, because other libraries may need to be imported first.
    """
    if "torch" not in sys.modules and can_fork() and mentions_torch(target):
        is_torch_available()


def mentions_torch(target: str) -> bool:
    """Whether the text of a target, or the source that it names, contains the word torch."""
    place = target.rpartition(":")[0]
    return "torch" in place or any(b"torch" in source for source in _read_sources(place))


def _read_sources(place: str) -> list[bytes]:
    """Read the file of a target, or the files of its module and of the package that it is in."""
    if place.endswith(".py"):
        return _read_files([Path(place)])
    top, *rest = place.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        # Modules in the current folder are found too.
        folders, origin = [Path()], Path(f"{top}.py")
        rest = [top, *rest]
    else:
        folders = [Path(folder) for folder in spec.submodule_search_locations or ()]
        origin = Path(spec.origin or "")
    inner = [folder.joinpath(*rest) for folder in folders if rest]
    return _read_files([origin, *(p.with_suffix(".py") for p in inner), *(p / "__init__.py" for p in inner)])


def _read_files(paths: list[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths if path.is_file()]
