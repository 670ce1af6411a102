"""Run the command ``conformance`` as ``python -m conformance``."""

from .cli import main

main(prog_name="conformance")
