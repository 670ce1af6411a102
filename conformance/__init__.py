"""Test whether an optimizer implements the algorithm it is named after."""

from .operations.check import check
from .operations.convert import convert
from .operations.identify import identify
from .records.check import Report
from .records.conversion import Conversion
from .records.identity import Identity
from .targets.options import SubjectOptions

__all__ = ["Conversion", "Identity", "Report", "SubjectOptions", "check", "convert", "identify"]
