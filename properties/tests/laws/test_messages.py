"""The message of a finding says what its law runs, and can number the events of it."""

from __future__ import annotations

import pytest

from properties.dialects import dialects
from properties.laws import Trial, laws
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import AddGroup, HyperValue, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject


def scenario(rule: str, parameters: int = 1, **hyper: HyperValue) -> Scenario:
    group = {name: encode_hyper(value) for name, value in hyper.items()}
    start, gradient = Start(encode_array([1.0])), encode_array([1.0])
    step = Step((gradient,) * parameters)
    return Scenario(rule, "float64", (start,) * parameters, (group,), (step, step))


HALVED = Edit("adamw.py", "1 - h.lr * h.weight_decay", "1 - 0.5 * h.lr * h.weight_decay")


@pytest.mark.parametrize(
    ("law", "rule", "edits", "begin"),
    [
        ("scaling", "adam", dialects()["adam-eps-root"].edits,
         "with gradients 64 times as large, and eps and weight_decay scaled in proportion: "),
        ("decay-factor", "adamw", (HALVED,),
         "with all gradients 0, compared with theta times 1 - lr weight_decay at each step: "),
        ("zero-betas", "adam", dialects()["adam-eps-root"].edits,
         "with betas of 0, compared with "),
        ("constant-gradient", "adam", dialects()["adam-eps-root"].edits,
         "with the first gradient in all steps, compared with "),
    ],
)  # fmt: skip
def test_what_a_law_changes_is_said(
    law: str, rule: str, edits: tuple[Edit, ...], begin: str
) -> None:
    subject = CoreSubject(rule, build_variant(edits))
    case = scenario(rule, lr=0.5, weight_decay=0.25, eps=0.125, betas=(0.5, 0.75))
    evidence = laws()[law].judge(Trial(rules()[rule], subject, case))
    assert evidence is not None
    assert evidence.is_broken
    assert evidence.message.startswith(begin)
    # The values of a formula are those of no run.
    assert ("where the other run has" in evidence.message) == (law == "scaling")


def test_a_law_about_two_groups_has_one_run_whose_events_are_numbered() -> None:
    torch = pytest.importorskip("torch")

    from properties.subjects.torch_driver import TorchSubject

    class EpsOfFirst(torch.optim.Adam):  # type: ignore[misc, name-defined]
        def add_param_group(self, group: object) -> None:
            super().add_param_group(group)
            self.param_groups[-1]["eps"] = self.param_groups[0]["eps"]

    subject = TorchSubject(EpsOfFirst, ("lr", "betas", "eps"))
    trial = Trial(rules()["adam"], subject, scenario("adam", parameters=2, lr=0.5))
    evidence = laws()["late-values"].judge(trial)
    assert evidence is not None
    assert evidence.is_broken
    [run] = trial.scenarios
    assert any(isinstance(event, AddGroup) for event in run.events)
