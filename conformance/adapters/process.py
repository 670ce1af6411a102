"""Programs in any language that speak the process protocol (``exec:COMMAND``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from properties.scenarios.model import Scenario
from properties.subjects.base_driver import LACKS, PlainInstance
from properties.subjects.driver import Instance, Plan
from properties.subjects.hyper_names import Names
from properties.subjects.trajectory import Outcome

from ..process.external_program import Program
from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.script_support import CHANGES, ScriptSupport


class Settable(PlainInstance):
    """Stand-in for a built optimizer: answers which hyper-parameters can be changed."""

    def __init__(self, program: Program, names: Names, plan: Plan) -> None:
        super().__init__(names, plan)
        self.settable = program.hello.settable


def _build(target: Target, names: Names, plan: Plan) -> Instance:
    return Settable(target.thing, names, plan)


def _run(target: Target, names: Names, scenario: Scenario) -> Outcome:
    program: Program = target.thing
    return program.run(scenario, names)


def _settable(instance: Any, theirs: str) -> bool:
    return theirs in instance.settable


def _lacks(target: Target) -> Mapping[str, str]:
    return {**LACKS, **target.thing.hello.lacks}


PROCESS = register(
    Adapter(
        "process",
        "programs in any language that speak the process protocol: exec:COMMAND",
        _build,
        claims=lambda target: isinstance(target.thing, Program),
        settable=_settable,
        lacks=_lacks,
        takes_parameters=False,
        run=_run,
        hint="Run conformance harness check COMMAND to test whether it speaks the protocol. A "
        "request may omit hyper-parameters, which then have their defaults.",
        script=ScriptSupport("process", CHANGES, imports_target=False),
    )
)
