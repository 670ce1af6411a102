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
    law        what it requires, why, how to fix a failure, an example of one
    pitfall    what goes wrong, the bug as a diff, its smallest case
    dialect    how it differs, which libraries have it, how to declare it
    rule       formula, source, hyper-parameters, known bugs, dialects

    Exit codes: 0 success, 2 unknown name.
    """
    from ..reference.lookup import find_pages
    from ..reference.terminal_pages import page_for_terminal

    pages = [kind.render(own) for name in names for kind, own in find_pages(name)]
    print_markdown("\n".join(page_for_terminal(page) for page in pages))
