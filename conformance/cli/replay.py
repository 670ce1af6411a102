"""``conformance replay CAPSULE.json``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ..errors import WrongUse
from .files import write_text
from .isolation_options import isolation_options
from .progress import progress_bar
from .quiet_option import quiet_option
from .terminal import CANNOT_JUDGE, CONFORMS, DIVERGES, output_console, print_result, with_exit_code

if TYPE_CHECKING:
    from rich.text import Text

    from ..operations.replay import Replay
    from ..records.capsule import Capsule
    from ..worker import Isolation


@click.command(short_help="Run a recorded failure again.")
@click.argument("capsule")
@click.option(
    "--script", "script_path", metavar="FILE",
    help="Write the failure as a Python script that does not need optimcore; replay nothing.",
)  # fmt: skip
@click.option(
    "--rule", metavar="FILE:RULE",
    help="Where the rule of your own that the case was judged by is now, if its file was moved.",
)  # fmt: skip
@click.option("--against", metavar="TARGET", help="Run the case on another optimizer.")
@quiet_option()
@with_exit_code
@isolation_options
def replay(
    capsule: str,
    script_path: str | None,
    rule: str | None,
    against: str | None,
    isolation: Isolation,
) -> None:
    """Run the failure in CAPSULE again, or every failure of a report.

    CAPSULE is a file written by check --capsules or check --json. Each case is run twice, and is
    FIXED (PASSED with --against), FAILED, FLAKY if the two runs differ, or NOT APPLICABLE.

    Exit codes: 0 all fixed or passed, 1 failed or flaky, 2 wrong use, 3 could not be run or is not
    applicable.
    """
    from ..operations.replay import replay as run_replay
    from ..operations.script import make_script
    from ..records.capsule import read_capsules

    if script_path:
        write_text(script_path, make_script(_read_first_capsule(capsule)))
        return
    capsules = read_capsules(capsule)
    found = []
    with progress_bar("replay") as progress:
        for k, one in enumerate(capsules):
            progress(one.law, k / len(capsules))
            found.append(run_replay(one, against, isolation, rule))
    for outcome in found:
        print_result(render_replay(outcome, against).append("\n"))
    if not found:
        output_console().print("nothing to replay: the report has no failed laws")
    states = {one.state for one in found}
    if states & {"STILL BROKEN", "FLAKY"}:
        sys.exit(DIVERGES)
    sys.exit(CONFORMS if states <= {"FIXED"} else CANNOT_JUDGE)


def render_replay(replay: Replay, against: str | None = None) -> Text:
    """Render the outcome of one replay."""
    from rich.text import Text

    passed = replay.state == "FIXED"
    state = {"FIXED": "PASSED" if against else "FIXED", "STILL BROKEN": "FAILED"}.get(replay.state)
    text = Text(f"{state or replay.state} ", "bold green" if passed else "bold red")
    text.append(f"{replay.capsule.law}: {replay.target}", "default")
    return text.append(f": {replay.message}" if replay.message else "", "default")


def _read_first_capsule(path: str) -> Capsule:
    """Read the capsule, or the first finding of a report."""
    from ..records.capsule import read_capsules

    found = read_capsules(path)
    if not found:
        raise WrongUse(
            f"{path!r} is a report without failed laws, so there is no script to write. Give the "
            "report of a check that diverges."
        )
    return found[0]
