"""Adam in C, over the process protocol."""

from __future__ import annotations

from .base import Configuration, Library

LIBRARY = Library(
    "adam.c",
    "adam.c",
    ("conformance harness files harnesses", "make -C harnesses/c"),
    (Configuration("adam", "exec:{harnesses}/c/adam"),),
    program="c/adam",
)
