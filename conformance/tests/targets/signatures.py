"""Functions with a given signature, and the mapping of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.targets.hyper_mapping import HyperMapping, map_hyper
from conformance.targets.options import SubjectOptions
from conformance.targets.signature import read_signature
from properties.rules.registry import rules

Make = Callable[..., Any]


def map_names(
    make: Make,
    rule: str = "adam",
    mapped: Mapping[str, str] | None = None,
    fixed: Mapping[str, Any] | None = None,
) -> HyperMapping:
    options = SubjectOptions(mapped or {}, fixed or {})
    return map_hyper(read_signature(make), rules()[rule], options, {})


def takes(signature: str) -> Make:
    """A function with that signature."""
    return eval(f"lambda {signature}: None")  # type: ignore[no-any-return]  # noqa: S307
