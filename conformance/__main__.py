"""Run the command ``conformance``, also as ``python -m conformance``."""

from .interrupts import exit_on_interrupt


def run() -> None:
    """Run the command; an interrupt during its imports ends it like one at any other time."""
    with exit_on_interrupt():
        from .cli.main import main

        main(prog_name="conformance")


if __name__ == "__main__":
    run()
