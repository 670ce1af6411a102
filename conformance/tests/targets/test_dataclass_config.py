"""Hyper-parameters in one dataclass are taken one by one."""

from __future__ import annotations

import optimcore
from conformance.targets.dataclass_config import flatten_dataclass_config
from conformance.tests.checked_sources import check_source
from conformance.tests.fixture_types import WriteSubject

CONFIGURED = """
from dataclasses import dataclass
import optimcore

@dataclass
class Config:
    lr: float = 1e-3
    momentum: float = 0.0

class SGD:
    def __init__(self, params, config: Config = Config()):
        self.inner = optimcore.SGD(params, config.lr, momentum=config.momentum)

    def step(self):
        self.inner.step()
"""


def test_hyper_parameters_in_a_dataclass_are_taken_one_by_one(write_subject: WriteSubject) -> None:
    report = check_source(write_subject, CONFIGURED)
    assert report.verdict == "conforms"
    assert report.names == {"lr": ["lr"], "momentum": ["momentum"]}
    wrong = CONFIGURED.replace("momentum=config.momentum", "momentum=config.momentum**2")
    assert check_source(write_subject, wrong).verdict == "diverges"


def test_what_takes_no_dataclass_is_called_as_it_is() -> None:
    for thing in (optimcore.SGD, len, 3, type("Empty", (), {"__init__": lambda self: None})):
        assert flatten_dataclass_config(thing) is thing
