"""Diagnosis: the search for a known change of the rule that explains a subject."""

from .candidates.candidate import Candidate, Kind
from .candidates.cases import Case, gather_cases
from .hypotheses.contract_models.shared_instances import SHARED_BY_INSTANCES
from .layered_diagnosis import Explanation, LayeredDiagnosis
from .layers import diagnose_layers
from .search.diagnose import diagnose
from .search.results import Diagnosis, RankedCandidate

__all__ = [
    "SHARED_BY_INSTANCES", "Candidate", "Case", "Diagnosis", "Explanation", "Kind",
    "LayeredDiagnosis", "RankedCandidate", "diagnose", "diagnose_layers", "gather_cases",
]  # fmt: skip
