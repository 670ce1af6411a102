"""Find the file and the lines that define a target."""

from __future__ import annotations

import inspect
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from ..records.source import SourceRecord
from .callables import STEPS


def locate_source(thing: Any) -> SourceRecord | None:
    """Return where a class or function is defined, with an absolute path.

    None if it has no source in Python, as a program or a compiled function.
    """
    try:
        defined = _unwrap(thing)
        file = inspect.getsourcefile(defined)
        if not file:
            return None
        path, line = os.path.abspath(file), _first_line(defined)
        return SourceRecord(path=path, line=line, step_line=_step_line(defined, path))
    except Exception:  # attributes of an object of the user may raise anything
        return None


def _unwrap(thing: Any) -> Any:
    while isinstance(thing, partial):
        thing = thing.func
    return inspect.unwrap(thing) if callable(thing) else thing


def _first_line(thing: Any) -> int:
    _, line = inspect.getsourcelines(thing)
    return max(1, line)


def _step_line(kind: Any, file: str) -> int | None:
    """Return the line of the first method that takes a step, if it is in the same file."""
    for name in STEPS if inspect.isclass(kind) else ():
        method = inspect.unwrap(getattr(kind, name, None))  # type: ignore[arg-type]
        code = getattr(method, "__code__", None)
        if code is not None and os.path.abspath(code.co_filename) == file:
            return int(code.co_firstlineno)
    return None


def relative_source(found: SourceRecord | None) -> SourceRecord | None:
    """Return a location relative to the current folder, or to one from which Python imports."""
    if found is None:
        return None
    path = Path(found.path)
    folders = [Path.cwd(), *sorted((Path(p) for p in sys.path if p), key=_depth)]
    inside = next((path.relative_to(f) for f in folders if path.is_relative_to(f)), path)
    return SourceRecord(path=inside.as_posix(), line=found.line, step_line=found.step_line)


def _depth(folder: Path) -> int:
    """Sort the deepest folders first."""
    return -len(folder.parts)
