"""Apply the configuration of a project to the options of a command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import WrongUse
from .parameters import AnyType, NameValuePair
from .report_formats import WithAddedFormatOptions

if TYPE_CHECKING:
    from ..configuration import Project

# Where a context keeps the arguments of its command, to apply them to each target of a project.
ARGUMENTS = "conformance.arguments"


def configurable_options(command: click.Command) -> dict[str, click.Option]:
    """Return the options that a configuration can set, by their keys.

    The key is the name of the option; of one that is repeatable, its plural too.
    """
    found: dict[str, click.Option] = {}
    for option in command.get_params(click.Context(command)):
        if not isinstance(option, click.Option) or not option.expose_value:
            continue  # such as --help
        if option.name == "expected_failures":
            continue  # they have a structure of their own
        key = max(option.opts, key=len).lstrip("-")
        found[key] = option
        if option.multiple and option.name == f"{key}s":
            found[option.name] = option
    return found


def load_project(command: click.Command, folder: Path | None = None) -> Project | None:
    """Read the configuration of the project in a folder, by default the current one.

    Raises:
        WrongUse: The configuration is invalid.
    """
    from ..configuration import find_configuration, read_project

    file = find_configuration(folder or Path.cwd())
    return read_project(file, configurable_options(command)) if file else None


def default_map(command: click.Command, options: Mapping[str, Any]) -> dict[str, Any]:
    """Convert options of a configuration to defaults of the command, by parameter."""
    known = configurable_options(command)
    return {
        str(known[key].name): _as_given_to_click(known[key], value)
        for key, value in options.items()
    }


def _as_given_to_click(option: click.Option, value: Any) -> Any:
    if isinstance(option.type, NameValuePair) and isinstance(value, Mapping):
        return [(name, _as_literal(part)) for name, part in value.items()]
    return value


def _as_literal(value: Any) -> str:
    """Return a value as a Python literal; an array is a tuple, and text is taken as it is."""
    if isinstance(value, str):
        return value
    return repr(tuple(value) if isinstance(value, list) else value)


class ConfiguredCommand(WithAddedFormatOptions):
    """A command whose defaults are those of the configuration of the project."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        given = list(args)
        inherited = ((parent and parent.default_map) or {}).get(info_name or "") or {}
        context = super().make_context(info_name, list(args), parent, **extra)
        try:
            project = load_project(self)
        except WrongUse as error:
            raise click.UsageError(str(error), context) from error
        if project:
            target = context.params.get("target")
            context = self.context_of(project, target, given, inherited, info_name, parent)
        context.meta[ARGUMENTS] = given
        return context

    def context_of(
        self,
        project: Project,
        target: str | None,
        args: list[str],
        inherited: Mapping[str, Any],
        info_name: str | None = None,
        parent: click.Context | None = None,
    ) -> click.Context:
        """Return the context of the command with the options of a target of a project."""
        options = default_map(self, project.options_of(target or ""))
        options["expected_failures"] = project.expected_of(target or "")
        try:
            return super().make_context(
                info_name, list(args), parent, default_map={**options, **inherited}
            )
        except click.UsageError as error:
            place = f"{error.format_message()} ({project.path.name} sets defaults of options)"
            raise click.UsageError(place, error.ctx) from error


class ExpectedFailuresFile(AnyType):
    """A TOML file of expected failures."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value
