"""The messages, their schema, and the specification that describes them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import jsonschema
import msgspec

from conformance.process.codec import encode_request
from conformance.process.messages import HelloRequest, Request, protocol_schemas
from conformance.tests.fixture_types import Command, WriteSubject
from conformance.tests.process.programs import HARNESS, NAMES, PAGE, SCENARIO


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_specification_shows_requests_and_answers(
    write_subject: WriteSubject,
) -> None:
    (source,) = blocks("python")
    target = f"{write_subject(source)}:SGD"
    lines = [json.loads(line) for block in blocks("json") for line in block.splitlines()]
    asked, answers = lines[::2], lines[1::2]
    done = subprocess.run(  # noqa: S603 - the harness of this suite
        [sys.executable, HARNESS, target], input="\n".join(map(json.dumps, asked)) + "\n",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said[0].pop("name") == target
    assert {"name", "versions"} <= answers[0].keys()
    shown = {k: v for k, v in answers[0].items() if k != "name"}
    assert [said[0] | {"versions": shown["versions"]}, *said[1:]] == [shown, *answers[1:]]
    for message in asked:
        msgspec.json.decode(json.dumps(message), type=Request, strict=True)


def members(schema: object) -> Iterator[str]:
    """The names of all members in a JSON Schema, and the values of enumerations."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        for part in schema.values():
            yield from members(part)


def test_the_specification_describes_every_member_of_the_schema() -> None:
    told = set(members(protocol_schemas()["$defs"]))
    assert {"gradients", "float32", "restart", "raised"} <= told
    assert {word for word in told if f"`{word}`" not in PAGE and f'"{word}"' not in PAGE} == set()


def test_messages_keep_to_the_published_schema(command: Command) -> None:
    published = json.loads(command("harness", "spec").stdout)
    assert published == json.loads(json.dumps(protocol_schemas()))
    for message in (encode_request(1, SCENARIO, NAMES), HelloRequest()):
        schema = {**published["properties"]["request"], "$defs": published["$defs"]}
        jsonschema.validate(json.loads(msgspec.json.encode(message)), schema)
