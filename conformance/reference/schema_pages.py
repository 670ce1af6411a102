"""Pages of the JSON files, from their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..rendering.markdown_escapes import fence_code
from .docstrings import markdown_from_docstring
from .parts import render_table


def render_schema(kind: str, schema: Mapping[str, Any]) -> str:
    """Render the page of a kind of JSON file: a table for each object, and the whole schema.

    Args:
        kind: the name of the kind, as for ``conformance schema``.
        schema: its JSON Schema, whose objects are in ``$defs``.
    """
    lines = [
        f"# JSON of `{kind}`",
        "",
        f"`conformance schema {kind}` prints this schema. Numbers that must be exact are "
        "hexadecimal strings. New keys may be added; keys are not removed or renamed within a "
        "version of the schema.",
        "",
    ]
    root = schema.get("$ref", "").rpartition("/")[2]
    definitions = schema.get("$defs", {})
    for name in sorted(definitions, key=lambda name: (name != root, name)):
        lines += [*_render_object(name, definitions[name])]
    lines += ["## The schema", "", fence_code(json.dumps(schema, indent=2), "json")]
    return "\n".join(lines) + "\n"


def _render_object(name: str, definition: Mapping[str, Any]) -> Iterator[str]:
    """Yield the section of an object."""
    yield f"## {name}"
    yield ""
    text = "\n".join(line.strip() for line in definition.get("description", "").splitlines())
    if text:
        yield markdown_from_docstring(text)
        yield ""
    needed = definition.get("required", ())
    rows = [
        [f"`{key}`", _describe_type(about), "yes" if key in needed else _default(about)]
        for key, about in definition.get("properties", {}).items()
    ]
    if rows:
        yield render_table(["key", "type", "required, or default"], rows)
        yield ""


def _default(about: Mapping[str, Any]) -> str:
    return f"`{json.dumps(about['default'])}`" if "default" in about else "no"


def _describe_type(about: Mapping[str, Any]) -> str:
    """Describe the type of a value in a few words."""
    if "$ref" in about:
        name = about["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in about:
        return " or ".join(f"`{json.dumps(value)}`" for value in about["enum"])
    if "anyOf" in about:
        return " or ".join(_describe_type(one) for one in about["anyOf"])
    match about.get("type"):
        case "array":
            inside = about.get("items")
            return f"array of {_describe_type(inside)}" if inside else "array"
        case "object":
            values = about.get("additionalProperties")
            return f"object of {_describe_type(values)}" if isinstance(values, dict) else "object"
        case str(name):
            return name
    return "any"
