"""Open a target in a worker process, or in this one, and subjects of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from properties.rules.registry import Rule
from properties.scenarios.encoding import decode_hyper
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Subject, SubjectUnavailable

from ..adapters.common.compiled_steps import drop_compiled_functions
from ..adapters.common.torch_graphs import count_graphs
from ..errors import CannotRun
from ..process.limits import Limits
from ..records.calls import Calls
from ..records.output import Output
from ..records.source import SourceRecord
from ..subjects.selection import find_subject
from ..targets.dialects import rule_with_dialects
from ..targets.options import SubjectOptions
from ..targets.own_rule import RuleGiven, send_own_rules
from ..targets.resolve import Target, resolve, target_text
from ..targets.rule_name import claimed_rule, resolve_rule_name
from .client import Client, NotSent
from .isolation import Isolation
from .messages import Open, Opened
from .preloading import preload_torch


class OpenedSubject(Subject, Protocol):
    """A subject with what reports say of it, in this process or in a worker."""

    @property
    def adapter_name(self) -> str:
        """The name of the adapter."""

    @property
    def names(self) -> HyperNames:
        """The arguments, by the suite's names."""

    @property
    def untouched(self) -> Mapping[str, Any]:
        """Arguments that are no known hyper-parameter, with their defaults."""

    @property
    def calls(self) -> Calls | None:
        """How the target is called; None if the adapter has no script template."""

    @property
    def source(self) -> SourceRecord | None:
        """Where the target is defined; None if it has no source in Python."""

    @property
    def compilations(self) -> int:
        """The number of compilations by its library."""

    @property
    def output(self) -> Output:
        """What it printed while it was imported and probed in a worker."""

    @property
    def assumptions(self) -> Sequence[str]:
        """What was assumed about how the target is called."""

    def with_fixed(self, more: Mapping[str, bool | float]) -> OpenedSubject:
        """Return the subject with further constructor arguments."""


class OpenedTarget(Protocol):
    """A target of which subjects can be opened: one for each rule that it may implement."""

    @property
    def text(self) -> str:
        """The text of the target."""

    def open(
        self,
        rule: RuleGiven | None,
        dialects: Sequence[str] = (),
        options: SubjectOptions | None = None,
    ) -> tuple[OpenedSubject, Rule]:
        """Open the target as an implementation of a rule.

        Args:
            rule: The name of the rule, or a rule of the user's own; inferred from the name of the
                target if None.
            dialects: The dialects of the rule that it documents.
            options: What the user says about it.

        Returns:
            The subject, and the rule with the fixed values of the subject as defaults.

        Raises:
            WrongUse: Unknown file, attribute, rule, dialect, adapter or argument.
            CannotRun: The target cannot be imported, built or stepped.
        """


@contextmanager
def open_target(
    target: object, isolation: Isolation | None = None, *, with_torch: bool = False
) -> Iterator[OpenedTarget]:
    """Open a target, and end its worker process afterwards, if it has one.

    Args:
        target: The target.
        isolation: Whether and how it runs in a worker process.
        with_torch: Whether this process will import torch in any case.

    Raises:
        CannotRun: In the context, where the process of a subject was lost too often.
    """
    isolation = isolation or Isolation()
    if not (isinstance(target, str) and isolation.applies_to(target)):
        local = LocalTarget(target)
        try:
            yield local
        finally:
            local.close()
        return
    if with_torch:
        preload_torch(target)
    client = Client(Limits(isolation.timeout))
    try:
        yield IsolatedTarget(target, client)
    except SubjectUnavailable as reason:
        raise CannotRun(f"{target} cannot be run any more: {reason}.") from reason
    finally:
        client.close()


@dataclass
class LocalTarget:
    """A target in this process."""

    thing: object
    compiles: bool = False

    @property
    def text(self) -> str:
        """The text of the target."""
        return target_text(self.thing)

    @cached_property
    def resolved(self) -> Target:
        """The imported target."""
        return resolve(self.thing)

    def open(
        self,
        rule: RuleGiven | None,
        dialects: Sequence[str] = (),
        options: SubjectOptions | None = None,
    ) -> tuple[OpenedSubject, Rule]:
        """Open the target as an implementation of a rule."""
        name = claimed_rule(self.resolved.attribute, rule)
        before = count_graphs()
        subject, applied = find_subject(self.resolved, rule_with_dialects(name, dialects), options)
        # torch compiles when a step is run, so that probing shows whether the target is compiled.
        compiles = subject.capabilities.few_shapes or count_graphs() > before
        self.compiles = self.compiles or compiles
        few = replace(subject.capabilities, few_shapes=self.compiles)
        return replace(subject, capabilities=few), applied

    def close(self) -> None:
        """Drop what was compiled for the target."""
        if self.compiles:
            drop_compiled_functions()


@dataclass(frozen=True)
class IsolatedTarget:
    """A target in a worker process."""

    text: str
    client: Client

    def open(
        self,
        rule: RuleGiven | None,
        dialects: Sequence[str] = (),
        options: SubjectOptions | None = None,
    ) -> tuple[OpenedSubject, Rule]:
        """Open the target as an implementation of a rule."""
        name = rule if rule is None else resolve_rule_name(rule)
        request = Open(self.text, name, dialects, options or SubjectOptions(), send_own_rules())
        try:
            answer, subject = self.client.open(request)
        except NotSent:
            return LocalTarget(self.text).open(rule, dialects, options)
        return subject, _rule_of(answer, dialects)


def _rule_of(answer: Opened, dialects: Sequence[str]) -> Rule:
    rule = rule_with_dialects(answer.rule, dialects)
    defaults = {name: decode_hyper(value) for name, value in answer.rule_defaults.items()}
    rule = replace(rule, defaults=defaults)
    return (answer.is_reduced_precision and rule.reduced_precision_variant()) or rule
