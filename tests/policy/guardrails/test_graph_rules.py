"""The other rules that take more than one resource: buckets, databases, networks, listeners, components."""

from typing import Any

import pytest
from guardrails.catalog import rule_by_id
from guardrails.graph import Graph, Resource

from tests.policy.compliant import (
    ACCOUNT_ONLY,
    KEY,
    REMOVED,
    TLS_ONLY,
    UNKNOWN_WIRE,
    compliant_props,
    document,
    make,
)


def said(rule_id: str, *resources: Resource) -> list[str]:
    """Return what a rule says of some resources: name, problem and fix."""
    return [one.message for one in rule_by_id(rule_id).findings(Graph(resources))]


def told(rule_id: str, what: str, *, undecided: bool = False, name: str = "it") -> list[str]:
    prefix = "cannot be decided before `up`: " if undecided else ""
    return [f"{name}: {prefix}{what}. {rule_by_id(rule_id).remediation}."]


def part(short: str, owner: Resource, path: str, known: bool, name: str = "part", **inputs: Any) -> Resource:
    """Return a resource that refers to another one: by its id, or by a wire as in a preview."""
    value = owner.id if known else UNKNOWN_WIRE
    return make(short, name, {path: value, **inputs}, wires={path: [owner]})


@pytest.fixture(params=[True, False], ids=["state", "preview"])
def known(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture(params=["s3/bucket", "s3/bucketV2"])
def bucket(request: pytest.FixtureRequest, known: bool) -> Resource:
    return make(request.param, "it", {"bucket": "orders"}, id="orders" if known else "")


def maybe(short: str, bucket: Resource, **inputs: Any) -> list[Resource]:
    """Return a second bucket, and a part of which nobody knows which of the two it belongs to."""
    other = make("s3/bucket", "other", {}, external=True)
    return [other, make(short, "part", {"bucket": UNKNOWN_WIRE, **inputs}, wires={"bucket": [bucket, other]})]


def encryption(algorithm: Any = "aws:kms", key: Any = KEY) -> dict[str, Any]:
    default = {"sseAlgorithm": algorithm} | ({} if key is None else {"kmsMasterKeyId": key})
    return {"rules": [{"applyServerSideEncryptionByDefault": default}]}


class TestCustomerKeyOfBuckets:
    RULE = "s3-bucket-customer-key"
    PART = "s3/bucketServerSideEncryptionConfiguration"

    @pytest.mark.parametrize("version", ["", "V2"])
    def test_a_configuration_of_its_own_keeps_the_rule(
        self, bucket: Resource, known: bool, version: str
    ) -> None:
        assert (
            said(self.RULE, bucket, part(self.PART + version, bucket, "bucket", known, **encryption())) == []
        )

    @pytest.mark.parametrize(
        ("found", "what"),
        [
            (encryption("AES256", None), "sseAlgorithm is 'AES256', so a key of S3 is used"),
            (encryption(key=None), "kmsMasterKeyId is not set, so a key of AWS is used"),
            (encryption(key="alias/aws/s3"), "kmsMasterKeyId is 'alias/aws/s3', a key of AWS"),
        ],
    )
    def test_a_key_of_aws_breaks_it(self, bucket: Resource, known: bool, found: Any, what: str) -> None:
        assert told(self.RULE, what) == said(
            self.RULE, bucket, part(self.PART, bucket, "bucket", known, **found)
        )

    def test_a_key_that_is_not_known_yet_is_a_key(self, bucket: Resource, known: bool) -> None:
        configuration = part(self.PART, bucket, "bucket", known, **encryption(key=UNKNOWN_WIRE))
        assert said(self.RULE, bucket, configuration) == []

    def test_an_unknown_algorithm_is_undecided(self, bucket: Resource, known: bool) -> None:
        configuration = part(self.PART, bucket, "bucket", known, **encryption(UNKNOWN_WIRE))
        expected = told(self.RULE, "sseAlgorithm is not known yet", undecided=True)
        assert expected == said(self.RULE, bucket, configuration)

    def test_none_at_all_breaks_it(self, bucket: Resource) -> None:
        what = "it has no server-side encryption configuration, so a key of S3 is used"
        assert told(self.RULE, what) == said(self.RULE, bucket)

    def test_one_that_may_be_of_another_bucket_is_undecided(self, bucket: Resource) -> None:
        expected = told(self.RULE, "which encryption configuration it has is not known yet", undecided=True)
        assert expected == said(self.RULE, bucket, *maybe(self.PART, bucket, **encryption()))

    def test_one_inside_of_the_bucket_counts_too(self) -> None:
        rule = encryption()["rules"][0]
        inline = make("s3/bucket", "it", {"serverSideEncryptionConfiguration": {"rule": rule}})
        plural = make("s3/bucketV2", "it", {"serverSideEncryptionConfigurations": [{"rules": [rule]}]})
        assert said(self.RULE, inline) == said(self.RULE, plural) == []

    @pytest.mark.parametrize(
        ("short", "path"),
        [
            ("lb/loadBalancer", "accessLogs"),
            ("alb/loadBalancer", "accessLogs"),
            ("lb/loadBalancer", "connectionLogs"),
            ("elb/loadBalancer", "accessLogs"),
        ],
    )
    def test_a_bucket_of_access_logs_has_the_keys_of_s3(
        self, bucket: Resource, known: bool, short: str, path: str
    ) -> None:
        logs = {path: {"bucket": "orders" if known else UNKNOWN_WIRE, "enabled": True}}
        assert said(self.RULE, bucket, make(short, "lb", logs, wires={path: [bucket]})) == []

    def test_a_bucket_that_other_buckets_log_to_has_them_too(self, bucket: Resource, known: bool) -> None:
        other = make("s3/bucket", "other", {}, id="other", external=True)
        logging = make(
            "s3/bucketLogging",
            "logging",
            {"bucket": "other", "targetBucket": "orders" if known else UNKNOWN_WIRE},
            wires={"targetBucket": [bucket]},
        )
        assert said(self.RULE, bucket, other, logging) == []


class TestTlsOnlyBuckets:
    RULE = "s3-bucket-tls-only"
    PART = "s3/bucketPolicy"

    def test_a_policy_that_denies_plain_http_keeps_the_rule(self, bucket: Resource, known: bool) -> None:
        policy = part(self.PART, bucket, "bucket", known, policy=document(TLS_ONLY))
        assert said(self.RULE, bucket, policy) == []

    def test_another_policy_breaks_it(self, bucket: Resource, known: bool) -> None:
        weak = document({**TLS_ONLY, "Resource": "arn:aws:s3:::orders/*"})
        what = "its policy does not deny everyone all of S3 without TLS, for the bucket and its objects"
        policy = part(self.PART, bucket, "bucket", known, policy=weak)
        assert told(self.RULE, what) == said(self.RULE, bucket, policy)

    def test_no_policy_breaks_it(self, bucket: Resource) -> None:
        what = "it has no bucket policy, so S3 answers requests without TLS"
        assert told(self.RULE, what) == said(self.RULE, bucket)

    def test_an_unknown_policy_is_undecided(self, bucket: Resource, known: bool) -> None:
        policy = part(self.PART, bucket, "bucket", known, policy=UNKNOWN_WIRE)
        expected = told(self.RULE, "policy is not known yet", undecided=True)
        assert expected == said(self.RULE, bucket, policy)

    def test_a_broken_policy_is_told(self, bucket: Resource, known: bool) -> None:
        policy = part(self.PART, bucket, "bucket", known, policy="{")
        assert told(self.RULE, "its policy is no JSON") == said(self.RULE, bucket, policy)

    def test_a_policy_that_may_be_of_another_bucket_is_undecided(self, bucket: Resource) -> None:
        expected = told(self.RULE, "which bucket policy it has is not known yet", undecided=True)
        assert expected == said(self.RULE, bucket, *maybe(self.PART, bucket, policy=document(TLS_ONLY)))

    def test_a_policy_inside_of_the_bucket_counts_too(self) -> None:
        inline = make("s3/bucket", "it", {"bucket": "orders", "policy": document(TLS_ONLY)})
        assert said(self.RULE, inline) == []


class TestPublicAccessBlocks:
    RULE = "s3-bucket-public-access-block"
    PART = "s3/bucketPublicAccessBlock"

    def test_a_block_keeps_the_rule(self, bucket: Resource, known: bool) -> None:
        assert said(self.RULE, bucket, part(self.PART, bucket, "bucket", known)) == []

    def test_no_block_breaks_it(self, bucket: Resource) -> None:
        assert told(self.RULE, "it has no public access block") == said(self.RULE, bucket)

    def test_one_that_may_be_of_another_bucket_is_undecided(self, bucket: Resource) -> None:
        expected = told(self.RULE, "which public access block it has is not known yet", undecided=True)
        assert expected == said(self.RULE, bucket, *maybe(self.PART, bucket))

    def test_a_whole_block_of_the_account_stands_before_every_bucket(self, bucket: Resource) -> None:
        short = "s3/accountPublicAccessBlock"
        weak = compliant_props(short, blockPublicPolicy=UNKNOWN_WIRE)
        assert said(self.RULE, bucket, make(short)) == []
        assert told(self.RULE, "it has no public access block") == said(
            self.RULE, bucket, make(short, inputs=weak)
        )


class TestPublicBucketPolicies:
    RULE = "s3-bucket-policy-not-public"
    PART = "s3/bucketPolicy"
    ANYONE = document({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"})

    def test_a_policy_that_allows_nobody_in_particular_breaks_the_rule(
        self, bucket: Resource, known: bool
    ) -> None:
        what = "a statement without Sid of its policy allows anyone"
        block = part("s3/bucketPublicAccessBlock", bucket, "bucket", known, "block")
        public = part(self.PART, bucket, "bucket", known, "it", policy=self.ANYONE)
        inline = make("s3/bucket", "it", {"policy": self.ANYONE})
        assert told(self.RULE, what) == said(self.RULE, inline)
        assert told(self.RULE, what) == said(self.RULE, bucket, public, block)

    def test_a_policy_that_names_its_principals_keeps_it(self, bucket: Resource, known: bool) -> None:
        policy = part(self.PART, bucket, "bucket", known, "it", policy=document(TLS_ONLY, ACCOUNT_ONLY))
        assert said(self.RULE, bucket, policy) == []

    def test_an_unknown_policy_is_undecided_unless_s3_would_refuse_a_public_one(
        self, bucket: Resource, known: bool
    ) -> None:
        policy = part(self.PART, bucket, "bucket", known, "it", policy=UNKNOWN_WIRE)
        flags = compliant_props("s3/bucketPublicAccessBlock", bucket=REMOVED)
        whole = part("s3/bucketPublicAccessBlock", bucket, "bucket", known, "block", **flags)
        partly = part("s3/bucketPublicAccessBlock", bucket, "bucket", known, "block", blockPublicPolicy=True)
        expected = told(self.RULE, "policy is not known yet", undecided=True)
        assert expected == said(self.RULE, bucket, policy)
        assert expected == said(self.RULE, bucket, policy, partly)
        assert said(self.RULE, bucket, policy, whole) == []
        assert said(self.RULE, bucket, policy, make("s3/accountPublicAccessBlock")) == []


class TestVersionedBuckets:
    RULE = "s3-bucket-versioning"
    PART = "s3/bucketVersioning"

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("Enabled", []),
            ("Suspended", told(RULE, "versioning is 'Suspended'")),
            (UNKNOWN_WIRE, told(RULE, "versioningConfiguration.status is not known yet", undecided=True)),
        ],
    )
    def test_its_status_decides(
        self, bucket: Resource, known: bool, status: str, expected: list[str]
    ) -> None:
        versioning = part(self.PART, bucket, "bucket", known, versioningConfiguration={"status": status})
        assert expected == said(self.RULE, bucket, versioning)

    def test_none_breaks_it_except_for_access_logs(self, bucket: Resource, known: bool) -> None:
        logs = {"accessLogs": {"bucket": "orders" if known else UNKNOWN_WIRE}}
        balancer = make("lb/loadBalancer", "lb", logs, wires={"accessLogs": [bucket]})
        assert told(self.RULE, "it has no versioning") == said(self.RULE, bucket)
        assert said(self.RULE, bucket, balancer) == []

    def test_one_inside_of_the_bucket_counts_too(self) -> None:
        assert said(self.RULE, make("s3/bucket", "it", {"versioning": {"enabled": True}})) == []

    def test_one_that_may_be_of_another_bucket_is_undecided(self, bucket: Resource) -> None:
        expected = told(self.RULE, "which versioning it has is not known yet", undecided=True)
        assert expected == said(self.RULE, bucket, *maybe(self.PART, bucket))


class TestForcedTlsOfDatabases:
    RULE = "rds-database-tls-forced"

    def parameters(self, family: Any, *pairs: tuple[Any, Any], known: bool = True) -> Resource:
        inputs = {"family": family, "parameters": [{"name": name, "value": value} for name, value in pairs]}
        return make("rds/parameterGroup", "group", inputs, id="group" if known else "")

    def database(self, group: Resource, known: bool) -> Resource:
        return part("rds/instance", group, "parameterGroupName", known, "it", engine="postgres")

    @pytest.mark.parametrize(
        ("family", "pairs", "what"),
        [
            ("postgres14", [("rds.force_ssl", "1")], None),
            ("postgres14", [("rds.force_ssl", "0")], "rds.force_ssl of its parameter group group is not 1"),
            (
                "postgres14",
                [("log_statement", "ddl")],
                "rds.force_ssl is not set in its parameter group group",
            ),
            ("postgres15", [], None),
            ("postgres17", [("rds.force_ssl", "0")], "rds.force_ssl of its parameter group group is not 1"),
            ("mysql8.0", [("require_secure_transport", "ON")], None),
            ("mysql8.0", [("require_secure_transport", "1")], None),
            ("mysql8.0", [], "require_secure_transport is not set in its parameter group group"),
            ("mariadb10.11", [], "require_secure_transport is not set in its parameter group group"),
            ("mariadb11.4", [], "require_secure_transport is not set in its parameter group group"),
            ("mariadb11.8", [], None),
            (
                "mariadb11.8",
                [("require_secure_transport", "0")],
                "require_secure_transport of its parameter group group is not 1",
            ),
            ("sqlserver-se-16.0", [], "rds.force_ssl is not set in its parameter group group"),
            ("oracle-ee-19", [], None),
        ],
    )
    def test_the_parameter_of_its_engine_decides(
        self, family: str, pairs: list[Any], what: str | None, known: bool
    ) -> None:
        group = self.parameters(family, *pairs, known=known)
        expected = [] if what is None else told(self.RULE, what)
        assert expected == said(self.RULE, group, self.database(group, known))

    @pytest.mark.parametrize(
        ("family", "pairs", "what"),
        [
            (UNKNOWN_WIRE, [], "family of its parameter group group is not known yet"),
            ("postgres14", [(UNKNOWN_WIRE, "1")], "parameters of its parameter group group is not known yet"),
            (
                "postgres14",
                [("rds.force_ssl", UNKNOWN_WIRE)],
                "rds.force_ssl of its parameter group group is not known yet",
            ),
        ],
    )
    def test_what_is_unknown_in_the_group_is_undecided(
        self, family: str, pairs: list[Any], what: str
    ) -> None:
        group = self.parameters(family, *pairs)
        expected = told(self.RULE, what, undecided=True)
        assert expected == said(self.RULE, group, self.database(group, known=True))

    @pytest.mark.parametrize(
        ("short", "engine", "version", "forced"),
        [
            ("rds/instance", "postgres", "15.7", True),
            ("rds/instance", "postgres", "14", False),
            ("rds/instance", "postgres", None, False),
            ("rds/cluster", "aurora-postgresql", "17.4", True),
            ("rds/cluster", "aurora-postgresql", "16.4", False),
            ("rds/cluster", "aurora-mysql", "8.0", False),
            ("rds/instance", "mariadb", "11.4.8", False),
            ("rds/instance", "mariadb", "11.8.3", True),
            ("rds/instance", "mariadb", "12.0", True),
            ("rds/instance", "oracle-ee", "19", True),
        ],
    )
    def test_without_a_group_the_default_of_the_engine_decides(
        self, short: str, engine: str, version: str | None, forced: bool
    ) -> None:
        database = make(short, "it", {"engine": engine, "engineVersion": version})
        assert forced is (said(self.RULE, database) == [])

    def test_a_group_outside_of_the_stack_is_undecided_unless_it_is_a_default_one(self) -> None:
        own = make("rds/instance", "it", {"engine": "postgres", "parameterGroupName": "shared"})
        default = {"engine": "postgres", "engineVersion": "16", "parameterGroupName": "default.postgres16"}
        what = "parameterGroupName names a group outside of this stack (shared)"
        assert told(self.RULE, what, undecided=True) == said(self.RULE, own)
        assert said(self.RULE, make("rds/instance", "it", default)) == []

    def test_a_replica_takes_the_group_of_its_source(self) -> None:
        assert said(self.RULE, make("rds/instance", "it", {"replicateSourceDb": "primary"})) == []


class TestNetworks:
    def vpc(self, known: bool) -> Resource:
        return make("ec2/vpc", "it", {}, id="vpc-1" if known else "")

    def test_each_vpc_has_a_flow_log(self, known: bool) -> None:
        rule, vpc = "ec2-vpc-flow-logs", self.vpc(known)
        log = part("ec2/flowLog", vpc, "vpcId", known, trafficType="ALL")
        accepted = part("ec2/flowLog", vpc, "vpcId", known, trafficType="ACCEPT")
        assert said(rule, vpc, log) == []
        assert told(rule, "no flow log records its traffic") == said(rule, vpc)
        what = "its flow log leaves out rejected traffic (trafficType is 'ACCEPT')"
        assert told(rule, what) == said(rule, vpc, accepted)

    def test_the_default_group_of_each_vpc_is_emptied(self, known: bool) -> None:
        rule, vpc = "ec2-vpc-default-group-closed", self.vpc(known)
        short = "ec2/defaultSecurityGroup"
        empty = part(short, vpc, "vpcId", known, ingress=[], egress=[])
        full = part(short, vpc, "vpcId", known, ingress=[{"protocol": "-1", "self": True}])
        what = "its default security group is not managed, so whatever is in it may talk to each other"
        assert said(rule, vpc, empty) == []
        assert told(rule, what) == said(rule, vpc)
        assert told(rule, "its default security group part has ingress rules") == said(rule, vpc, full)

    def test_a_part_that_may_be_of_another_vpc_is_undecided(self) -> None:
        one, two = self.vpc(known=False), make("ec2/vpc", "two", {}, external=True)
        for rule, short, what in (
            ("ec2-vpc-flow-logs", "ec2/flowLog", "which flow log records it is not known yet"),
            (
                "ec2-vpc-default-group-closed",
                "ec2/defaultSecurityGroup",
                "its default security group is not known yet",
            ),
        ):
            loose = make(short, "part", {"vpcId": UNKNOWN_WIRE}, wires={"vpcId": [one, two]})
            assert told(rule, what, undecided=True) == said(rule, one, two, loose)

    @staticmethod
    def entry(number: int, block: str, first: int, last: int, action: str = "allow") -> dict[str, Any]:
        return {"ruleNo": number, "action": action, "protocol": "tcp", "cidrBlock": block,
                "fromPort": first, "toPort": last}  # fmt: skip

    @pytest.mark.parametrize(
        ("entries", "ports"),
        [
            ([(100, "0.0.0.0/0", 443, 443)], []),
            ([(100, "0.0.0.0/0", 22, 22)], [22]),
            ([(100, "0.0.0.0/0", 0, 65535)], [22, 3389]),
            ([(100, "0.0.0.0/0", 1024, 65535)], [3389]),
            ([(90, "0.0.0.0/0", 3389, 3389, "deny"), (100, "0.0.0.0/0", 1024, 65535)], []),
            ([(110, "0.0.0.0/0", 3389, 3389, "deny"), (100, "0.0.0.0/0", 1024, 65535)], [3389]),
            ([(100, "0.0.0.0/1", 22, 22), (110, "128.0.0.0/1", 22, 22)], [22]),
            ([(90, "10.0.0.0/8", 22, 22, "deny"), (100, "0.0.0.0/0", 22, 22)], [22]),
            ([(100, "10.0.0.0/8", 22, 22)], []),
        ],
    )
    def test_the_first_entry_that_matches_decides(self, entries: list[Any], ports: list[int]) -> None:
        rule = "ec2-network-acl-administration-ports"
        acl = make("ec2/networkAcl", "it", {"ingress": [self.entry(*entry) for entry in entries]})
        expected = [told(rule, f"ingress lets the world reach TCP port {port}")[0] for port in ports]
        assert expected == said(rule, acl)

    def test_entries_of_their_own_and_ipv6_count_too(self, known: bool) -> None:
        rule = "ec2-network-acl-administration-ports"
        acl = make("ec2/networkAcl", "it", {}, id="acl-1" if known else "")
        common = {"ruleNumber": 100, "ruleAction": "allow", "protocol": "-1", "ipv6CidrBlock": "::/0"}
        ingress = part("ec2/networkAclRule", acl, "networkAclId", known, **common)
        egress = part("ec2/networkAclRule", acl, "networkAclId", known, egress=True, **common)
        expected = [told(rule, f"ingress lets the world reach TCP port {port}")[0] for port in (22, 3389)]
        assert expected == said(rule, acl, ingress)
        assert said(rule, acl, egress) == []

    def test_an_unknown_entry_is_undecided(self) -> None:
        rule = "ec2-network-acl-administration-ports"
        acl = make("ec2/networkAcl", "it", {"ingress": [self.entry(100, UNKNOWN_WIRE, 22, 22)]})
        assert told(rule, "ingress is not known yet", undecided=True) == said(rule, acl)


class TestListenerRules:
    RULE = "lb-listener-rule-https"

    def rule(self, listener: Resource, known: bool, kind: str) -> Resource:
        action = {"type": kind, "redirect": {"protocol": "HTTPS"}}
        return part("lb/listenerRule", listener, "listenerArn", known, "it", actions=[action])

    def test_only_a_rule_of_an_http_listener_that_forwards_breaks_it(self, known: bool) -> None:
        identity = "arn:listener" if known else ""
        http = make("lb/listener", "http", {"protocol": "HTTP"}, id=identity)
        https = make("lb/listener", "https", {"protocol": "HTTPS"}, id=identity)
        what = "protocol is HTTP and actions[0] is 'forward', not a redirect to HTTPS"
        assert told(self.RULE, what) == said(self.RULE, http, self.rule(http, known, "forward"))
        assert said(self.RULE, http, self.rule(http, known, "redirect")) == []
        assert said(self.RULE, https, self.rule(https, known, "forward")) == []

    def test_a_rule_that_may_belong_to_an_http_listener_is_undecided(self) -> None:
        http = make("lb/listener", "http", {"protocol": "HTTP"})
        https = make("lb/listener", "https", {"protocol": "HTTPS"})
        wires = {"listenerArn": [http, https]}
        rule = make("lb/listenerRule", "it", {"listenerArn": UNKNOWN_WIRE, "actions": []}, wires=wires)
        what = "which listener it belongs to is not known yet"
        assert told(self.RULE, what, undecided=True) == said(self.RULE, http, https, rule)


class TestRemoteComponents:
    RULE = "pulumi-component-looked-into"

    @staticmethod
    def component(token: str) -> Resource:
        return make(token, "it", {}, custom=False)

    def test_one_without_children_is_undecided(self) -> None:
        component = self.component("awsx:ecs:FargateService")
        what = "what the remote component awsx:ecs:FargateService made is not known"
        assert told(self.RULE, what, undecided=True) == said(self.RULE, component)

    def test_one_with_children_was_looked_into(self) -> None:
        component = self.component("awsx:ec2:Vpc")
        child = make("ec2/vpc", "child", {}, parent=component.urn)
        assert said(self.RULE, component, child) == []

    def test_any_package_with_a_provider_of_its_own_is_remote(self) -> None:
        component = self.component("acme:web:Site")
        provider = make("pulumi:providers:acme", "default_1_0_0", {})
        assert len(said(self.RULE, component, provider)) == 1
        assert said(self.RULE, component) == [], "a component of the program itself may have no children"

    def test_a_component_that_only_looks_something_up_has_none(self) -> None:
        assert said(self.RULE, self.component("awsx:ec2:DefaultVpc")) == []
