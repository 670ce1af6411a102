"""Run the command ``conformance``, also as ``python -m conformance``."""

from .interrupts import exit_on_interrupt


def run() -> None:
    """Run the command; an interrupt during its imports ends it like one at any other time."""
    with exit_on_interrupt():
        import os

        from .cache import cache_folder
        from .cli.main import main

        # By default Hypothesis writes into the current folder, which is the user's.
        os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(cache_folder() / "hypothesis"))
        main(prog_name="conformance")


if __name__ == "__main__":
    run()
