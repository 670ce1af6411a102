"""Diagnosis: the search for a known change of the rule that explains a subject."""

from .candidate import Candidate, Kind
from .cases import Case, gather_cases
from .diagnose import diagnose
from .results import Diagnosis, RankedCandidate

__all__ = ["Candidate", "Case", "Diagnosis", "Kind", "RankedCandidate", "diagnose", "gather_cases"]
