"""Is this optimizer what it claims to be? Checks, reports and replays for any optimizer."""

from .check import check
from .records import Report

__all__ = ["Report", "check"]
