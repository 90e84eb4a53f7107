"""Web ACLs: before what the public reaches, and with rules; zones are signed; backends see a certificate."""

import json
from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

ATTACHED = "web-acl-attached"
RULES = "wafv2-web-acl-rules"
BAD_INPUTS = "wafv2-web-acl-known-bad-inputs"
SIGNED = "route53-zone-dnssec"
CERTIFIED = "apigateway-stage-client-certificate"
GROUP = {"name": "AWSManagedRulesKnownBadInputsRuleSet", "vendorName": "AWS"}
KNOWN_BAD = {"name": "bad", "statement": {"managedRuleGroupStatement": GROUP}}
NONE = "it is public, and has no web ACL"
ASSOCIATIONS = ["wafv2/webAclAssociation", "wafregional/webAclAssociation"]


class TestAttached:
    @pytest.fixture(params=["lb/loadBalancer", "alb/loadBalancer", "apigateway/stage"])
    def public(self, request: pytest.FixtureRequest, known: bool) -> Resource:
        return make(request.param, inputs={}, id="public" if known else "")

    @pytest.mark.parametrize("association", ASSOCIATIONS)
    def test_a_web_acl_stands_before_what_is_public(
        self, public: Resource, known: bool, association: str
    ) -> None:
        assert said(ATTACHED, public, part(association, public, "resourceArn", known)) == []
        assert told(ATTACHED, NONE) == said(ATTACHED, public)

    def test_one_that_may_be_of_another_is_undecided(self, public: Resource) -> None:
        found = said(ATTACHED, public, *unclear(ASSOCIATIONS[0], public, "resourceArn"))
        assert told(ATTACHED, "which web ACL it has is not known yet", undecided=True)[0] in found

    @pytest.mark.parametrize(
        "inputs", [{"internal": True}, {"internal": "true"}, {"loadBalancerType": "network"}]
    )
    def test_what_is_not_public_needs_none(self, inputs: dict[str, Any]) -> None:
        assert said(ATTACHED, make("lb/loadBalancer", inputs=inputs)) == []

    def test_what_may_be_public_needs_one(self) -> None:
        assert told(ATTACHED, NONE) == said(
            ATTACHED, make("lb/loadBalancer", inputs={"internal": UNKNOWN_WIRE})
        )

    @pytest.mark.parametrize(("kind", "public"), [("PRIVATE", False), ("REGIONAL", True), ("EDGE", True)])
    def test_an_api_says_whether_it_is_public(self, known: bool, kind: str, public: bool) -> None:
        inputs = {"endpointConfiguration": {"types": kind}}
        api = make("apigateway/restApi", "api", inputs, id="api" if known else "")
        stage = part("apigateway/stage", api, "restApi", known, name="it")
        assert (told(ATTACHED, NONE) if public else []) == said(ATTACHED, api, stage)


class TestRules:
    def acl(self, known: bool, short: str = "wafv2/webAcl", **inputs: Any) -> Resource:
        return make(short, inputs=inputs, id="acl" if known else "")

    @pytest.mark.parametrize("short", ["wafv2/webAcl", "waf/webAcl", "wafregional/webAcl"])
    def test_a_web_acl_has_rules(self, known: bool, short: str) -> None:
        assert said(RULES, self.acl(known, short, rules=[{"name": "one"}])) == []
        assert told(RULES, "it has no rules") == said(RULES, self.acl(known, short))
        assert told(RULES, "it has no rules") == said(RULES, self.acl(known, short, rules=[]))

    def test_rules_as_text_count(self, known: bool) -> None:
        assert said(RULES, self.acl(known, ruleJson="[...]")) == []

    @pytest.mark.parametrize("short", ["wafv2/webAclRule", "wafv2/webAclRuleGroupAssociation"])
    def test_separate_rules_count(self, known: bool, short: str) -> None:
        acl = self.acl(known)
        assert said(RULES, acl, part(short, acl, "webAclArn", known)) == []

    def test_rules_that_may_be_of_another_are_undecided(self) -> None:
        acl = self.acl(known=False)
        found = said(RULES, acl, *unclear("wafv2/webAclRule", acl, "webAclArn"))
        assert told(RULES, "which rules it has is not known yet", undecided=True)[0] in found

    @pytest.mark.parametrize("inputs", [{"rules": [KNOWN_BAD]}, {"ruleJson": json.dumps([KNOWN_BAD])}])
    def test_known_attacks_are_refused(self, known: bool, inputs: dict[str, Any]) -> None:
        assert said(BAD_INPUTS, self.acl(known, **inputs)) == []

    def test_by_a_separate_rule_too(self, known: bool) -> None:
        acl = self.acl(known)
        rule = part("wafv2/webAclRuleGroupAssociation", acl, "webAclArn", known, {"managedRuleGroup": GROUP})
        assert said(BAD_INPUTS, acl, rule) == []

    @pytest.mark.parametrize("inputs", [{}, {"rules": [{"name": "rate"}]}, {"ruleJson": "{"}])
    def test_without_the_list_they_come_through(self, known: bool, inputs: dict[str, Any]) -> None:
        expected = told(BAD_INPUTS, "none of its rules is AWSManagedRulesKnownBadInputsRuleSet")
        assert expected == said(BAD_INPUTS, self.acl(known, **inputs))

    def test_unknown_rules_are_undecided(self, known: bool) -> None:
        acl = self.acl(known, rules=UNKNOWN_WIRE)
        assert told(BAD_INPUTS, "rules is not known yet", undecided=True) == said(BAD_INPUTS, acl)


class TestZones:
    def zone(self, known: bool, **inputs: Any) -> Resource:
        return make("route53/zone", inputs=inputs, id="Z1" if known else "")

    @pytest.mark.parametrize(
        ("inputs", "expected"),
        [
            ({}, []),
            ({"signingStatus": "SIGNING"}, []),
            ({"signingStatus": "NOT_SIGNING"}, told(SIGNED, "it is not signed")),
            (
                {"signingStatus": UNKNOWN_WIRE},
                told(SIGNED, "whether it is signed is not known yet", undecided=True),
            ),
        ],
    )
    def test_its_signature_decides(self, known: bool, inputs: dict[str, Any], expected: list[str]) -> None:
        zone = self.zone(known)
        assert expected == said(
            SIGNED, zone, part("route53/hostedZoneDnsSec", zone, "hostedZoneId", known, inputs)
        )

    def test_none_breaks_it_unless_the_zone_is_private(self, known: bool) -> None:
        assert told(SIGNED, "it is not signed") == said(SIGNED, self.zone(known))
        assert said(SIGNED, self.zone(known, vpcs=[{"vpcId": "vpc-1"}])) == []

    def test_one_that_may_be_of_another_is_undecided(self) -> None:
        zone = self.zone(known=False)
        found = said(SIGNED, zone, *unclear("route53/hostedZoneDnsSec", zone, "hostedZoneId"))
        assert told(SIGNED, "whether it is signed is not known yet", undecided=True)[0] in found


class TestBackends:
    def api(self, known: bool, kind: str, **stage: Any) -> list[Resource]:
        api = make("apigateway/restApi", "api", {}, id="api" if known else "")
        integration = part("apigateway/integration", api, "restApi", known, {"type": kind}, "backend")
        return [api, integration, part("apigateway/stage", api, "restApi", known, stage, "it")]

    @pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"])
    def test_a_web_server_sees_a_certificate(self, known: bool, kind: str) -> None:
        expected = told(CERTIFIED, "clientCertificateId is not set, and backend calls a web server")
        assert expected == said(CERTIFIED, *self.api(known, kind))
        assert said(CERTIFIED, *self.api(known, kind, clientCertificateId=UNKNOWN_WIRE)) == []

    @pytest.mark.parametrize("kind", ["AWS_PROXY", "MOCK"])
    def test_services_of_aws_ask_for_a_signature(self, known: bool, kind: str) -> None:
        assert said(CERTIFIED, *self.api(known, kind)) == []


@pytest.mark.parametrize("names", [["shop.example.com", "*.shop.example.com"], ["*.example.com"]])
def test_no_other_name_of_a_certificate_is_a_wildcard(names: list[str]) -> None:
    rule = "acm-certificate-no-wildcard"
    inputs = {"domainName": "example.com", "subjectAlternativeNames": names}
    assert told(rule, f"it is made for '{names[-1]}'") == said(rule, make("acm/certificate", inputs=inputs))
