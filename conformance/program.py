"""A subject in another process: its command line, what it says of itself, and its runs."""

from __future__ import annotations

import inspect
import shlex
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from properties.names import Names
from properties.scenario import Scenario
from properties.trajectory import Outcome, Raised

from .channel import Channel, NoAnswer
from .errors import CannotRun
from .protocol import PROTOCOL, Answer, Hello, HelloRequest, heard, outcome_of, request_of

PREFIX = "exec:"


@dataclass
class Program:
    """A command that speaks the process protocol."""

    command: tuple[str, ...]
    asked: int = field(default=0, compare=False)

    @classmethod
    def of(cls, text: str) -> Program:
        """The program of a target ``exec:COMMAND``."""
        return cls(tuple(shlex.split(text.removeprefix(PREFIX))))

    @cached_property
    def channel(self) -> Channel:
        """The process, which is started when it is first asked."""
        return Channel(self.command)

    @cached_property
    def hello(self) -> Hello:
        """What it says of itself.

        Raises:
            CannotRun: it does not start, or does not say it as the protocol does.
        """
        try:
            answer = self.channel.ask(msgspec.json.encode(HelloRequest()).decode())
            hello = msgspec.json.decode(answer, type=Hello)
        except (NoAnswer, msgspec.DecodeError) as error:
            raise CannotRun(
                f"{shlex.join(self.command)} does not answer hello: {error}. Hold it to the "
                "protocol with conformance harness check."
            ) from error
        if hello.protocol != PROTOCOL:
            raise CannotRun(
                f"{shlex.join(self.command)} speaks {hello.protocol!r}, and this suite "
                f"{PROTOCOL!r}. Use a harness of the same protocol."
            )
        return hello

    @property
    def __signature__(self) -> inspect.Signature:
        """Its hyper-parameters, as a constructor that takes them by keyword would have them."""
        empty = inspect.Parameter.empty
        return inspect.Signature(
            [
                inspect.Parameter(
                    name, inspect.Parameter.KEYWORD_ONLY,
                    default=empty if value is None else heard(value),
                )
                for name, value in self.hello.hyper.items()
            ]
        )  # fmt: skip

    def __call__(self, **hyper: Any) -> None:
        """A program is not called: it runs whole scenarios."""
        raise TypeError("a program runs whole scenarios")

    def run(self, scenario: Scenario, names: Names) -> Outcome:
        """Put it through a scenario.

        A program that ends or keeps silent has raised; one that answers otherwise than the
        protocol says, too.
        """
        self.asked += 1
        try:
            request = request_of(self.asked, scenario, names)
        except NotImplementedError as error:
            return Raised(-1, "NotImplementedError", str(error))
        try:
            line = self.channel.ask(msgspec.json.encode(request).decode())
            return outcome_of(msgspec.json.decode(line, type=Answer), request)
        except NoAnswer as error:
            return Raised(-1, "NoAnswer", str(error))
        except (msgspec.DecodeError, ValueError) as error:
            return Raised(-1, "BadAnswer", str(error))

    def __getstate__(self) -> dict[str, Any]:
        """A process is not copied; a copy starts its own."""
        return {"command": self.command, "asked": self.asked}
