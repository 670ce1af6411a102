"""Optimizers of optimcore, and of edited copies of it, as subjects."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from types import ModuleType

import numpy as np

import optimcore

from ..rules.own_rules import own_rules
from ..rules.patched_package import importable
from ..rules.registry import optimizers
from ..scenarios.model import Scenario
from .core_driver import CoreDriver
from .hyper_names import HyperNames
from .object_driver import UNSUPPORTED
from .plain_run import is_plain, run_plainly
from .runner import run_scenario
from .trajectory import Capabilities, Outcome, Subject


@dataclass(frozen=True)
class CoreSubject:
    """An optimizer of optimcore, or of a copy of it with edits applied, as a subject."""

    rule: str
    package: ModuleType = optimcore

    @property
    def name(self) -> str:
        return f"{self.package.__name__}:{self.kind.__name__}"

    @property
    def kind(self) -> type[optimcore.Optimizer]:
        return optimizers(self.package)[self.rule]

    @property
    def capabilities(self) -> Capabilities:
        names = frozenset(self.kind.hyperparameters())
        kernels = {"kernels": "optimcore rejects parameters with other axes than those of a matrix"}
        unsupported = {**UNSUPPORTED, **kernels} if self.kind.dimensions else UNSUPPORTED
        return Capabilities(names, names, frozenset(), unsupported)

    def run_values(self, scenario: Scenario) -> Outcome:
        """Run a scenario without watching the gradients and the arguments, where that is faster.

        The values are those of ``run``; violations of the contract are not found.
        """
        if not is_plain(scenario):
            return self.run(scenario)
        with np.errstate(all="ignore"):
            return run_plainly(self.kind, self.package.Parameter, scenario)

    def run(self, scenario: Scenario) -> Outcome:
        names = HyperNames.identity(self.kind.hyperparameters())
        with np.errstate(all="ignore"), warnings.catch_warnings(), importable(self.package):
            if self.rule in own_rules():  # such as that of the mean of an empty array
                warnings.simplefilter("ignore")
            return run_scenario(
                lambda spec: CoreDriver(self.kind, self.package.Parameter, names, spec),
                scenario,
            )


def run_values(subject: Subject, scenario: Scenario) -> Outcome:
    """Run a subject for its values alone, which takes less time if it is one of optimcore."""
    if isinstance(subject, CoreSubject):
        return subject.run_values(scenario)
    return subject.run(scenario)
