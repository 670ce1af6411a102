"""The formats of documents: each file here registers one."""

from __future__ import annotations

from properties.registration.registry import import_modules

from .registry import ReportFormat, formats_of, registry, render_as, report_format

import_modules(__name__, __path__)

__all__ = ["ReportFormat", "formats_of", "registry", "render_as", "report_format"]
