"""The types of the fixtures in conftest.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

WriteSubject = Callable[[str], Path]
Command = Callable[..., Result]
