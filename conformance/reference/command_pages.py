"""Pages of commands, from their declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from ..rendering.markdown_escapes import fence_code
from .parts import prose, render_table


def command_pages(main: click.Group, program: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the page of each command, as Markdown.

    Args:
        main: the command with its subcommands.
        program: the name of the program.
    """
    for name, command in sorted(main.commands.items()):
        with click.Context(main, info_name=program) as parent:
            yield name, "\n".join(_render_command(command, f"{program} {name}", parent, 1)) + "\n"


def _render_command(
    command: click.Command, path: str, parent: click.Context, level: int
) -> Iterator[str]:
    """Yield the lines of the section of a command and of its subcommands."""
    heading = "#" * level
    name = path.split()[-1]
    with click.Context(command, info_name=name, parent=parent) as context:
        yield f"{heading} `{path}`"
        yield ""
        yield fence_code(" ".join((path, *command.collect_usage_pieces(context))), "text")
        yield ""
        yield from _render_help(command.help or "")
        rows = [_row(p) for p in command.get_params(context) if isinstance(p, click.Option)]
        yield render_table(["option", "meaning"], [row for row in rows if row])
        yield ""
        if isinstance(command, click.Group):
            for sub, inner in sorted(command.commands.items()):
                yield from _render_command(inner, f"{path} {sub}", context, level + 1)


def _render_help(text: str) -> Iterator[str]:
    """Yield the help of a command; paragraphs whose lines click keeps are code."""
    for paragraph in re.split(r"\n\n+", text.strip()):
        kept = paragraph.startswith("\b")
        plain = paragraph.removeprefix("\b").strip("\n")
        yield fence_code(plain, "text") if kept else prose(" ".join(plain.split()))
        yield ""


def _row(option: click.Option) -> list[str] | None:
    """Return the options and the meaning of one row, or None if it is hidden."""
    if option.hidden:
        return None
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else f" `{option.make_metavar(click.Context(click.Command('x')))}`"
    default = option.default
    known = option.show_default and default not in (None, (), False) and not callable(default)
    needed = "Required. " if option.required else ""
    suffix = f" Default: `{default}`." if known else ""
    return [names + value, needed + prose(" ".join((option.help or "").split())) + suffix]
