"""Is this optimizer what it claims to be? Checks, reports and replays for any optimizer."""

from .check import check
from .identify import identify
from .records import Identity, Report

__all__ = ["Identity", "Report", "check", "identify"]
