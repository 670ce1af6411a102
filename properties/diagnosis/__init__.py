"""Diagnosis: the search for a known change of the rule that explains a subject."""

from .candidate import Candidate, Kind
from .cases import Case, gathered
from .diagnose import Diagnosis, Named, diagnose

__all__ = ["Candidate", "Case", "Diagnosis", "Kind", "Named", "diagnose", "gathered"]
