"""The adapter: how one kind of optimizer is built, and what it supports."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from properties.registration.registry import Registry
from properties.rules.registry import Rule
from properties.scenarios.model import Scenario
from properties.subjects.base_driver import UNSUPPORTED
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames
from properties.subjects.runner import Watch, ignore_progress, run_scenario
from properties.subjects.sparse_driver import pass_sparse_gradients
from properties.subjects.trajectory import Capabilities, Outcome

from ...records.calls import Calls
from ...records.output import Output
from ...records.source import SourceRecord
from ...targets.resolve import Target
from ...targets.signature import Signature
from ...targets.source_location import locate_source
from .compilations import compilations
from .script_support import ScriptSupport
from .torch_graphs import count_graphs

Build = Callable[[Target, HyperNames, BuildSpec], Driver]
Run = Callable[[Target, HyperNames, Scenario], Outcome]
Choose = Callable[[Target, HyperNames, Scenario, Callable[[], Outcome]], Outcome]
Context = Callable[[Collection[str]], AbstractContextManager[None]]

HINT = (
    "Its first argument must be the list of parameters, unless an adapter calls it in another way "
    "(conformance list adapters). Choose an adapter with --adapter NAME, pass required arguments "
    "with --hyper NAME=VALUE, and use --without float64 if it supports single precision only."
)

# Capabilities that are probed if a library does not document them.
UNDOCUMENTED = frozenset({"float32", "scalar", "empty", "no gradient"})


def reject_all(target: Target) -> bool:
    """Reject every target."""
    return False


def is_from_package(name: str) -> Callable[[Target], bool]:
    """Recognize targets that a package defines, or that derive from its classes."""

    def recognizes(target: Target) -> bool:
        kinds = target.thing.__mro__ if isinstance(target.thing, type) else (target.thing,)
        made = [getattr(kind, "__module__", "") or "" for kind in kinds]
        module = target.text.partition(":")[0]
        return any(place.split(".")[0] == name for place in (*made, module))

    return recognizes


def uses_package(package: str) -> Callable[[Target], bool]:
    """Recognize targets whose module uses a package."""
    return lambda target: target.uses(package)


def first_parameter_named(target: Target, names: Collection[str]) -> bool:
    """Whether the first argument of a target has one of these names."""
    return not set(names).isdisjoint(target.signature.names[:1])


@dataclass(frozen=True)
class Adapter:
    """One kind of optimizer.

    Attributes:
        name: Name for ``--adapter``.
        summary: One line for ``conformance list adapters``.
        build: Builds an optimizer with its parameters.
        recognizes: Whether a target certainly is of this kind.
        may_accept: Whether a target may be of this kind, so that the adapter is tried.
        rank: Among adapters that may fit a target, the one with the lowest rank is tried first.
        can_set: Whether a hyper-parameter of a built optimizer can be changed.
        unsupported: Capabilities that targets of this kind do not have, with the reasons.
        capabilities_to_probe: Capabilities that targets of this kind may or may not have; each is
            probed.
        capabilities_to_show: Kinds of copies that a target has only if a run continues with such a
            copy as without it, with the reason where it does not.
        examine: Returns the capabilities that a built optimizer shows not to have, with the
            reasons.
        takes_parameters: Whether the first argument of a constructor is the list of parameters.
        uses_parameter_class: Whether parameters are built with ``Target.parameter``, if the user
            gives it.
        names: The library's names of hyper-parameters, by the rule and the suite's name; the rule
            ``""`` stands for every rule.
        has_group_entries: Whether parameter groups may have entries other than hyper-parameters.
        run: Runs a whole scenario, if the optimizer is not run event by event.
        choose: Runs a scenario by a function that runs it, once or in several ways.
        compiles: Whether the library compiles the update for each list of shapes, so that few are
            used.
        context: Returns the context in which optimizers are built and run for some precisions.
        hint: What the user can do if no adapter works for a target that this one recognizes.
        script: What the script template of the adapter supports; None if there is no template.
        signature: Returns the arguments of a target that may be hyper-parameters.
        assumptions: Returns sentences about how a target that was opened is called.
        explain: Returns what to write where a target that it recognizes, or may have meant,
            cannot be called; None if it has nothing to say.
    """

    name: str
    summary: str
    build: Build
    recognizes: Callable[[Target], bool] = reject_all
    may_accept: Callable[[Target], bool] = reject_all
    rank: Callable[[Target], int] = lambda target: 0
    can_set: Callable[[Driver, str], bool] = lambda driver, theirs: False
    unsupported: Callable[[Target], Mapping[str, str]] = lambda target: UNSUPPORTED
    capabilities_to_probe: Callable[[Target], frozenset[str]] = lambda target: UNDOCUMENTED
    capabilities_to_show: Callable[[Target], Mapping[str, str]] = lambda target: {}
    examine: Callable[[Driver, HyperNames], Mapping[str, str]] = lambda driver, names: {}
    takes_parameters: bool = True
    uses_parameter_class: bool = False
    names: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    has_group_entries: bool = False
    run: Run | None = None
    choose: Choose = lambda target, names, scenario, run: run()
    compiles: Callable[[Target], bool] = reject_all
    context: Context = lambda dtypes: nullcontext()
    hint: str = HINT
    script: ScriptSupport | None = None
    signature: Callable[[Target], Signature] = lambda target: target.signature
    assumptions: Callable[[Target, HyperNames], Iterable[str]] = lambda target, names: ()
    explain: Callable[[Target], str | None] = lambda target: None

    def argument_names(self, rule: Rule) -> dict[str, tuple[str, ...]]:
        """The library's names for the hyper-parameters of a rule."""
        known = {ours: theirs for (of, ours), theirs in self.names.items() if not of}
        own = {ours: theirs for (of, ours), theirs in self.names.items() if of == rule.name}
        return {**known, **own}


# Arguments of functional optimizers that are no hyper-parameters, even with a default.
STEP_ARGUMENTS = {"params", "grads", "state"}


@dataclass(frozen=True)
class AdaptedSubject:
    """A subject: a target with its adapter.

    Attributes:
        names: The hyper-parameters that it takes, as its arguments.
        capabilities: What it supports, as far as it is known.
        watch: Called as a run proceeds, with the index of the event.
    """

    target: Target
    adapter: Adapter
    names: HyperNames
    capabilities: Capabilities
    watch: Watch = ignore_progress

    @property
    def name(self) -> str:
        return self.target.text

    @property
    def untouched(self) -> dict[str, Any]:
        """The arguments that are no known hyper-parameter; they keep their defaults."""
        mapped = {t for theirs in self.names.mapped.values() for t in theirs}
        known = mapped | self.names.fixed.keys() | STEP_ARGUMENTS
        defaults = self.adapter.signature(self.target).defaults
        return {n: v for n, v in defaults.items() if n not in known}

    @property
    def assumptions(self) -> list[str]:
        """What was assumed about how the target is called."""
        return list(self.adapter.assumptions(self.target, self.names))

    @property
    def output(self) -> Output:
        """Nothing: what it prints in this process is not captured."""
        return Output()

    @property
    def adapter_name(self) -> str:
        """The name of the adapter."""
        return self.adapter.name

    @property
    def compilations(self) -> int:
        """The number of compilations in this process since the last target was closed."""
        return compilations.count + count_graphs()

    @property
    def source(self) -> SourceRecord | None:
        """Where the target is defined; None if it has no source in Python."""
        return locate_source(self.target.thing)

    def with_fixed(self, more: Mapping[str, bool | float]) -> AdaptedSubject:
        """Return the subject with further constructor arguments."""
        names = HyperNames(self.names.mapped, {**self.names.fixed, **more})
        return replace(self, names=names)

    @property
    def calls(self) -> Calls | None:
        """How the target is called; None if the adapter has no script template."""
        script = self.adapter.script
        return script.calls(self.target) if script else None

    def run(self, scenario: Scenario) -> Outcome:
        if self.adapter.run is not None:
            return self.adapter.run(self.target, self.names, scenario)
        with (
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            self.adapter.context(scenario.dtypes),
        ):
            warnings.simplefilter("ignore")
            return self.adapter.choose(
                self.target,
                self.names,
                scenario,
                lambda: run_scenario(self._build_driver, scenario, self.watch),
            )

    def _build_driver(self, spec: BuildSpec) -> Driver:
        driver = self.adapter.build(self.target, self.names, spec)
        return pass_sparse_gradients(driver) if self.capabilities.only_sparse else driver


registry: Registry[Adapter] = Registry()


def register(adapter: Adapter) -> Adapter:
    """Register an adapter under its name."""
    return registry.add(adapter.name, adapter)
