"""The formats of documents, one file each, which are found by themselves."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .registry import FORMATS, ReportFormat, report_format

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["FORMATS", "ReportFormat", "report_format"]
