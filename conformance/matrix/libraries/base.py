"""Descriptions of libraries: their optimizers, and the rules these are named after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from properties.scenarios.model import HyperValue


@dataclass(frozen=True)
class Configuration:
    """One optimizer of a library and how it is checked.

    Attributes:
        rule: The rule that it is named after.
        target: The optimizer.
        variant: The variant, if the rule has several entries: ``fused``, ``amsgrad``.
        hyper: Constructor arguments that are always passed, and entries of parameter groups.
        assume: Hard-coded hyper-parameters, by the suite's names.
        map: Its names of hyper-parameters, where they are not recognized.
        without: Capabilities that it lacks.
        adapter: The adapter; detected if None.
        reason: What its source says about a difference that the diagnosis cannot name.
    """

    rule: str
    target: str
    variant: str = ""
    hyper: Mapping[str, Any] = field(default_factory=dict)
    assume: Mapping[str, HyperValue] = field(default_factory=dict)
    map: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    adapter: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Library:
    """A library whose optimizers are checked.

    Attributes:
        name: Name of the library and of its distribution.
        imported: The package that is imported.
        install: Requirements or commands that install it in an environment of its own.
        configurations: Its optimizers.
        environment: Environment variables that it reads when it is imported.
        program: For a library that is no Python package: a file in the folder of built harnesses
            that exists if the library is installed.
    """

    name: str
    imported: str
    install: tuple[str, ...]
    configurations: tuple[Configuration, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    program: str = ""
