"""The edge tier: a public zone, and two certificates with just the names that they serve.

Not shown here: that ACM issues the certificates, which needs a delegated domain.
"""

from typing import Any

import pytest
from pulumi_aws import acm

from components.edge import Dns, DnsArgs
from components.edge.dns import _option_of
from settings.edge import EdgeSettings

ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"


def dns(**changes: Any) -> Dns:
    settings = EdgeSettings(**{"domain_name": "shop-dev.example.com", "deletion_protection": True, **changes})
    return Dns("shop", DnsArgs(settings=settings))


def named(graph, token, name):
    (found,) = [one for one in graph.of_type(token) if one.name == name]
    return found


def test_the_zone_of_the_domain_is_public(record):
    graph = record(dns)
    (zone,) = graph.of_type(ZONE)
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
        assert proof.property_dependencies["zoneId"] == (graph.of_type(ZONE)[0].urn,)


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
    }
    assert outputs["name_servers"] == graph.of_type(ZONE)[0].outputs["nameServers"]
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
    assert graph.of_type(ZONE)[0].protect is protection
