"""The result of ``identify``."""

from __future__ import annotations

from .base import Record


class Match(Record, frozen=True, kw_only=True):
    """A rule that reproduces a subject in ``cases`` of ``of`` cases.

    ``how`` is the dialect or fixed hyper-parameter with which it does; empty for the published
    rule. ``hyper`` maps hyper-parameters to the subject's arguments. ``distance`` is the median
    over cases of the final error relative to the movement; null if it is not finite. If ``plain``,
    the cases are plain steps of one parameter: the formula is the rule's, and something else, such
    as groups or saved state, is not.
    """

    rule: str
    title: str
    how: str = ""
    words: str = ""
    diff: str = ""
    libraries: list[str] = []
    hyper: dict[str, list[str]] = {}
    distance: float | None = 0.0
    cases: int
    of: int
    plain: bool = False

    @property
    def whole(self) -> bool:
        """Whether it reproduces every case."""
        return self.cases == self.of > 0


class Identity(Record, frozen=True, kw_only=True):
    """The result of ``identify``, best first. Several full matches are indistinguishable."""

    schema: str = "optimcore/identity/1"
    target: str
    matches: list[Match] = []
    versions: dict[str, str] = {}

    @property
    def known(self) -> list[Match]:
        """The rules that reproduce every case; of plain cases only if no rule does all cases."""
        whole = [match for match in self.matches if match.whole]
        return [match for match in whole if not match.plain] or whole
