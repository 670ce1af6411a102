"""Which kinds of tests notice a pitfall: a falling loss, convergence, a comparison, this suite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..records.pitfalls import PitfallRecord, PitfallsRecord

# The convergence test is passed within this factor of the loss of the rule without a pitfall,
# and at this fraction of the loss before the first step.
MARGIN, CONVERGED = 1.1, 1e-3

# The tolerance of the case study's comparison with torch.
TOLERANCE = 1e-5

Notices = Callable[[PitfallsRecord, PitfallRecord], bool]


@dataclass(frozen=True)
class KindOfTest:
    """A kind of test.

    Attributes:
        id: An identifier.
        title: Its name in tables.
        passes: When an optimizer passes it, as the end of a sentence.
        notices: Whether it fails with a pitfall.
    """

    id: str
    title: str
    passes: str
    notices: Notices


def _notices_rising_loss(record: PitfallsRecord, pitfall: PitfallRecord) -> bool:
    loss = pitfall.final_loss
    return loss is None or loss >= (record.initial_loss or 0.0)


def _notices_slow_convergence(record: PitfallsRecord, pitfall: PitfallRecord) -> bool:
    of_rule = next((c.final_loss for c in record.clean if c.rule == pitfall.rule), None)
    allowed = max(MARGIN * (of_rule or 0.0), CONVERGED * (record.initial_loss or 0.0))
    return pitfall.final_loss is None or pitfall.final_loss > allowed


def _notices_other_result(record: PitfallsRecord, pitfall: PitfallRecord) -> bool:
    return pitfall.quiet is None or pitfall.quiet > TOLERANCE


KINDS = (
    KindOfTest(
        "falling-loss", "The loss falls", "the loss is lower after 100 steps than before",
        _notices_rising_loss,
    ),
    KindOfTest(
        "convergence", "It converges",
        "the loss after 100 steps is at most 10 % above that of the correct rule, or a thousandth "
        "of the first loss",
        _notices_slow_convergence,
    ),
    KindOfTest(
        "cross-check", "The tutorial's cross-check",
        "the result of 100 steps is within 1e-5 of the correct rule's, which is torch's",
        _notices_other_result,
    ),
    KindOfTest(
        "suite", "This suite", "no law fails", lambda record, pitfall: pitfall.caught
    ),
)  # fmt: skip


def measured_kinds(record: PitfallsRecord) -> Sequence[KindOfTest]:
    """Return the kinds of tests whose results a report contains.

    Reports of earlier versions contain no loss.
    """
    return KINDS if record.initial_loss is not None else KINDS[2:]


def count_noticed(
    kind: KindOfTest, record: PitfallsRecord, pitfalls: Sequence[PitfallRecord]
) -> int:
    """Count the pitfalls that a kind of test notices."""
    return sum(kind.notices(record, pitfall) for pitfall in pitfalls)
