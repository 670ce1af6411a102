"""``conformance vectors`` and ``conformance vectors verify``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .files import write_text
from .progress import progress_bar
from .quiet_option import quiet_option
from .terminal import CANNOT_JUDGE, CONFORMS, DIVERGES, print_result, with_exit_code

if TYPE_CHECKING:
    from properties.engine.vector_choice import VectorProfile
    from properties.scenarios.model import Precision


@click.group(
    invoke_without_command=True, short_help="Write test vectors for kernels of any language."
)
@click.option("--rule", metavar="NAME|FILE:RULE", help="The rule that the kernel implements.")
@click.option(
    "--dtype", type=click.Choice(["float32", "float64"]), default="float32", show_default=True,
    help="The precision of the kernel.",
)  # fmt: skip
@click.option(
    "--profile", type=click.Choice(["small", "full"]), default="small", show_default=True,
    help="small: at most 50 vectors that detect every defect that any detects; full: all.",
)  # fmt: skip
@click.option(
    "--format", "file_format", type=click.Choice(["json", "tsv"]), default="json",
    show_default=True, help="tsv: the same as lines of fields separated by tabs.",
)  # fmt: skip
@click.option(
    "--without", multiple=True, metavar="HYPER",
    help="Give a hyper-parameter its default in every vector, because the kernel lacks it "
    "(repeatable).",
)  # fmt: skip
@click.option("--out", metavar="FILE", help="The file to write (-: standard output).")
@click.option("-v", "--verbose", is_flag=True, help="Print the defects that no vector detects.")
@click.pass_context
@quiet_option()
@with_exit_code
def vectors(
    context: click.Context,
    rule: str | None,
    dtype: Precision,
    profile: VectorProfile,
    file_format: str,
    without: tuple[str, ...],
    out: str | None,
    verbose: bool,
) -> None:
    """Write what a correct implementation may return, to test a kernel in any language.

    Each vector has the start of one parameter, the hyper-parameters, and for each step a gradient
    with the lower and the upper bound of every element after it. Let the kernel run them, and
    compare its values with the bounds; "vectors verify" names the defect.

    Exit codes: 0 written, 2 wrong use.
    """
    if context.invoked_subcommand:
        return
    if not rule or not out:
        raise click.UsageError(f"Give {'--out FILE' if rule else '--rule NAME'}.")
    with progress_bar(rule) as progress:
        from ..operations.vectors import make_vectors

        found = make_vectors(rule, dtype, profile, without, progress)
    from ..rendering.terminal.vectors import render_vectors
    from ..rendering.vectors_tsv import render_tsv

    write_text(out, found.to_json() if file_format == "json" else render_tsv(found))
    if out != "-":
        print_result(render_vectors(found, verbose))


@vectors.command("verify", short_help="Judge what a kernel returned for vectors.")
@click.argument("file", metavar="FILE")
@click.argument("results", metavar="RESULTS.json")
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the result as JSON (-: standard output)."
)
@with_exit_code
def verify_command(file: str, results: str, json_path: str | None) -> None:
    """Judge RESULTS.json, what a kernel returned for the vectors in FILE, and name its defect.

    FILE is the JSON file of "conformance vectors". RESULTS.json has the values of the parameter
    after each step, by the id of the vector: {"results": {"adam-float32-1": [[0.5, 1.25]]}}. A
    value may be a string with a hexadecimal number, nan or inf.

    Exit codes: 0 conforms, 1 diverges, 2 wrong use, 3 vectors without a result.
    """
    from ..operations.vector_results import verify_vectors
    from ..rendering.terminal.vectors import render_verification

    found = verify_vectors(file, results)
    if json_path:
        write_text(json_path, found.to_json())
    if json_path != "-":
        print_result(render_verification(found))
    codes = {"conforms": CONFORMS, "diverges": DIVERGES}
    sys.exit(codes.get(found.verdict, CANNOT_JUDGE))
