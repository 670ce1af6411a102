"""What the matrix knows of a library: its optimizers, and the rules whose names they bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from properties.scenario import HyperValue


@dataclass(frozen=True)
class Configuration:
    """One optimizer of a library, as it is judged.

    Attributes:
        rule: the rule whose name it bears.
        variant: which form of it, where there are several: ``fused``, ``amsgrad``.
        hyper: constructor arguments, passed as they are, and entries of parameter groups.
        assume: hyper-parameters that it has built in, by this suite's names.
        map: what it calls hyper-parameters, where that is not found by itself.
        without: abilities that it does not promise.
    """

    rule: str
    target: str
    variant: str = ""
    hyper: Mapping[str, Any] = field(default_factory=dict)
    assume: Mapping[str, HyperValue] = field(default_factory=dict)
    map: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    adapter: str | None = None


@dataclass(frozen=True)
class Library:
    """A library whose optimizers are judged.

    Attributes:
        name: of the library, and of its distribution.
        imported: the package that is imported.
        install: what installs it, alone in an environment.
        environment: variables that it reads when it is imported.
        program: for what is no Python package: a file in the folder of harnesses, which is there
            when the library is.
    """

    name: str
    imported: str
    install: tuple[str, ...]
    configurations: tuple[Configuration, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    program: str = ""
