"""What the configuration of a project says of a target that is tested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import pytest
from click.core import ParameterSource

from ..cli.check import check as command
from ..cli.check_project import gather
from ..cli.project import ConfiguredCommand, load_project
from ..configuration import Project
from ..errors import ConformanceError, WrongUse
from ..operations.expected_failures import read_expected_failures

PROJECT = pytest.StashKey["Project | None"]()

# The parts of the options of a subject, by the arguments of ``conformance.check``.
SUBJECT = {
    "adapter": "adapter", "map": "mapped", "hyper": "fixed", "assume": "assumed",
    "without": "without", "state": "state", "parameter": "parameter",
}  # fmt: skip

# Options that are arguments of ``conformance.check`` under the same name.
PLAIN = ("rule", "examples", "seed", "dialects", "exhaustive", "strict", "jobs")


def project_of(config: pytest.Config) -> Project | None:
    """Return the configuration of the project that is tested; None if there is none.

    Raises:
        CollectError: The configuration is invalid.
    """
    if PROJECT not in config.stash:
        try:
            config.stash[PROJECT] = load_project(command, config.rootpath)
        except ConformanceError as error:
            raise pytest.Collector.CollectError(str(error)) from error
    return config.stash[PROJECT]


def with_project(
    config: pytest.Config, target: str, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the arguments of a check with those that the project sets, which come second.

    Expected failures are those of both.

    Raises:
        CollectError: The configuration or an expected failure is invalid.
    """
    project = project_of(config)
    if project is None:
        return dict(arguments)
    try:
        return _merge(project, target, arguments)
    except (WrongUse, click.UsageError) as error:
        raise pytest.Collector.CollectError(str(error)) from error


def _merge(project: Project, target: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    assert isinstance(command, ConfiguredCommand)
    context = command.context_of(project, target, [target], {}, "check")
    given = gather(context)
    is_set = {
        name
        for name in context.params
        if context.get_parameter_source(name) is ParameterSource.DEFAULT_MAP
    }
    found = {name: given[name] for name in PLAIN if name in is_set}
    found |= {k: getattr(given["options"], v) for k, v in SUBJECT.items() if k in is_set}
    if is_set & {"timeout", "in_process"}:
        found["isolation"] = given["isolation"]
    expected = [
        *read_expected_failures(arguments.get("expected_failures", ())),
        *project.expected_of(target),
    ]
    return {**found, **arguments, **({"expected_failures": expected} if expected else {})}
