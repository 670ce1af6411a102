"""Messages for targets whose import fails."""

from __future__ import annotations

from traceback import extract_tb


def describe_missing_dependency(target: str, place: str, error: ModuleNotFoundError) -> str:
    """Return the message for a module that imports another one, which is not installed."""
    frames = [f for f in extract_tb(error.__traceback__) if not f.filename.startswith("<")]
    where = f" ({frames[-1].filename}, line {frames[-1].lineno})" if frames else ""
    return (
        f"TARGET {target!r}: importing {place} failed: {error}{where}, so there is no verdict. "
        f"Install what provides {error.name} in this environment, or give the interpreter of an "
        "environment that has it with --python PATH."
    )


def describe_error_location(place: str, error: BaseException) -> str:
    """Return the line of the target's own file at which an exception was raised."""
    lines = [f for f in extract_tb(error.__traceback__) if f.filename == place]
    return f" ({place}, line {lines[-1].lineno}: {lines[-1].line})" if lines else ""
