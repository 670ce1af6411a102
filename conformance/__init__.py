"""Is this optimizer what it claims to be? Checks, reports and replays for any optimizer."""

from .check import check
from .convert import convert
from .identify import identify
from .records import Conversion, Identity, Report
from .wording import Wording

__all__ = ["Conversion", "Identity", "Report", "Wording", "check", "convert", "identify"]
