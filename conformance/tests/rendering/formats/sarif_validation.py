"""A JSON Schema of the part of SARIF 2.1.0 that is written here.

It follows the specification, and is stricter where that allows more than is used: no object has
a property that is not listed.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema

Json = dict[str, Any]


def an_object(required: Json, optional: Json | None = None) -> Json:
    return {
        "type": "object",
        "required": [*required],
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def a_list(items: Json) -> Json:
    return {"type": "array", "items": items}


TEXT: Json = {"type": "string"}
MESSAGE = an_object({"text": TEXT})
LEVEL: Json = {"enum": ["none", "note", "warning", "error"]}
# A reference to a resource, without characters that have to be escaped.
URI: Json = {"type": "string", "pattern": r"^[A-Za-z0-9._~/:%+-]+$"}
RULE = an_object(
    {"id": TEXT},
    {"shortDescription": MESSAGE, "fullDescription": MESSAGE, "help": MESSAGE},
)
PHYSICAL = an_object(
    {
        "artifactLocation": an_object({"uri": URI}),
        "region": an_object({"startLine": {"type": "integer", "minimum": 1}}),
    }
)
LOGICAL = an_object({"fullyQualifiedName": TEXT, "kind": TEXT})
LOCATION = an_object({}, {"physicalLocation": PHYSICAL, "logicalLocations": a_list(LOGICAL)})
RESULT = an_object(
    {"message": MESSAGE},
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": LEVEL,
        "locations": a_list(LOCATION),
        "suppressions": a_list(
            an_object({"kind": {"enum": ["inSource", "external"]}}, {"justification": TEXT})
        ),
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT},
    },
)
NOTIFICATION = an_object({"message": MESSAGE}, {"level": LEVEL})
INVOCATION = an_object(
    {"executionSuccessful": {"type": "boolean"}},
    {"commandLine": TEXT, "toolExecutionNotifications": a_list(NOTIFICATION)},
)
DRIVER = an_object({"name": TEXT}, {"version": TEXT, "rules": a_list(RULE)})
RUN = an_object(
    {"tool": an_object({"driver": DRIVER})},
    {
        "automationDetails": an_object({"id": {"type": "string", "pattern": "^conformance/.+/$"}}),
        "invocations": a_list(INVOCATION),
        "results": a_list(RESULT),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "properties": {"type": "object"},
    },
)
SCHEMA = an_object({"version": {"const": "2.1.0"}, "runs": a_list(RUN)}, {"$schema": TEXT})


def validate_sarif(text: str) -> None:
    """Validate a SARIF file.

    Raises:
        jsonschema.ValidationError: It is not valid.
        AssertionError: A result names a rule that is not at its index.
    """
    document = json.loads(text)
    jsonschema.validate(document, SCHEMA)
    for run in document["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        for result in run["results"]:
            assert rules[result["ruleIndex"]] == result["ruleId"]
