"""The smallest case of each pitfall and dialect: a law that it breaks, and the scenario.

There is one file for each rule: ``python -m properties.tools.select_cases RULE`` writes it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from ...scenarios.model import Scenario


class Case(msgspec.Struct, frozen=True):
    """The smallest scenario found on which a pitfall, or an undeclared dialect, breaks a law."""

    law: str
    scenario: Scenario


@cache
def cases_of(rule: str) -> dict[str, Case]:
    """Return the cases of the pitfalls and dialects of a rule, by id."""
    file = files(__name__).joinpath(f"{rule}.json")
    return decode_cases(file.read_bytes()) if file.is_file() else {}


def decode_cases(text: bytes) -> dict[str, Case]:
    """Decode the text of a file.

    Raises:
        msgspec.ValidationError: the text has another form; the message has the location.
    """
    return msgspec.json.decode(text, type=dict[str, Case])


def encode_cases(cases: dict[str, Case]) -> bytes:
    """Encode cases as the text of a file."""
    return msgspec.json.format(msgspec.json.encode(cases), indent=1) + b"\n"
