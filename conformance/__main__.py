"""``python -m conformance`` is the command ``conformance``."""

from .cli import main

main(prog_name="conformance")
