"""The worker's side: open targets and run scenarios, one request at a time."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from properties.rules.registry import Rule
from properties.scenarios.encoding import encode_hyper, from_json
from properties.subjects.runner import describe_exception
from properties.subjects.trajectory import SubjectUnavailable

from ..adapters import AdaptedSubject, find_adapter
from ..adapters.common.torch_graphs import count_graphs
from ..errors import CannotRun, ConformanceError
from ..process.activity import Activity
from ..subjects.selection import find_subject
from ..targets.declared_state import parse_state
from ..targets.dialects import rule_with_dialects
from ..targets.own_rule import receive_own_rules
from ..targets.parameter_class import with_parameter_class
from ..targets.resolve import Target, resolve
from ..targets.rule_name import claimed_rule
from .messages import (
    Answer,
    Failed,
    Open,
    Opened,
    Reopen,
    Request,
    Run,
    RunError,
    answer_from_outcome,
    encode_answer,
)


def serve(connection: Connection, activity: Activity) -> None:
    """Answer requests until the connection is closed."""
    keep_to_one_thread()
    server, worker = Server(activity), os.getpid()
    while True:
        try:
            request = connection.recv_bytes()
        except EOFError:
            return
        answer = server.receive(request)
        if os.getpid() != worker:  # a fork by the subject, which has returned as the worker does
            os._exit(0)
        flush_output()
        connection.send_bytes(encode_answer(answer))


def flush_output() -> None:
    """Write what the subject has printed before the answer, so that it is counted with it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # the subject may have replaced it
            stream.flush()


def keep_to_one_thread() -> None:
    """Let torch compute in one thread, because a forked process has no others of its pool."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


class Server:
    """The subjects that were opened, by number."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.targets: dict[str, Target] = {}
        self.subjects: list[AdaptedSubject] = []
        self.compiled: set[str] = set()

    def receive(self, data: bytes) -> Answer:
        """Answer a pickled request."""
        try:
            request = pickle.loads(data)  # noqa: S301 - from the judging process
        except Exception as error:
            return Failed("NotReceived", f"{type(error).__name__}: {describe_exception(error)}")
        return self.answer(request)

    def answer(self, request: Request) -> Answer:
        """Answer a request."""
        self.activity.move()
        try:
            match request:
                case Open():
                    return self._open(request)
                case Reopen():
                    return self._reopen(request)
                case Run():
                    return self._run(request)
        except SubjectUnavailable as reason:
            return Failed("CannotRun", str(reason))
        except ConformanceError as error:
            return Failed("CannotRun" if isinstance(error, CannotRun) else "WrongUse", str(error))

    def _open(self, request: Open) -> Opened:
        receive_own_rules(request.own_rules)
        target = self._resolve(request.target)
        rule = rule_with_dialects(claimed_rule(target.attribute, request.rule), request.dialects)
        self.activity.move()
        before = count_graphs()
        subject, claimed = find_subject(target, rule, request.options, self.activity.move)
        # torch compiles when a step is run, so that probing shows whether the target is compiled.
        if count_graphs() > before:
            self.compiled.add(request.target)
        if request.target in self.compiled:
            few = replace(subject.capabilities, few_shapes=True)
            subject = replace(subject, capabilities=few)
        return self._keep(subject, claimed, request.options.fixed)

    def _reopen(self, request: Reopen) -> Opened:
        adapter = find_adapter(request.adapter)
        target = replace(self._resolve(request.target), state=parse_state(request.state))
        if request.parameter:
            target = with_parameter_class(target, request.parameter)
        subject = AdaptedSubject(
            target, adapter, request.names, request.capabilities, self.activity.move
        )
        return self._keep(subject, None, request.names.fixed)

    def _resolve(self, text: str) -> Target:
        """Import a target, once."""
        if text not in self.targets:
            self.targets[text] = resolve(text)
        return self.targets[text]

    def _keep(self, subject: AdaptedSubject, rule: Rule | None, given: Mapping[str, Any]) -> Opened:
        self.subjects.append(subject)
        can = subject.capabilities
        return Opened(
            subject=len(self.subjects) - 1,
            rule=rule.name if rule else "",
            adapter=subject.adapter.name,
            fixed={n: encode_hyper(v) for n, v in subject.names.fixed.items() if n not in given},
            mapped={ours: tuple(theirs) for ours, theirs in subject.names.mapped.items()},
            hyper=can.hyper,
            settable=can.settable,
            required=can.required,
            unsupported=dict(can.unsupported),
            defaults={name: encode_hyper(value) for name, value in can.defaults.items()},
            unwritten=can.unwritten,
            few_shapes=can.few_shapes,
            only_sparse=can.only_sparse,
            rule_defaults={n: encode_hyper(v) for n, v in rule.defaults.items()} if rule else {},
            is_reduced_precision=bool(rule and rule.rounding_variant),
            untouched={
                name: value if isinstance(value, bool | float) else None
                for name, value in subject.untouched.items()
            },
            calls=subject.calls,
            assumptions=subject.assumptions,
            source=subject.source,
        )

    def _run(self, request: Run) -> Answer:
        subject = self.subjects[request.subject]
        if request.more:
            subject = subject.with_fixed(request.more)
        try:
            outcome = subject.run(from_json(request.scenario))
            return answer_from_outcome(outcome, subject.compilations)
        except SubjectUnavailable:
            raise
        except BaseException as error:  # raised where the adapter calls code of the subject
            kind, message = type(error).__name__, describe_exception(error)
            return RunError(self.activity.event, kind, message, subject.compilations)
