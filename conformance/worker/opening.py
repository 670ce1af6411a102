"""Open a target as a subject: in a worker process, or in this one."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

from properties.rules.registry import Rule
from properties.scenarios.encoding import decode_hyper
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Subject

from ..process.worker_process import Limits
from ..subjects.selection import find_subject
from ..targets.dialects import rule_with_dialects
from ..targets.options import SubjectOptions
from ..targets.resolve import resolve
from ..targets.rule_name import claimed_rule
from .client import Client
from .isolation import Isolation
from .messages import Open, Opened


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

    def with_fixed(self, more: Mapping[str, bool | float]) -> OpenedSubject:
        """Return the subject with further constructor arguments."""


@contextmanager
def open_subject(
    target: object,
    rule: str | None,
    dialects: Sequence[str] = (),
    options: SubjectOptions | None = None,
    isolation: Isolation | None = None,
) -> Iterator[tuple[OpenedSubject, Rule]]:
    """Open a target as a subject, and close its worker process afterwards.

    Yields:
        The subject, and the rule with the fixed values of the subject as defaults.

    Raises:
        WrongUse: Unknown file, attribute, rule, dialect, adapter or argument.
        CannotRun: The target cannot be imported, built or stepped.
    """
    isolation, options = isolation or Isolation(), options or SubjectOptions()
    if isinstance(target, str) and isolation.applies_to(target):
        request = Open(target, rule, tuple(dialects), options)
        if _can_be_sent(request):
            client = Client(Limits(isolation.timeout))
            try:
                answer, subject = client.open(request)
                yield subject, _rule_of(answer, dialects)
            finally:
                client.close()
            return
    found = resolve(target)
    name = claimed_rule(found, rule)
    yield find_subject(found, rule_with_dialects(name, dialects), options)


def _can_be_sent(request: Open) -> bool:
    """Whether the options consist of objects that another process can have."""
    try:
        pickle.dumps(request)
    except Exception:
        return False
    return True


def _rule_of(answer: Opened, dialects: Sequence[str]) -> Rule:
    rule = rule_with_dialects(answer.rule, dialects)
    defaults = {name: decode_hyper(value) for name, value in answer.rule_defaults.items()}
    rule = replace(rule, defaults=defaults)
    return (answer.is_reduced_precision and rule.reduced_precision_variant()) or rule
