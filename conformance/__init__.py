"""Test whether an optimizer implements the algorithm it is named after."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "AdviceWarning",
    "CannotRun",
    "Conversion",
    "Identity",
    "InternalError",
    "LawBroken",
    "Report",
    "SubjectOptions",
    "WrongUse",
    "check",
    "convert",
    "identify",
    "parametrize_with_laws",
]

if TYPE_CHECKING:
    from .errors import AdviceWarning, CannotRun, InternalError, LawBroken, WrongUse
    from .operations.check import check
    from .operations.convert import convert
    from .operations.identify import identify
    from .pytest_plugin.decorator import parametrize_with_laws
    from .records.check import Report
    from .records.conversion import Conversion
    from .records.identity import Identity
    from .targets.options import SubjectOptions
else:
    # A name is imported when it is first used: the imports of a check take many times as long as
    # the start of Python, and the command line needs them only to run one.
    MODULES = {
        "AdviceWarning": "errors",
        "CannotRun": "errors",
        "InternalError": "errors",
        "LawBroken": "errors",
        "WrongUse": "errors",
        "Conversion": "records.conversion",
        "Identity": "records.identity",
        "Report": "records.check",
        "SubjectOptions": "targets.options",
        "check": "operations.check",
        "convert": "operations.convert",
        "identify": "operations.identify",
        "parametrize_with_laws": "pytest_plugin.decorator",
    }

    def __getattr__(name: str) -> object:
        if name not in MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
