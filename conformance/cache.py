"""The folder of the suite in the user's cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder; it may not exist yet."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "optimcore"
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"]) / "optimcore" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "optimcore"
    return Path.home() / ".cache" / "optimcore"
