"""Encoding of scenarios as JSON.

Every number is a hexadecimal float, so that a scenario can be replayed bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from .model import EncodedHyper, HyperValue, Scenario


def encode_hyper(value: HyperValue) -> EncodedHyper:
    """Encode the value of a hyper-parameter for a scenario."""
    if isinstance(value, tuple):
        return tuple(None if v is None else float(v).hex() for v in value)
    return float(value).hex() if isinstance(value, float) else value


def decode_hyper(value: EncodedHyper) -> HyperValue:
    """Decode the value of a hyper-parameter from a scenario."""
    if isinstance(value, tuple):
        return tuple(None if v is None else float.fromhex(v) for v in value)
    if not isinstance(value, str):
        return value
    try:
        return float.fromhex(value)
    except ValueError:
        return value


def decode_group(group: Mapping[str, EncodedHyper]) -> dict[str, HyperValue]:
    """Decode the values of all hyper-parameters of a group."""
    return {name: decode_hyper(value) for name, value in group.items()}


def to_json(scenario: Scenario) -> bytes:
    """Encode a scenario as JSON."""
    return msgspec.json.encode(scenario)


def from_json(text: bytes | str) -> Scenario:
    """Decode a scenario from JSON.

    Raises:
        msgspec.ValidationError: the JSON is not a scenario; the message has the location.
    """
    return msgspec.json.decode(text, type=Scenario)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of scenarios."""
    return msgspec.json.schema(Scenario)
