"""``conformance explain NAME``."""

from __future__ import annotations

import click

from .terminal import print_markdown, with_exit_code


@click.command(short_help="Explain a law, pitfall, dialect or rule.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@with_exit_code
def explain(names: tuple[str, ...]) -> None:
    """Explain the law, pitfall, dialect or rule of each NAME, as the documentation does.

    \b
    law        what it requires, why, how to fix an optimizer that fails, and one that does
    pitfall    what goes wrong, the bug as a diff, and the smallest case that shows it
    dialect    how the variant differs, which libraries have it, and how to declare it
    rule       the formula and its source, the hyper-parameters, known bugs and dialects

    Exit codes: 0 success, 2 unknown name.
    """
    from ..reference.lookup import find_pages
    from ..reference.terminal_pages import page_for_terminal

    pages = [kind.render(own) for name in names for kind, own in find_pages(name)]
    print_markdown("\n".join(page_for_terminal(page) for page in pages))
