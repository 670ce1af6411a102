"""Run the command ``conformance`` as ``python -m conformance``."""

from .cli.main import main

main(prog_name="conformance")
