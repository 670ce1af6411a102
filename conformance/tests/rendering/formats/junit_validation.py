"""Validation of JUnit XML as Jenkins' xUnit plugin accepts it.

Of the schema that the plugin publishes, in its version 10: which elements an element contains, and
which attributes it has or must have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

NUMBERS = {"tests", "failures", "errors"}
MESSAGE = {"type", "message"}

# Children, required attributes and further attributes of each element.
ELEMENTS: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, set(), {"name", "time"} | NUMBERS),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name"} | NUMBERS,
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log",
         "url"},
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, set()),
    "testcase": (
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name"},
        {"time", "classname", "group"},
    ),
    "skipped": (set(), set(), MESSAGE),
    "error": (set(), set(), MESSAGE),
    "failure": (set(), set(), MESSAGE),
    "system-out": (set(), set(), set()),
    "system-err": (set(), set(), set()),
}  # fmt: skip

TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")
WITH_TEXT = {"skipped", "error", "failure", "system-out", "system-err"}


def junit_errors(text: str) -> list[str]:
    """Return why a text is not valid; empty if it is."""
    root = ET.fromstring(text)  # noqa: S314 - our own
    if root.tag not in ("testsuites", "testsuite"):
        return [f"the root is {root.tag}"]
    return list(_errors(root))


def _errors(element: ET.Element) -> Iterator[str]:
    children, required, optional = ELEMENTS[element.tag]
    names = set(element.attrib)
    yield from (f"{element.tag} lacks {name}" for name in required - names)
    yield from (f"{element.tag} has {name}" for name in names - required - optional)
    if not TIME.fullmatch(element.get("time", "0.1")):
        yield f"{element.tag} has the time {element.get('time')}"
    if element.tag not in WITH_TEXT and (element.text or "").strip():
        yield f"{element.tag} has text"
    for child in element:
        if child.tag in children:
            yield from _errors(child)
        else:
            yield f"{element.tag} contains {child.tag}"
