"""The tables that cover many types: their paths and values are the provider's and AWS's own.

What it cannot prove: the defaults that neither the SDK's text nor botocore states.
"""

import gzip
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.demands import (
    Demand,
    having,
    meets,
    more_than_one,
    named,
    none_of,
    off,
    on,
    one_of,
    switched_on,
    without,
)
from guardrails.tokens import aws

from stagecraft.gate.provider import Input, provider_inputs
from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.tables import TABLES, demands, label

DEMANDS = list(demands())
# Values that only an AWS page states, not the SDK and not botocore.
STATED_ELSEWHERE = {
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
    *("TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"),
}
SERVICES = {
    "bedrock": "bedrock-agentcore-control",
    "cloudwatch": "events",
    "ebs": "ec2",
    "docdb": "docdb",
    "mskconnect": "kafkaconnect",
    "s3control": "s3control",
    "storagegateway": "storagegateway",
    "timestreaminfluxdb": "timestream-influxdb",
    "vpclattice": "vpc-lattice",
    "verifiedaccess": "ec2",
    "cloudsearch": "cloudsearch",
    "acmpca": "acm-pca",
    "chime": "chime-sdk-voice",
    "neptunegraph": "neptune-graph",
}


def given(short: str, demand: Demand) -> Input:
    path = demand.path.replace("?", "").replace("[]", "")
    return next(one for one in provider_inputs()[aws(short)] if one.path == path)


@cache
def offered(service: str) -> frozenset[str]:
    """Return every value that an API of a service offers anywhere."""
    root = Path(find_spec("botocore").submodule_search_locations[0]) / "data" / SERVICES.get(service, service)
    found: set[str] = set()
    for model in root.glob("*/service-2.json.gz"):
        shapes = json.loads(gzip.decompress(model.read_bytes()))["shapes"]
        found.update(value for shape in shapes.values() for value in shape.get("enum", ()))
    return frozenset(found)


def named_values(demand: Demand) -> list[str]:
    wanted = () if isinstance(demand.wanted, bool) else demand.wanted
    default = (demand.default,) if isinstance(demand.default, str) else ()
    return [*wanted, *demand.refused, *default]


@pytest.mark.parametrize(("rule", "short", "demand"), DEMANDS, ids=lambda one: getattr(one, "path", one))
def test_what_is_demanded_is_an_input_of_the_type(rule: str, short: str, demand: Demand) -> None:
    one = given(short, demand)
    texts = {"associatePublicIpAddress", "encrypted"}  # switches that some types take as text
    wanted = "switch" if isinstance(demand.wanted, bool) else "text"
    assert one.kind == wanted or one.path.rpartition(".")[2] in texts, f"{rule}: {one.path} of {short}"


@pytest.mark.parametrize(("rule", "short", "demand"), DEMANDS, ids=lambda one: getattr(one, "path", one))
def test_what_is_demanded_are_values_that_aws_knows(rule: str, short: str, demand: Demand) -> None:
    says = given(short, demand).says.replace('"', "")
    known = offered(short.split("/")[0]) | STATED_ELSEWHERE
    unheard = [one for one in named_values(demand) if f"`{one}`" not in says and one not in known]
    assert [] == unheard, f"{rule}: {short}"


def judge(demand: Demand, inputs: Any) -> list[str]:
    check = meets({"ebs/volume": (demand,)})
    return [problem.what for problem in check(make("ebs/volume", inputs=inputs))]


@pytest.mark.parametrize(
    ("demand", "inputs", "expected"),
    [
        (on("a"), {"a": True}, []),
        (on("a"), {"a": "true"}, []),
        (on("a"), {"a": "false"}, ["a is not true"]),
        (on("a"), {}, ["a is not true (it is not set)"]),
        (on("a", default=True), {}, []),
        (off("a", default=True), {}, ["a is not false (it is not set)"]),
        (on("a.b"), {}, ["a.b is not true (it is not set)"]),
        (on("a?.b"), {}, []),
        (on("a?.b"), {"a": {}}, ["a.b is not true (it is not set)"]),
        (on("a?.b"), {"a": UNKNOWN_WIRE}, ["a is not known yet"]),
        (on("a?.b"), {"a": [{"b": False}]}, ["a.b is not true"]),
        (on("a[].b"), {}, []),
        (on("a[].b"), {"a": []}, []),
        (on("a[].b"), {"a": [{"b": True}, {}]}, ["a[1].b is not true (it is not set)"]),
        (on("a[].b"), {"a": {"b": False}}, ["a[0].b is not true"]),
        (on("a[].b"), {"a": [UNKNOWN_WIRE, {"b": True}]}, ["a[0] is not known yet"]),
        (on("a[].b"), {"a": UNKNOWN_WIRE}, ["a[0] is not known yet"]),
        (one_of("a", "x", "y"), {}, []),
        (one_of("a", "x", "y"), {"a": "z"}, ["a is 'z', and not 'x' or 'y'"]),
        (one_of("a", "x", default="z"), {}, ["a is not set, which is 'z', and not 'x'"]),
        (one_of("a[]", "x"), {"a": ["x", "z"]}, ["a[1] is 'z', and not 'x'"]),
        (none_of("a", "z"), {"a": "z"}, ["a is 'z'"]),
        (none_of("a", "z"), {"a": "x"}, []),
        (none_of("a", "z", default="z"), {"a": ""}, ["a is not set, which is 'z'"]),
        (named("a"), {}, ["a is not set"]),
        (named("a"), {"a": UNKNOWN_WIRE}, []),
        (on("a", when=without("s")), {"s": "snap-1"}, []),
        (on("a", when=without("s")), {"s": ""}, ["a is not true (it is not set)"]),
        (on("a", when=having("s")), {}, []),
        (on("a", when=having("s")), {"s": "logs"}, ["a is not true (it is not set)"]),
        (on("a", when=more_than_one("n")), {"n": 1}, []),
        (on("a", when=more_than_one("n")), {"n": 2}, ["a is not true (it is not set)"]),
        (on("a", when=more_than_one("n")), {"n": UNKNOWN_WIRE}, ["a is not true (it is not set)"]),
        (on("d[].a", when=without("s")), {"d": [{"s": "x"}, {}]}, ["d[1].a is not true (it is not set)"]),
        (on("a", when=switched_on("e")), {"e": False}, []),
        (on("a", when=switched_on("e")), {"e": UNKNOWN_WIRE}, ["a is not true (it is not set)"]),
    ],
)
def test_a_demand_is_judged_wherever_its_path_leads(demand: Demand, inputs: Any, expected: list[str]) -> None:
    assert expected == judge(demand, inputs)


@pytest.mark.parametrize("engine", ["s3", "redshift", "kinesis"])
def test_a_dms_endpoint_without_the_setting_is_not_asked_for_it(engine: str) -> None:
    rule = rule_by_id("aws-data-encrypted-in-transit")
    endpoints = [make("dms/endpoint", inputs={"engineName": name}) for name in (engine, "mysql")]
    assert [0, 1] == [len(list(rule.findings(endpoint))) for endpoint in endpoints]


def test_no_type_has_two_demands_of_one_property() -> None:
    places = [(short, label(demand)) for _, short, demand in DEMANDS]
    assert sorted(set(places)) == sorted(places)


def test_every_table_belongs_to_a_rule() -> None:
    assert {tuple(map(aws, table)) for table in TABLES.values()} == {
        rule_by_id(rule).applies_to for rule in TABLES
    }


@pytest.mark.parametrize(
    "inputs",
    [
        {"disableExecuteApiEndpoint": True},
        {"endpointConfiguration": {"types": "PRIVATE"}},
        {"endpointConfiguration": {"types": ["PRIVATE"]}},
        {"securityPolicy": "SecurityPolicy_TLS13_1_3_2025_09"},
    ],
    ids=str,
)
def test_an_api_speaks_tls_1_0_only_at_an_endpoint_outside_of_the_vpc(inputs: dict[str, Any]) -> None:
    rule = rule_by_id("aws-data-encrypted-in-transit")
    assert [] == list(rule.findings(make("apigateway/restApi", inputs=inputs)))


@pytest.mark.parametrize(
    ("authentication", "expected"),
    [
        (None, 1),
        ({}, 1),
        ({"unauthenticated": True}, 1),
        ({"unauthenticated": False}, 1),
        ({"sasl": {"iam": True}}, 0),
        ({"sasl": {"iam": True}, "unauthenticated": True}, 1),
    ],
)
def test_a_kafka_cluster_without_any_login_lets_everyone_in(authentication: Any, expected: int) -> None:
    rule = rule_by_id("data-store-authenticated")
    cluster = make("msk/cluster", inputs={"clientAuthentication": authentication})
    assert expected == len(list(rule.findings(cluster)))
