"""User-supplied options that describe a subject."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue

from ..errors import WrongUse
from ..records.base import Options
from ..records.literals import format_literal, parse_literal


@dataclass(frozen=True)
class SubjectOptions:
    """User-supplied options that describe a subject.

    Attributes:
        mapped: The subject's names of hyper-parameters, by the suite's names; two names are
            separated by a comma.
        fixed: Constructor arguments that are passed unchanged; ``group.NAME`` sets an entry of
            each parameter group.
        assumed: Values of hard-coded hyper-parameters, by the suite's names.
        without: Capabilities that the subject lacks.
        adapter: The name of the adapter; detected if None.
        state: The arguments of a step function that are its state, separated by commas.
        parameter: The class of the parameters, as ``module:Class`` or ``path/file.py:Class``.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    assumed: Mapping[str, HyperValue] = field(default_factory=dict)
    without: Collection[str] = ()
    adapter: str | None = None
    state: str = ""
    parameter: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is given."""
        names = (self.mapped, self.fixed, self.assumed, self.without)
        return not any((*names, self.adapter, self.state, self.parameter))

    def for_rule(self, rule: Rule) -> SubjectOptions:
        """Drop the options about hyper-parameters that the rule does not have."""
        return replace(
            self,
            mapped={ours: theirs for ours, theirs in self.mapped.items() if ours in rule.defaults},
            assumed={ours: value for ours, value in self.assumed.items() if ours in rule.defaults},
        )


def choose_options(
    options: SubjectOptions | None, others: SubjectOptions | None, names: str
) -> SubjectOptions:
    """Return the options that are given: as ``options``, or by the arguments called ``names``.

    Raises:
        WrongUse: Both are given.
    """
    if options is None:
        return others or SubjectOptions()
    if others is not None and not others.is_empty:
        raise WrongUse(
            f"options and {names} both describe the optimizer, so it is unclear which applies. "
            "Give all of it in options."
        )
    return options


def options_from_literals(
    mapped: Mapping[str, str],
    fixed: Mapping[str, str],
    assumed: Mapping[str, str],
    without: Collection[str],
    adapter: str | None,
    state: str = "",
    parameter: str = "",
) -> SubjectOptions:
    """Build options from values that are written as Python literals."""
    return SubjectOptions(
        mapped,
        {name: parse_literal(text) for name, text in fixed.items()},
        {name: parse_literal(text) for name, text in assumed.items()},
        without,
        adapter,
        state,
        parameter,
    )


def options_from_record(record: Options) -> SubjectOptions:
    """Convert the recorded options of a check."""
    return options_from_literals(
        record.map,
        record.hyper,
        record.assume,
        record.without,
        record.adapter,
        record.state,
        record.parameter,
    )


def record_options(
    options: SubjectOptions, dialects: Collection[str], examples: int, seed: int
) -> Options:
    """Record the options of a check, with which it can be repeated."""
    return Options(
        adapter=options.adapter,
        map=dict(options.mapped),
        hyper={name: format_literal(value) for name, value in options.fixed.items()},
        assume={name: format_literal(value) for name, value in options.assumed.items()},
        without=list(options.without),
        dialects=list(dialects),
        examples=examples,
        seed=seed,
        state=options.state,
        parameter=options.parameter,
    )
