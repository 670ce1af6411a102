"""Diagnosis: the search for a known change of the rule that explains a subject."""

from .candidate import Candidate, Kind
from .cases import Case, gather_cases
from .diagnose import Diagnosis, RankedCandidate, diagnose

__all__ = ["Candidate", "Case", "Diagnosis", "Kind", "RankedCandidate", "diagnose", "gather_cases"]
