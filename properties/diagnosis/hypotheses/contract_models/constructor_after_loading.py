"""The hypothesis that all groups get the arguments of the constructor where a state is loaded."""

from __future__ import annotations

from collections.abc import Iterator

from ....enclosures.optimizer_model import OptimizerModel
from ....rules.registry import Rule
from ....scenarios.encoding import decode_group
from ....scenarios.model import Event, Resume, Rewind
from ..contract_hypotheses import Hypothesis


def constructor_after_loading_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypothesis."""
    yield Hypothesis(
        "constructor-arguments-after-loading",
        "once a state is loaded, every group has the arguments of the constructor",
        "What the groups were constructed with, and what was saved of them, is lost: a resumed run "
        "goes on with other values.",
        frozenset({"resume", "resume-elsewhere"}), shown_by="groups resume",
        model=ConstructorArgumentsModel, needs="groups",
    )  # fmt: skip


class ConstructorArgumentsModel(OptimizerModel):
    """An optimizer that loads no values of its groups. The constructor has those of the first."""

    def run_event(self, k: int, event: Event) -> None:
        super().run_event(k, event)
        match event:
            case Resume(hyper, "state" | "file"):
                self.hyper = [dict(self.given[0]) | decode_group(hyper) for _ in self.hyper]
            case Rewind():
                self.hyper = [dict(self.given[0]) for _ in self.hyper]
