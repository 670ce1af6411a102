"""Test whether an optimizer implements the algorithm it is named after."""

from .check import check
from .convert import convert
from .identify import identify
from .records import Conversion, Identity, Report
from .wording import Wording

__all__ = ["Conversion", "Identity", "Report", "Wording", "check", "convert", "identify"]
