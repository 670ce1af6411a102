"""A subject in another process, over the process protocol."""

from __future__ import annotations

import inspect
import shlex
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from properties.scenarios.model import Scenario
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Outcome, SubjectError

from ..errors import CannotRun
from .codec import decode_outcome, decode_value, encode_request
from .harnesses import PREFIX, split_command
from .messages import PROTOCOL, Answer, Hello, HelloRequest
from .subprocess_channel import Channel, NoAnswer


@dataclass
class Program:
    """A command that speaks the process protocol."""

    command: tuple[str, ...]
    requests: int = field(default=0, compare=False)

    @classmethod
    def from_target(cls, text: str) -> Program:
        """Build the program of a target ``exec:COMMAND``."""
        return cls(tuple(split_command(text.removeprefix(PREFIX))))

    @cached_property
    def channel(self) -> Channel:
        """The process, which is started by the first request."""
        return Channel(self.command)

    @cached_property
    def hello(self) -> Hello:
        """The answer to hello.

        Raises:
            CannotRun: The program does not start, or its answer violates the protocol.
        """
        try:
            answer = self.channel.ask(msgspec.json.encode(HelloRequest()).decode())
            hello = msgspec.json.decode(answer, type=Hello)
        except (NoAnswer, msgspec.DecodeError) as error:
            raise CannotRun(
                f"{shlex.join(self.command)} did not answer hello, so nothing can be checked: "
                f"{error}. It must answer each line of standard input with one line of JSON; "
                "conformance harness files FOLDER writes examples."
            ) from error
        if hello.protocol != PROTOCOL:
            raise CannotRun(
                f"{shlex.join(self.command)} speaks the protocol {hello.protocol!r}, but this "
                f"version needs {PROTOCOL!r}. Use a harness of that protocol."
            )
        return hello

    @property
    def __signature__(self) -> inspect.Signature:
        """The hyper-parameters, as the signature of a constructor."""
        empty = inspect.Parameter.empty
        return inspect.Signature(
            [
                inspect.Parameter(
                    name, inspect.Parameter.KEYWORD_ONLY,
                    default=empty if value is None else decode_value(value),
                )
                for name, value in self.hello.hyper.items()
            ]
        )  # fmt: skip

    def __call__(self, **hyper: Any) -> None:
        """Raise an error: a program runs whole scenarios and is not called."""
        raise TypeError("a program runs whole scenarios")

    def run(self, scenario: Scenario, names: HyperNames) -> Outcome:
        """Run a scenario.

        A program that exits, does not answer, or violates the protocol counts as one that raised.
        """
        self.requests += 1
        try:
            request = encode_request(self.requests, scenario, names)
        except NotImplementedError as error:
            return SubjectError(-1, "NotImplementedError", str(error))
        try:
            line = self.channel.ask(msgspec.json.encode(request).decode())
            return decode_outcome(msgspec.json.decode(line, type=Answer), request)
        except NoAnswer as error:
            return SubjectError(-1, "NoAnswer", str(error))
        except (msgspec.DecodeError, ValueError) as error:
            return SubjectError(-1, "BadAnswer", str(error))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the process: a copy starts its own."""
        return {"command": self.command, "requests": self.requests}
