"""The script of pages with tables that can be filtered, sorted and unfolded."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@cache
def table_script() -> Markup:
    """Return the script as the contents of a script element."""
    from markupsafe import Markup

    source = files(__package__).joinpath("templates/table.js").read_text("utf-8")
    return Markup(source)  # noqa: S704 - our own file


def script_digest() -> str:
    """Return the digest of the script, for a policy that allows no other one."""
    return base64.b64encode(hashlib.sha256(table_script().encode()).digest()).decode()
