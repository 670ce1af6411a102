"""The cache of detection results: what a result depends on is in its key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.engine.detection_cache import cached_detection, detection_key
from properties.generation.corpus import corpus
from properties.rules.registry import Rule, edit_rule, rules
from properties.rules.shared_edits import GLOBAL_T
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities

ADAM = rules()["adam"]
CAN = CoreSubject("adam").capabilities
FEW = corpus("adam")[:2]


def test_a_result_is_computed_once() -> None:
    numbers = iter((1, 2))
    for _ in range(2):
        assert cached_detection(("test", 1), lambda: next(numbers)) == 1
    assert cached_detection(("test", 2), lambda: "other") == "other"


def test_equal_content_has_an_equal_key() -> None:
    one = detection_key(ADAM, CAN, ["agreement"], FEW)
    assert one == detection_key(replace(ADAM), replace(CAN), ["agreement"], list(FEW))
    assert hash(one) == hash(detection_key(ADAM, CAN, ["agreement"], FEW))


@pytest.mark.parametrize(
    ("rule", "capabilities"),
    [
        (rules()["adamw"], CAN),
        (edit_rule("adam", [GLOBAL_T]), CAN),
        (replace(ADAM, defaults={**ADAM.defaults, "lr": 0.5}), CAN),
        (replace(ADAM, rounding_variant="in single precision"), CAN),
        (replace(ADAM, enclosed_by=lambda scenario, model: None), CAN),
        (ADAM, replace(CAN, hyper=CAN.hyper - {"amsgrad"})),
        (ADAM, replace(CAN, settable=CAN.settable - {"lr"})),
        (ADAM, replace(CAN, required=CAN.required | {"lr"})),
        (ADAM, replace(CAN, unsupported={**CAN.unsupported, "resume": "no state_dict"})),
        (ADAM, replace(CAN, few_shapes=not CAN.few_shapes)),
    ],
)
def test_another_rule_or_other_capabilities_have_another_key(
    rule: Rule, capabilities: Capabilities
) -> None:
    assert detection_key(rule, capabilities, ["agreement"], FEW) != detection_key(
        ADAM, CAN, ["agreement"], FEW
    )


def test_other_laws_or_scenarios_have_another_key() -> None:
    keys = [
        detection_key(ADAM, CAN, laws, scenarios)
        for laws in (["agreement"], ["scaling"])
        for scenarios in (FEW, FEW[:1])
    ]
    assert len(set(keys)) == 4
