"""Import in the judging process what a forked worker would import a second time."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from properties.subjects.torch_driver import is_torch_available

from ..process.worker_start import can_fork


def preload_torch(target: str) -> None:
    """Import torch, which the oracle needs in any case, before a worker is forked that needs it.

    The import takes seconds. A target that does not mention torch gets a worker without it, because
    other libraries may have to be imported first.
    """
    if can_fork() and mentions_torch(target) and is_torch_available():
        import torch

        # At the first step, torch imports about a thousand modules more.
        parameter = torch.zeros(1, requires_grad=True)
        parameter.grad = torch.zeros(1)
        torch.optim.SGD([parameter], lr=0.0).step()


def mentions_torch(target: str) -> bool:
    """Whether the text of a target, or the source that it names, contains the word torch."""
    place = target.rpartition(":")[0]
    return "torch" in place or any(b"torch" in path.read_bytes() for path in _find_sources(place))


def _find_sources(place: str) -> Iterator[Path]:
    """Yield the file of a target, or the files of its module and of the outermost package."""
    paths = [Path(place)] if place.endswith(".py") else _module_paths(*place.split("."))
    return (path for path in paths if path.is_file())


def _module_paths(top: str, *inner: str) -> list[Path]:
    """Return where the source of a module and of the outermost package may be."""
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        spec = None
    # Modules in the current folder are found too.
    folders = [*(spec.submodule_search_locations or ())] if spec else [top]
    paths = [Path(spec.origin)] if spec and spec.origin else []
    for folder in folders:
        place = Path(folder, *inner)
        paths += [Path(f"{place}.py"), place / "__init__.py", Path(folder, "__init__.py")]
    return paths
