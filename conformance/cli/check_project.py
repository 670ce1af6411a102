"""Check all targets of a project."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ConformanceError, WrongUse
from .files import write_text
from .github_actions import write_for_github
from .isolation_options import isolation_options
from .list import align_columns
from .progress import progress_bar
from .project import ConfiguredCommand
from .report_formats import write_formats
from .subject_options import subject_options
from .terminal import DIVERGES, error_console, exit_code_of, output_console

if TYPE_CHECKING:
    from ..configuration import Project
    from ..records.check import Report

Arguments = dict[str, Any]


@subject_options()
@isolation_options
def _gather(**given: Any) -> Arguments:
    """Return the parameters of the command as it receives them."""
    return given


def check_project(context: click.Context, project: Project | None, args: Sequence[str]) -> int:
    """Check all targets of a project, several at a time; print a table.

    Args:
        context: The context of the command, without a target.
        project: The configuration; None if there is none.
        args: The arguments of the command line, which precede the configuration.

    Returns:
        The worst exit code.

    Raises:
        UsageError: There is no target.
    """
    if project is None or not project.targets:
        place = f"{project.path.name} lists none" if project else "there is no configuration"
        raise click.UsageError(
            f"Missing argument 'TARGET', and {place}. Name a class, as in torch.optim:Adam, or run "
            "'conformance init' to list the optimizers of a package.",
            context,
        )
    for option in ("jsonl", "resume"):
        if context.params.get(option):
            raise WrongUse(f"--{option} is for the check of one optimizer. Give a TARGET.")
    chosen = [target_arguments(context, project, one.text, args) for one in project.targets]
    results = run_checks([prepare(arguments) for arguments in chosen], context.params["jobs"])
    codes = [_write(arguments, result) for arguments, result in zip(chosen, results, strict=True)]
    rows = [
        _row(arguments["target"], result) for arguments, result in zip(chosen, results, strict=True)
    ]
    for line in align_columns([("TARGET", "RULE", "VERDICT", "FAILED LAWS"), *rows]):
        output_console().print(line, markup=False)
    for one in project.unmatched():
        error_console().print(
            f"expected failure of {one.law!r} ({one.target}) matches nothing: {project.path.name} "
            "lists no such target. Correct the target, or remove the expected failure.",
            markup=False,
        )
        codes.append(DIVERGES)
    return max(codes)


def target_arguments(
    context: click.Context, project: Project | None, target: str, args: Sequence[str]
) -> Arguments:
    """Return the parameters of the command for a target, with the options of its project."""
    command = context.command
    assert isinstance(command, ConfiguredCommand)
    inherited = ((context.parent and context.parent.default_map) or {}).get("check") or {}
    made = (
        command.context_of(project, target, [*args, target], inherited, context.info_name)
        if project
        else command.make_context(context.info_name, [*args, target])
    )
    return gather(made)


def gather(context: click.Context) -> Arguments:
    """Return the parameters of the command ``check`` as its function receives them."""
    found: Arguments = _gather(**context.params)
    return found


def prepare(arguments: Arguments) -> Arguments:
    """Return the arguments of the operation ``check``."""
    from inspect import signature

    from ..operations.check import check
    from ..process.harnesses import target_in_interpreter

    taken = {k: v for k, v in arguments.items() if k in signature(check).parameters}
    if arguments["python"]:
        taken["target"] = target_in_interpreter(arguments["python"], arguments["target"])
    taken["expected_failures"] = arguments["expected_failures"] or ()
    return taken


def run_checks(chosen: Sequence[Arguments], jobs: int) -> list[Report | ConformanceError]:
    """Run checks, several at a time; each has an equal share of the processes."""
    from ..process_pool import open_process_pool
    from ..rendering.counts import count_of

    share = max(1, jobs // len(chosen))
    title = count_of(len(chosen), "target")
    results: list[Report | ConformanceError] = []
    with progress_bar(title) as progress, open_process_pool(min(jobs, len(chosen))) as pool:
        futures = [pool.schedule(run_check, args=({**one, "jobs": share},)) for one in chosen]
        for arguments, future in zip(chosen, futures, strict=True):
            progress(str(arguments["target"]), sum(f.done() for f in futures) / len(futures))
            results.append(future.result())
    return results


def run_check(arguments: Arguments) -> Report | ConformanceError:
    """Run one check; return the error of one that cannot be made."""
    from ..operations.check import check

    with redirect_stdout(sys.stderr):
        try:
            return check(**arguments)
        except ConformanceError as error:
            return error


def _write(arguments: Arguments, result: Report | ConformanceError) -> int:
    """Print a result unless it passes, write its files, and return its exit code."""
    if isinstance(result, ConformanceError):
        error_console().print(f"Error: {result}", markup=False)
        return result.exit_code
    from ..records.capsule import encode_capsules
    from ..rendering.formats import formats_of
    from ..rendering.terminal.report import render_report

    names = [name for name in formats_of(type(result)) if arguments.get(name)]
    write_formats(result, {name: path_of(arguments[name], result.target) for name in names})
    if arguments["folder"]:
        for name, capsule in encode_capsules(result).items():
            write_text(path_of(f"{arguments['folder']}/{name}.json", result.target), capsule)
    write_for_github(result)
    code = exit_code_of(result)
    if code or arguments["verbose"]:
        output_console().print(render_report(result, arguments["verbose"]))
    return code


def path_of(path: str, target: str) -> str:
    """Return the path of a file about one of several targets: with its name before the ending.

    Raises:
        WrongUse: The path is that of standard output.
    """
    if path == "-":
        raise WrongUse(
            "'-' is standard output, which can hold the report of one target only. Give a file, or "
            "one TARGET."
        )
    name = "".join(c if c.isalnum() else "-" for c in target).strip("-")
    return str(Path(path).with_name(f"{Path(path).stem}-{name}{Path(path).suffix}"))


def _row(target: str, result: Report | ConformanceError) -> tuple[str, ...]:
    from ..records.law_outcome import is_accepted, unexpected_laws

    if isinstance(result, ConformanceError):
        return target, "", "wrong use" if isinstance(result, WrongUse) else "errored", ""
    expected = result.verdict == "diverges" and is_accepted(result)
    verdict = f"{result.verdict}, as expected" if expected else result.verdict
    wrong = [c.expected.law for c in result.expected_failures if c.problem]
    laws = [*unexpected_laws(result), *(f"{law} (expected failure)" for law in wrong)]
    return target, result.rule, verdict, ", ".join(laws)
