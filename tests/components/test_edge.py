"""The edge tier: a public and a private zone, certificates with just the names that they serve, a health check.

Not shown here: that ACM issues the certificates, which needs a delegated domain, and what Route 53 measures.
"""

import json
from typing import Any

import pytest
from botocore.session import get_session
from pulumi_aws import acm

from components.edge import Dns, DnsArgs
from components.edge.dns import _option_of
from settings.edge import EdgeSettings

ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"
KEY = "arn:aws:kms:us-east-1:111122223333:key/edge-logs"


def dns(**changes: Any) -> Dns:
    settings = EdgeSettings(
        **{
            "domain_name": "shop-dev.example.com",
            "health_check": {"path": "/", "requestIntervalSeconds": 30},
            "query_log_retention_days": 30,
            "deletion_protection": True,
            **changes,
        }
    )
    return Dns(
        "shop",
        DnsArgs(
            settings=settings,
            vpc_id="vpc-0123456789abcdef0",
            account_id="111122223333",
            region="eu-west-1",
            edge_logs_key_arn=KEY,
        ),
    )


def named(graph, token, name):
    (found,) = [one for one in graph.of_type(token) if one.name == name]
    return found


def test_the_zone_of_the_domain_is_public(record):
    graph = record(dns)
    zone = named(graph, ZONE, "shop-zone")
    assert zone.inputs["name"] == "shop-dev.example.com"
    assert "vpcs" not in zone.inputs, "a zone with a VPC is private"
    assert zone.inputs["forceDestroy"] is False


def test_only_amazon_issues_certificates_and_none_with_a_wildcard(record):
    graph = record(dns)
    caa = named(graph, RECORD, "shop-caa")
    assert (caa.inputs["name"], caa.inputs["type"]) == ("shop-dev.example.com", "CAA")
    assert caa.inputs["records"] == ['0 issue "amazon.com"', '0 issuewild ";"']


@pytest.mark.parametrize(
    ("name", "region", "domain", "others"),
    [
        (
            "shop-cloudfront-certificate",
            "us-east-1",
            "shop-dev.example.com",
            ["www.shop-dev.example.com"],
        ),
        ("shop-regional-certificate", None, "app.shop-dev.example.com", None),
    ],
)
def test_a_certificate_has_just_the_names_that_it_serves(record, name, region, domain, others):
    graph = record(dns)
    assert len(graph.of_type(CERTIFICATE)) == 2
    asked = named(graph, CERTIFICATE, name).inputs
    assert asked["domainName"] == domain
    assert asked.get("subjectAlternativeNames") == others
    assert asked["validationMethod"] == "DNS"
    assert asked["keyAlgorithm"] == "RSA_2048"
    if region:
        assert asked["region"] == region, "CloudFront takes certificates from us-east-1 alone"


def test_each_name_is_proved_by_one_record_in_the_zone(record):
    graph = record(dns)
    proofs = {
        "shop-cloudfront-validation-apex": "shop-cloudfront-certificate",
        "shop-cloudfront-validation-www": "shop-cloudfront-certificate",
        "shop-regional-validation-app": "shop-regional-certificate",
    }
    assert {one.name for one in graph.of_type(RECORD)} == {"shop-caa", *proofs}
    for name, certificate in proofs.items():
        proof = named(graph, RECORD, name)
        urn = named(graph, CERTIFICATE, certificate).urn
        for key in ("name", "type", "records"):
            assert urn in proof.property_dependencies[key], f"{key} of {name} comes from its certificate"
        assert proof.property_dependencies["zoneId"] == (named(graph, ZONE, "shop-zone").urn,)


@pytest.mark.parametrize(
    ("name", "certificate", "proofs", "region"),
    [
        (
            "shop-cloudfront-validation",
            "shop-cloudfront-certificate",
            {"shop-cloudfront-validation-apex", "shop-cloudfront-validation-www"},
            "us-east-1",
        ),
        ("shop-regional-validation", "shop-regional-certificate", {"shop-regional-validation-app"}, None),
    ],
)
def test_the_validation_waits_for_the_records_in_the_certificates_region(
    record, name, certificate, proofs, region
):
    graph = record(dns)
    assert len(graph.of_type(VALIDATION)) == 2
    validation = named(graph, VALIDATION, name)
    assert graph.refers(validation, "certificateArn", CERTIFICATE).one.name == certificate
    waited_for = validation.property_dependencies["validationRecordFqdns"]
    assert {graph.get(urn).name for urn in waited_for} == proofs
    if region:
        assert validation.inputs["region"] == region


def test_other_tiers_get_certificates_that_are_issued(record):
    graph = record(dns)
    outputs = graph.of_type("stagecraft:edge:Dns")[0].outputs
    assert set(outputs) == {
        "zone_id",
        "domain_name",
        "name_servers",
        "regional_certificate_arn",
        "cloudfront_certificate_arn",
        "private_zone_id",
        "private_zone_name",
        "health_check_id",
    }
    assert outputs["name_servers"] == named(graph, ZONE, "shop-zone").outputs["nameServers"]
    assert outputs["domain_name"] == "shop-dev.example.com"
    for key, certificate in (
        ("regional_certificate_arn", "shop-regional-certificate"),
        ("cloudfront_certificate_arn", "shop-cloudfront-certificate"),
    ):
        assert outputs[key] == named(graph, CERTIFICATE, certificate).outputs["arn"]


def test_a_proof_is_found_by_its_name_whatever_the_order_of_the_options():
    def option(host):
        return acm.outputs.CertificateDomainValidationOption(
            domain_name=host, resource_record_name=f"_1.{host}."
        )

    options = [option("www.example.com"), option("example.com")]
    assert _option_of("example.com", options).resource_record_name == "_1.example.com."
    with pytest.raises(KeyError):
        _option_of("app.example.com", options)


@pytest.mark.parametrize("protection", [True, False])
def test_a_setting_protects_the_zone(record, protection):
    graph = record(lambda: dns(deletion_protection=protection))
    assert named(graph, ZONE, "shop-zone").protect is protection


def test_the_private_zone_is_answered_in_the_vpc_alone_and_shadows_no_public_name(record):
    graph = record(dns)
    zone = named(graph, ZONE, "shop-private-zone")
    assert zone.inputs["vpcs"] == [{"vpcId": "vpc-0123456789abcdef0", "vpcRegion": "eu-west-1"}]
    assert zone.inputs["name"] == "internal.shop-dev.example.com"
    assert zone.inputs["forceDestroy"] is False
    outputs = graph.of_type("stagecraft:edge:Dns")[0].outputs
    assert outputs["private_zone_id"] == zone.outputs["zoneId"]
    assert outputs["private_zone_name"] == "internal.shop-dev.example.com"


def test_no_public_resource_waits_for_the_vpc(record):
    graph = record(dns)
    private = named(graph, ZONE, "shop-private-zone").urn
    waiting = [one.name for one in graph.resources if private in one.dependencies]
    assert waiting == []


@pytest.mark.parametrize("interval", [10, 30])
def test_route_53_asks_for_the_site_as_a_visitor_would(record, interval):
    graph = record(lambda: dns(health_check={"path": "/ready", "requestIntervalSeconds": interval}))
    (check,) = graph.of_type(HEALTH_CHECK)
    assert {key: check.inputs[key] for key in check.inputs if key not in ("tags", "tagsAll")} == {
        "type": "HTTPS",
        "fqdn": "shop-dev.example.com",
        "port": 443,
        "enableSni": True,
        "resourcePath": "/ready",
        "requestInterval": interval,
        "failureThreshold": 3,
    }
    assert check.inputs["tags"]["Name"] == "shop-site", "a health check has no other name"
    assert graph.of_type("stagecraft:edge:Dns")[0].outputs["health_check_id"] == check.id
    api = get_session().get_service_model("route53")
    assert check.inputs["type"] in api.shape_for("HealthCheckType").enum
    bounds = api.shape_for("RequestInterval").metadata
    assert bounds["min"] <= interval <= bounds["max"]


def test_the_queries_to_the_public_zone_are_logged_in_us_east_1_with_the_key_of_the_edge(record):
    graph = record(dns)
    (group,) = graph.of_type("aws:cloudwatch/logGroup:LogGroup")
    (logging,) = graph.of_type("aws:route53/queryLog:QueryLog")
    asked = ("name", "kmsKeyId", "retentionInDays", "region")
    assert [group.inputs[key] for key in asked] == [
        "/aws/route53/shop-dev.example.com",
        KEY,
        30,
        "us-east-1",
    ]
    assert logging.inputs["cloudwatchLogGroupArn"] == group.outputs["arn"]
    assert logging.inputs["zoneId"] == named(graph, ZONE, "shop-zone").outputs["zoneId"]


def test_route_53_may_write_to_the_one_log_group_before_it_is_told_to(record):
    graph = record(dns)
    (policy,) = graph.of_type("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    (logging,) = graph.of_type("aws:route53/queryLog:QueryLog")
    assert policy.urn in logging.dependencies
    assert policy.inputs["region"] == "us-east-1"
    assert policy.inputs["policyName"] == "shop-dev-query-logs"
    assert json.loads(policy.inputs["policyDocument"])["Statement"] == [
        {
            "Sid": "Route53WritesQueryLogs",
            "Effect": "Allow",
            "Principal": {"Service": "route53.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": ("arn:aws:logs:us-east-1:111122223333:log-group:/aws/route53/shop-dev.example.com:*"),
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111122223333"},
                "ArnLike": {"aws:SourceArn": "arn:aws:route53:::hostedzone/*"},
            },
        }
    ]
    assert policy.property_dependencies["policyDocument"] == (), "it can be read before the zone exists"
