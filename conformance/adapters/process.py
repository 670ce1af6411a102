"""Programs in any language that speak the process protocol (``exec:COMMAND``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from properties.scenarios.model import Look, Scenario
from properties.subjects.base_driver import UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Outcome

from ..process.external_program import Program
from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.script_support import CHANGES, ScriptSupport


class ProgramDriver(BaseDriver):
    """Stand-in for a built optimizer: answers which hyper-parameters can be changed."""

    def __init__(self, program: Program, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        self.settable = program.hello.settable


def _build(target: Target, names: HyperNames, spec: BuildSpec) -> Driver:
    return ProgramDriver(target.thing, names, spec)


def _run(target: Target, names: HyperNames, scenario: Scenario) -> Outcome:
    program: Program = target.thing
    return program.run(scenario, names)


def _can_set(driver: Any, theirs: str) -> bool:
    return theirs in driver.settable


def _list_unsupported(target: Target) -> Mapping[str, str]:
    hello = target.thing.hello
    found = {**UNSUPPORTED, "eval mode": "the program does not answer hello with has_modes"}
    if hello.has_modes:
        del found["eval mode"]
    return {**found, **hello.lacks}


PROCESS = register(
    Adapter(
        "process",
        "programs in any language that speak the process protocol: exec:COMMAND",
        _build,
        recognizes=lambda target: isinstance(target.thing, Program),
        can_set=_can_set,
        unsupported=_list_unsupported,
        takes_parameters=False,
        run=_run,
        hint="Run conformance harness check COMMAND to test whether it speaks the protocol. A "
        "request may omit hyper-parameters, which then have their defaults.",
        script=ScriptSupport("process.script.py.j2", CHANGES | {Look}, imports_target=False),
    )
)
