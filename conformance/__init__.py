"""Test whether an optimizer implements the algorithm it is named after."""

from .operations.check import check
from .operations.convert import convert
from .operations.identify import identify
from .records.base import Conversion, Identity, Report
from .targets.options import Wording

__all__ = ["Conversion", "Identity", "Report", "Wording", "check", "convert", "identify"]
