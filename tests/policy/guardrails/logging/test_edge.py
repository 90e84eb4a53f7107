"""CloudFront, WAF, Route 53 and API Gateway: the resources beside them that say where logs go."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

DISTRIBUTION = "cloudfront-distribution-logs"
ACL = "wafv2-web-acl-logs"
ZONE = "route53-zone-query-log"
STAGE = "apigateway-stage-execution-log"
BUCKET = "s3-bucket-access-logs"
REDSHIFT = "redshift-cluster-audit-log"
ARN = "arn:aws:cloudfront::123456789012:distribution/E1"


class TestDistributions:
    def distribution(self, known: bool, **inputs: Any) -> Resource:
        outputs = {"arn": ARN} if known else {}
        return make("cloudfront/distribution", inputs=inputs, id="E1" if known else "", outputs=outputs)

    def source(self, distribution: Resource, known: bool) -> Resource:
        inputs = {"name": "source", "resourceArn": ARN if known else UNKNOWN_WIRE}
        return make(
            "cloudwatch/logDeliverySource",
            "source",
            inputs,
            wires={"resourceArn": [distribution]},
            id="source",
        )

    def delivery(self, source: Resource) -> Resource:
        path = "deliverySourceName"
        return make("cloudwatch/logDelivery", "delivery", {path: "source"}, wires={path: [source]})

    def test_a_bucket_keeps_the_rule(self, known: bool) -> None:
        logged = self.distribution(known, loggingConfig={"bucket": UNKNOWN_WIRE})
        assert said(DISTRIBUTION, logged) == []
        assert told(DISTRIBUTION, "nothing records its requests") == said(
            DISTRIBUTION, self.distribution(known)
        )

    def test_a_delivery_by_cloudwatch_counts(self, known: bool) -> None:
        distribution = self.distribution(known)
        source = self.source(distribution, known)
        assert said(DISTRIBUTION, distribution, source, self.delivery(source)) == []

    def test_a_source_that_nothing_delivers_does_not(self, known: bool) -> None:
        distribution = self.distribution(known)
        found = said(DISTRIBUTION, distribution, self.source(distribution, known))
        assert told(DISTRIBUTION, "nothing records its requests") == found

    def test_a_source_that_may_be_of_another_is_undecided(self) -> None:
        distribution = self.distribution(known=False)
        other, source = unclear("cloudwatch/logDeliverySource", distribution, "resourceArn")
        delivery = part("cloudwatch/logDelivery", source, "deliverySourceName", known=False, name="delivery")
        found = said(DISTRIBUTION, distribution, other, source, delivery)
        assert told(DISTRIBUTION, "which log delivery it has is not known yet", undecided=True) == found


class TestWebAcls:
    def acl(self, known: bool) -> Resource:
        return make("wafv2/webAcl", inputs={}, id="acl" if known else "")

    def test_a_configuration_keeps_the_rule(self, known: bool) -> None:
        acl = self.acl(known)
        logging = part("wafv2/webAclLoggingConfiguration", acl, "resourceArn", known)
        assert said(ACL, acl, logging) == []
        assert told(ACL, "nothing records what it blocks") == said(ACL, acl)

    @pytest.mark.parametrize("short", ["waf/webAcl", "wafregional/webAcl"])
    def test_a_classic_one_says_it_inside(self, short: str) -> None:
        logged = make(short, inputs={"loggingConfiguration": {"logDestination": "arn"}})
        assert said(ACL, logged) == []
        assert told(ACL, "nothing records what it blocks") == said(ACL, make(short, inputs={}))

    def test_one_that_may_be_of_another_is_undecided(self) -> None:
        acl = self.acl(known=False)
        found = said(ACL, acl, *unclear("wafv2/webAclLoggingConfiguration", acl, "resourceArn"))
        assert told(ACL, "which logging configuration it has is not known yet", undecided=True) == found


class TestZones:
    def zone(self, known: bool, **inputs: Any) -> Resource:
        return make("route53/zone", inputs=inputs, id="Z1" if known else "")

    def test_a_query_log_keeps_the_rule(self, known: bool) -> None:
        zone = self.zone(known)
        assert said(ZONE, zone, part("route53/queryLog", zone, "zoneId", known)) == []
        assert told(ZONE, "nothing records what is asked") == said(ZONE, zone)

    def test_a_private_zone_is_not_judged(self, known: bool) -> None:
        assert said(ZONE, self.zone(known, vpcs=[{"vpcId": UNKNOWN_WIRE}])) == []

    def test_one_that_may_be_of_another_is_undecided(self) -> None:
        zone = self.zone(known=False)
        found = said(ZONE, zone, *unclear("route53/queryLog", zone, "zoneId"))
        assert told(ZONE, "which query log it has is not known yet", undecided=True) == found


class TestStages:
    def stage(self, known: bool) -> Resource:
        api = "api" if known else UNKNOWN_WIRE
        return make("apigateway/stage", inputs={"restApi": api, "stageName": "live"})

    def settings(self, stage: Resource, known: bool, level: Any, method: str = "*/*") -> Resource:
        inputs = {
            "restApi": "api" if known else UNKNOWN_WIRE,
            "stageName": "live",
            "methodPath": method,
            "settings": {"loggingLevel": level} if level else {},
        }
        return make("apigateway/methodSettings", "settings", inputs, wires={"stageName": [stage]})

    @pytest.mark.parametrize("level", ["ERROR", "INFO"])
    def test_settings_of_all_methods_keep_the_rule(self, known: bool, level: str) -> None:
        stage = self.stage(known)
        assert said(STAGE, stage, self.settings(stage, known, level)) == []

    @pytest.mark.parametrize(
        ("level", "method", "what"),
        [
            ("OFF", "*/*", "'OFF'"),
            (None, "*/*", "not set"),
            ("ERROR", "orders/GET", "not set, which is 'OFF'"),
        ],
    )
    def test_anything_else_breaks_it(self, known: bool, level: str | None, method: str, what: str) -> None:
        stage = self.stage(known)
        found = said(STAGE, stage, self.settings(stage, known, level, method))
        assert told(STAGE, f"the logging level of its methods is {what}") == found

    def test_no_settings_break_it(self, known: bool) -> None:
        expected = told(STAGE, "the logging level of its methods is not set, which is 'OFF'")
        assert expected == said(STAGE, self.stage(known))

    def test_an_unknown_level_is_undecided(self, known: bool) -> None:
        stage = self.stage(known)
        expected = told(STAGE, "the logging level of its methods is not known yet", undecided=True)
        assert expected == said(STAGE, stage, self.settings(stage, known, UNKNOWN_WIRE))

    def test_settings_of_another_stage_do_not_count(self) -> None:
        other = {
            "restApi": "api",
            "stageName": "test",
            "methodPath": "*/*",
            "settings": {"loggingLevel": "ERROR"},
        }
        found = said(STAGE, self.stage(known=True), make("apigateway/methodSettings", "other", other))
        assert told(STAGE, "the logging level of its methods is not set, which is 'OFF'") == found


class TestBuckets:
    @pytest.fixture(params=["s3/bucket", "s3/bucketV2"])
    def bucket(self, request: pytest.FixtureRequest, known: bool) -> Resource:
        return make(request.param, "it", {"bucket": "orders"}, id="orders" if known else "")

    @pytest.mark.parametrize("version", ["", "V2"])
    def test_a_log_keeps_the_rule(self, bucket: Resource, known: bool, version: str) -> None:
        log = part(f"s3/bucketLogging{version}", bucket, "bucket", known, {"targetBucket": "elsewhere"})
        assert said(BUCKET, bucket, log) == []
        assert told(BUCKET, "nothing records who reads it") == said(BUCKET, bucket)

    @pytest.mark.parametrize(
        ("short", "inputs"),
        [
            ("s3/bucket", {"logging": {"targetBucket": "x"}}),
            ("s3/bucketV2", {"loggings": [{"targetBucket": "x"}]}),
        ],
    )
    def test_one_inside_of_the_bucket_counts_too(self, short: str, inputs: dict[str, Any]) -> None:
        assert said(BUCKET, make(short, inputs=inputs)) == []

    def test_a_bucket_of_access_logs_would_log_itself(self, bucket: Resource, known: bool) -> None:
        logs = {"accessLogs": {"bucket": "orders" if known else UNKNOWN_WIRE}}
        balancer = make("lb/loadBalancer", "lb", logs, wires={"accessLogs": [bucket]})
        assert said(BUCKET, bucket, balancer) == []

    @pytest.mark.parametrize(("region", "kept"), [("eu-central-1", True), (None, False)])
    def test_a_copy_in_another_region_is_left_to_the_trail(self, region: str | None, kept: bool) -> None:
        copy = make("s3/bucket", "it", {"region": region}, id="copy", outputs={"arn": "arn:aws:s3:::copy"})
        source = make("s3/bucket", "source", {}, id="source", external=True)
        rules = [{"destination": {"bucket": "arn:aws:s3:::copy"}}]
        config = make("s3/bucketReplicationConfig", "c", {"bucket": "source", "rules": rules})
        assert kept is (said(BUCKET, source, copy, config) == [])

    def test_one_that_may_be_of_another_is_undecided(self, bucket: Resource) -> None:
        found = said(BUCKET, bucket, *unclear("s3/bucketLogging", bucket, "bucket"))
        assert told(BUCKET, "which access log it has is not known yet", undecided=True)[0] in found


class TestRedshift:
    def test_a_log_keeps_the_rule(self, known: bool) -> None:
        cluster = make("redshift/cluster", id="dw" if known else "")
        assert said(REDSHIFT, cluster, part("redshift/logging", cluster, "clusterIdentifier", known)) == []
        assert told(REDSHIFT, "nothing records who asks it what") == said(REDSHIFT, cluster)

    def test_one_that_may_be_of_another_is_undecided(self) -> None:
        cluster = make("redshift/cluster")
        found = said(REDSHIFT, cluster, *unclear("redshift/logging", cluster, "clusterIdentifier"))
        assert told(REDSHIFT, "which audit log it has is not known yet", undecided=True) == found
