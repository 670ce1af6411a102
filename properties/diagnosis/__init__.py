"""Diagnosis: which known change of the rule, or of its numbers, a subject's runs are those of."""

from .candidates import Candidate, Kind
from .cases import Case, gathered
from .diagnose import Diagnosis, Named, diagnose

__all__ = ["Candidate", "Case", "Diagnosis", "Kind", "Named", "diagnose", "gathered"]
