"""Adapters in files of a user's own: ``--adapter mine.py:NAME``."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from properties.subjects.runner import describe_exception, is_interrupt

from ...errors import ConformanceError, WrongUse
from ...targets.resolve import import_module_or_file
from .adapter import Adapter

# A file may hold an optimizer and its adapter; it is then two modules.
PREFIX = "conformance_adapter"


def is_adapter_file(name: str) -> bool:
    """Return whether an adapter is given by where it is."""
    return ":" in name


@cache
def load_adapter(spec: str) -> Adapter:
    """Load an adapter from ``path/file.py:NAME`` or ``package.module:NAME``.

    Its name is then ``spec``, so that another process finds it too.

    Raises:
        WrongUse: There is no such file or name, it is no ``Adapter``, or the import fails.
    """
    place, _, attribute = spec.rpartition(":")
    try:
        found = getattr(import_module_or_file(place, PREFIX), attribute, None)
    except ConformanceError as error:
        raise WrongUse(f"--adapter {spec}: {error}") from error
    except BaseException as error:
        if is_interrupt(error):
            raise
        raise WrongUse(
            f"--adapter {spec}: importing {place} raised {type(error).__name__}: "
            f"{describe_exception(error)}. Nothing can be run with it. Correct the file."
        ) from error
    if not isinstance(found, Adapter):
        what = "nothing of that name" if found is None else f"a {type(found).__name__}"
        raise WrongUse(
            f"--adapter {spec}: {place} has {what} where an Adapter is needed, so nothing can be "
            "run with it. Start from what conformance adapter new writes."
        )
    return replace(found, name=spec)
