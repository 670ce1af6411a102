"""Names for what a law sees directly, where the parameters have the right values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...engine.results import Finding
from ...rules.registry import Rule
from ...subjects.monitors import CALLED_AGAIN
from ..candidates.candidate import Candidate


@dataclass(frozen=True)
class Observation:
    """A name for the findings of a law.

    Attributes:
        law: the id of the law.
        message: how its message begins.
        kept: ids of the features of the cases that must have the right values.
        id: the id of the name.
        title: what the optimizer does, as a clause.
        explanation: what follows from it for its user.
    """

    law: str
    message: str
    kept: frozenset[str]
    id: str
    title: str
    explanation: str

    def is_about(self, finding: Finding) -> bool:
        """Return whether a finding is one of these."""
        return finding.law.id == self.law and finding.evidence.message.startswith(self.message)

    def as_candidate(self, claimed: Rule) -> Candidate:
        """Return the name as it is reported."""
        return Candidate(self.id, "mutant", self.title, self.explanation, claimed, claimed.name)


OBSERVATIONS = (
    Observation(
        "gradient-untouched", "gradient written", frozenset(), "gradient-written",
        "the step writes into the gradient",
        "Clipping, logging and accumulation that read the gradient after the step get other "
        "values.",
    ),
    Observation(
        "gradient-not-kept", "with ", frozenset(), "gradient-kept-somewhere",
        "the state shares memory with a gradient",
        "Where gradient buffers are used again, as by zero_grad(set_to_none=False), the next "
        "backward pass overwrites it.",
    ),
    Observation(
        "shape-and-dtype", "dtype changed", frozenset(), "dtype-changed",
        "a step changes the dtype of a parameter",
        "The model goes on in another precision than it was made in.",
    ),
    Observation(
        "shape-and-dtype", "shape changed", frozenset(), "shape-changed",
        "a step changes the shape of a parameter",
        "The model goes on with a parameter of another shape than it was made with.",
    ),
    Observation(
        "closure", CALLED_AGAIN, frozenset(), "closure-called-again",
        "a step calls its closure more than once",
        "A second call, as one for each group, computes gradients after some parameters have been "
        "updated.",
    ),
    Observation(
        "zero-grad", "parameter", frozenset({"zero-grad"}), "gradients-not-cleared",
        "zero_grad() leaves gradients",
        "A backward pass adds the next gradient to the one that is left.",
    ),
)  # fmt: skip


def observations(findings: list[Finding]) -> Iterator[tuple[Observation, list[Finding]]]:
    """Yield the observations that findings are about, with these findings."""
    for one in OBSERVATIONS:
        about = [finding for finding in findings if one.is_about(finding)]
        if about:
            yield one, about
