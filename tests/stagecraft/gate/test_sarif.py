"""A SARIF log holds to the schema of its standard: what is written down here of it, every object closed.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json (the same logs were held against
the whole of it when this was written).
"""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from guardrails.catalog import RULES
from guardrails.evaluate import evaluate
from guardrails.finding import RAISED, WAIVERS, Finding
from guardrails.graph import Graph
from guardrails.resource import SourceFrame

from stagecraft.gate.formats import render
from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.engine import TODAY

TEXT = {"type": "string", "minLength": 1}
# RFC 3986: what a reference may hold without being written as %xx.
REFERENCE = {"type": "string", "pattern": r"^[A-Za-z0-9._~%/!$&'()*+,;=@-]*$"}


def closed(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has nothing but these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(item: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": item, **more}


MESSAGE = closed(("text",), text=TEXT)
BAG = {"type": "object", "properties": {"tags": listed(TEXT, uniqueItems=True)}}
RULE = closed(
    ("id",),
    id=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    helpUri={"type": "string", "pattern": "^https://[^ ]+$"},
    properties=BAG,
)
PHYSICAL = closed(
    ("artifactLocation",),
    artifactLocation=closed(uri=REFERENCE),
    region=closed(startLine={"type": "integer", "minimum": 1}),
)
LOCATION = closed(
    physicalLocation=PHYSICAL,
    logicalLocations=listed(closed(fullyQualifiedName=TEXT, kind=TEXT), uniqueItems=True),
)
RESULT = closed(
    ("message",),
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level={"enum": ["none", "note", "warning", "error"]},
    message=MESSAGE,
    locations=listed(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    suppressions=listed(
        closed(("kind",), kind={"enum": ["inSource", "external"]}, justification=TEXT), uniqueItems=True
    ),
    properties=BAG,
)
DRIVER = closed(("name",), name=TEXT, version=TEXT, rules=listed(RULE, uniqueItems=True))
RUN = closed(
    ("tool",),
    tool=closed(("driver",), driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=listed(RESULT),
)
LOG = {
    **closed(("version", "runs"), runs=listed(RUN), version={"const": "2.1.0"}),
    "properties": {
        "runs": listed(RUN),
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
    },
}

URN = "urn:pulumi:prod::shop::aws:ebs/volume:Volume::data"
BROKEN = Finding(
    file="out/my stack/state.json",
    rule="ebs-volume-encrypted",
    policy="ebs-volume-encrypted",
    urn=URN,
    type="aws:ebs/volume:Volume",
    severity="high",
    enforcement="mandatory",
    message="data: encrypted is not true.",
    remediation="Pass encrypted=True.",
)


def log_of(*findings: Finding) -> Any:
    return json.loads(render(list(findings), "sarif"))


def valid(log: Any) -> None:
    jsonschema.Draft7Validator(LOG).validate(log)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"enforcement": "advisory"},
        {"undecided": True},
        {"waiver": "a scratch disk"},
        {"policy": RAISED, "severity": "critical"},
        {"rule": WAIVERS, "policy": WAIVERS, "urn": "", "type": "", "file": "waivers.yaml"},
        {"source": (SourceFrame("my disks/größe#1.py", 0),)},
        {"file": "C:\\out\\state?.json"},
        {"file": ""},
        {"message": "\x00 \ud7ff \U0001f600 <b>"},
    ],
    ids=str,
)
def test_every_kind_of_finding_is_valid(changes: dict[str, Any]) -> None:
    valid(log_of(replace(BROKEN, **changes)))


def test_no_finding_is_valid_too() -> None:
    valid(log_of())


def test_every_rule_is_described_as_the_standard_wants() -> None:
    valid(log_of(*(replace(BROKEN, rule=rule.id, policy=rule.id) for rule in RULES)))


def test_what_a_real_stack_breaks_is_valid() -> None:
    resources = (
        make("rds/instance", "a b", {"storageEncrypted": UNKNOWN_WIRE}),
        make("s3/bucket", "x", {}),
        make("ec2/instance", "y", {"userData": "[secret]"}),
    )
    found = evaluate(Graph(resources), today=TODAY)
    assert 15 < len(found)
    valid(log_of(*found))


def test_a_place_is_written_as_a_reference() -> None:
    finding = replace(BROKEN, source=(SourceFrame("my disks/größe#1.py", 7),))
    (result,) = log_of(finding)["runs"][0]["results"]
    (location,) = result["locations"]
    assert "my%20disks/gr%C3%B6%C3%9Fe%231.py" == location["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize(
    ("place", "value"),
    [(("version",), "2.0"), (("runs", 0, "results", 0, "level"), "fatal"), (("runs", 0, "more"), 1)],
)
def test_what_the_standard_does_not_have_is_refused(place: tuple[Any, ...], value: Any) -> None:
    log = log_of(BROKEN)
    inner = log
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        valid(log)
