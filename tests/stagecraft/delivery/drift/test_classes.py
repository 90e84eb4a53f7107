"""Each difference is benign, of security or destructive, for a reason that people can read."""

import json

import pytest
from guardrails.finding import Finding

from stagecraft import wire
from stagecraft.delivery.drift.classes import EXIT_CODES, Class, Evidence, broken, classify, worst
from stagecraft.delivery.drift.comparison import Told, compare
from stagecraft.delivery.safety import downgrades

DB = "aws:rds/instance:Instance"
GROUP = "aws:autoscaling/group:Group"
BUCKET = "aws:s3/bucket:Bucket"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"


def _finding(urn, rule="some-rule", message="", **more):
    fields = {"severity": "high", "enforcement": "mandatory", "remediation": "Fix it.", "type": DB, **more}
    return Finding(rule=rule, policy=rule, urn=urn, message=message, **fields)


@pytest.fixture
def verdicts(states):
    def of(type_, before, after, *, outputs=None, now=None, findings=(), beside=(), told=None):
        recorded = states.graph(states.entry(type_, "one", before, outputs), *beside)
        actual = states.graph(states.entry(type_, "one", after, now), *beside)
        evidence = Evidence(findings, downgrades(recorded, actual), recorded)
        return classify(compare(recorded, actual, told=told), evidence)

    return of


@pytest.fixture
def verdict(verdicts):
    def of(*args, **options):
        (found,) = verdicts(*args, **options)
        return found.kind, found.reason

    return of


class TestDestructive:
    def test_a_resource_that_is_gone(self, states):
        recorded = states.graph(states.entry(DB, "db"), states.entry("aws:ec2/eip:Eip", "ip"))
        found = classify(compare(recorded, states.graph()), Evidence((), (), recorded))
        assert [(one.kind, one.reason.split(":")[0]) for one in found] == [
            (Class.DESTRUCTIVE, "The resource is gone"),
            (Class.DESTRUCTIVE, "The resource is gone"),
        ], "whatever it was"

    def test_a_stateful_resource_that_the_next_up_would_make_anew(self, verdict):
        kind, reason = verdict(DB, {"storageEncrypted": True}, {"storageEncrypted": False})
        assert kind is Class.DESTRUCTIVE, "the next `up --refresh` would replace the database"
        assert reason == "Putting it back makes a new resource: its data is lost.", "and the data is lost"

    def test_the_engines_word_on_replacement_counts(self, verdict, states):
        told = {states.urn(DB, "one"): Told({"engine": "update-replace"})}
        kind, _ = verdict(DB, {"engine": "postgres"}, {"engine": "mysql"}, told=told)
        assert kind is Class.DESTRUCTIVE, "the provider would make a new database"

    @pytest.mark.parametrize(
        ("type_", "path", "before", "after"),
        [
            (DB, "deletionProtection", True, False),
            (DB, "backupRetentionPeriod", 35, 7),
            (DB, "skipFinalSnapshot", False, True),
            ("aws:dynamodb/table:Table", "deletionProtectionEnabled", True, False),
            ("aws:dynamodb/table:Table", "pointInTimeRecovery", {"enabled": True}, {"enabled": False}),
            ("aws:s3/bucketVersioning:BucketVersioning", "versioningConfiguration", "Enabled", "Suspended"),
            ("aws:lb/loadBalancer:LoadBalancer", "enableDeletionProtection", True, False),
            ("aws:cloudwatch/logGroup:LogGroup", "retentionInDays", 365, 1),
            ("aws:elasticache/replicationGroup:ReplicationGroup", "snapshotRetentionLimit", 7, 0),
            ("aws:secretsmanager/secret:Secret", "recoveryWindowInDays", 30, 0),
            ("aws:backup/vaultLockConfiguration:VaultLockConfiguration", "minRetentionDays", 30, 1),
        ],
    )
    def test_protection_that_is_taken_away(self, verdict, type_, path, before, after):
        if path == "versioningConfiguration":
            before, after = {"status": before}, {"status": after}
        kind, reason = verdict(type_, {path: before}, {path: after})
        assert kind is Class.DESTRUCTIVE, f"{path} {before} to {after} is a loss"
        assert reason.endswith("."), "said in a sentence"

    @pytest.mark.parametrize(
        ("path", "before", "after"), [("deletionProtection", False, True), ("backupRetentionPeriod", 1, 35)]
    )
    def test_protection_that_somebody_added_is_no_loss(self, verdict, path, before, after):
        kind, _ = verdict(DB, {path: before}, {path: after})
        assert kind is Class.BENIGN, "more protection than the program asks for"

    def test_a_broken_rule_that_guards_data(self, verdict, states):
        finding = _finding(states.urn(BUCKET, "one"), "s3-bucket-versioning", "versions is off", type=BUCKET)
        kind, reason = verdict(BUCKET, {"versions": "a"}, {"versions": "b"}, findings=[finding])
        assert (kind, reason) == (Class.DESTRUCTIVE, "It breaks s3-bucket-versioning."), "by the rule's id"


class TestSecurity:
    @pytest.mark.parametrize(
        ("type_", "path", "after"),
        [
            ("aws:sns/topic:Topic", "kmsMasterKeyId", "arn:other"),
            (DB, "publiclyAccessible", True),
            (DB, "vpcSecurityGroupIds", ["sg-2"]),
            ("aws:sqs/queue:Queue", "policy", '{"Statement": []}'),
            ("aws:iam/role:Role", "maxSessionDuration", 43200),
            ("aws:lb/listener:Listener", "sslPolicy", "ELBSecurityPolicy-2016-08"),
            ("aws:lb/loadBalancer:LoadBalancer", "accessLogs", {"enabled": False}),
            ("aws:ec2/route:Route", "natGatewayId", "nat-2"),
            ("aws:route53/record:Record", "records", ["6.6.6.6"]),
            ("aws:lambda/function:Function", "sourceCodeHash", "x"),
            ("aws:ec2/launchTemplate:LaunchTemplate", "userData", "x"),
            ("aws:ssm/document:Document", "content", "x"),
            ("aws:sns/topicSubscription:TopicSubscription", "endpoint", "else@example.com"),
            ("aws:ec2/launchTemplate:LaunchTemplate", "metadataOptions", {"httpTokens": "optional"}),
        ],
    )
    def test_what_is_sensitive_by_its_name(self, verdict, type_, path, after):
        kind, reason = verdict(type_, {path: "before"}, {path: after})
        assert kind is Class.SECURITY, f"{path} of {type_} decides about security"
        assert reason.startswith("It "), "said in a sentence"

    def test_what_a_program_could_ask_for_is_sensitive_even_where_it_does_not(self, verdict):
        kind, _ = verdict(DB, {}, {}, outputs={"publiclyAccessible": False}, now={"publiclyAccessible": True})
        assert kind is Class.SECURITY, "the program leaves it to AWS, somebody else did not"

    def test_a_secret_that_is_another_one(self, verdict, states):
        hidden = {wire.SIGNATURE: wire.SECRET, "ciphertext": "abc"}
        told = {states.urn("aws:ssm/parameter:Parameter", "one"): Told({"value": "update"})}
        kind, reason = verdict("aws:ssm/parameter:Parameter", {"value": hidden}, {"value": hidden}, told=told)
        assert kind is Class.SECURITY, "somebody knows it, and it is not ours"
        assert reason == "It is a secret, and not the one that was recorded.", "its value is never told"

    def test_code_that_only_aws_tells_of_is_sensitive(self, verdict):
        function = "aws:lambda/function:Function"
        kind, _ = verdict(function, {}, {}, outputs={"codeSha256": "a"}, now={"codeSha256": "b"})
        assert kind is Class.SECURITY, "somebody uploaded other code"

    def test_a_rule_that_only_the_drifted_state_breaks(self, verdicts, states):
        finding = _finding(states.urn(DB, "one"), message="one: optionGroupName is 'x'. Pass another.")
        found = verdicts(
            DB, {"optionGroupName": "a", "port": 1}, {"optionGroupName": "x", "port": 2}, findings=[finding]
        )
        assert [(one.difference.path, one.kind, one.rules) for one in found] == [
            ("optionGroupName", Class.SECURITY, ("some-rule",)),
            ("port", Class.BENIGN, ()),
        ], "the message names the property"

    def test_a_rule_that_names_no_property_is_laid_to_all_but_tags(self, verdicts, states):
        finding = _finding(states.urn(DB, "one"), message="one: everyone gets in.")
        found = verdicts(
            DB, {"port": 1, "tags": {"x": "1"}}, {"port": 2, "tags": {"x": "2"}}, findings=[finding]
        )
        assert {one.difference.path: one.kind for one in found} == {
            "port": Class.SECURITY,
            "tags.x": Class.BENIGN,
        }, "a tag breaks no rule"

    def test_a_tag_that_a_policy_decides_by(self, verdict, states):
        document = json.dumps({"Condition": {"StringEquals": {"aws:ResourceTag/project": "shop"}}})
        policy = states.entry("aws:iam/policy:Policy", "p", {"policy": document})
        kind, reason = verdict(DB, {"tags": {"project": "shop"}}, {"tags": {"project": "x"}}, beside=[policy])
        assert (kind, reason) == (Class.SECURITY, "A policy of the stack decides by the tag project."), "ABAC"
        kind, _ = verdict(DB, {"tags": {"proj": "shop"}}, {"tags": {"proj": "x"}}, beside=[policy])
        assert kind is Class.BENIGN, "another tag, whose name the policy's begins with"

    def test_a_tag_that_patches_are_chosen_by(self, verdict, states):
        window = states.entry(
            "aws:ssm/association:Association", "a", {"targets": [{"key": "tag:PatchGroup", "values": ["x"]}]}
        )
        kind, _ = verdict(
            "aws:ec2/instance:Instance",
            {"tags": {"PatchGroup": "x"}},
            {"tags": {"PatchGroup": "y"}},
            beside=[window],
        )
        assert kind is Class.SECURITY, "the instance is patched no more"


class TestBenign:
    def test_a_tag(self, verdict):
        kind, reason = verdict(DB, {}, {}, outputs={"tags": {}}, now={"tags": {"aws:backup:source": "x"}})
        assert (kind, reason) == (Class.BENIGN, "A tag; nothing in the stack decides by it."), "AWS adds tags"

    def test_the_number_of_instances(self, verdict):
        kind, reason = verdict(GROUP, {}, {}, outputs={"desiredCapacity": 3}, now={"desiredCapacity": 7})
        assert kind is Class.BENIGN, "that is what Auto Scaling is for"
        assert reason == "Auto Scaling changes the number of instances with the load.", "with its reason"

    def test_a_minor_version(self, verdict):
        kind, reason = verdict(DB, {"engineVersion": "17.4"}, {"engineVersion": "17.5"})
        assert (kind, "autoMinorVersionUpgrade" in reason) == (Class.BENIGN, True), "patched by RDS"

    @pytest.mark.parametrize(
        ("type_", "path"), [("aws:ec2/eip:Eip", "publicDns"), ("aws:iam/role:Role", "uniqueId")]
    )
    def test_what_nobody_can_ask_for(self, verdict, type_, path):
        kind, reason = verdict(type_, {}, {}, outputs={path: "a"}, now={path: "b"})
        assert kind is Class.BENIGN, "AWS tells it, whatever its name or its type sound like"
        assert reason == "The program leaves it to AWS, and no rule looks at it.", "and why"

    def test_less_capacity(self, verdict):
        kind, reason = verdict(CACHE, {"numCacheClusters": 3}, {"numCacheClusters": 2})
        assert (kind, reason) == (Class.BENIGN, "Fewer of them are left when one fails."), "no rule is broken"

    def test_anything_that_no_rule_looks_at(self, verdict):
        kind, reason = verdict(DB, {"maintenanceWindow": "a"}, {"maintenanceWindow": "b"})
        assert kind is Class.BENIGN, "a knob"
        assert reason == "No rule of the policy pack and no sensitive input is concerned.", "and why"

    def test_a_replacement_of_what_holds_nothing_is_judged_by_its_property(self, verdict):
        kind, _ = verdict("aws:rds/parameterGroup:ParameterGroup", {"family": "a"}, {"family": "b"})
        assert kind is Class.BENIGN, "a new parameter group loses nothing"


def test_what_aws_changes_by_itself_is_no_drift(verdicts):
    assert verdicts(DB, {}, {}, outputs={"latestRestorableTime": "1"}, now={"latestRestorableTime": "2"}) == (
        []
    ), "time goes by"


def test_a_rule_that_was_broken_before_is_no_drift(states):
    urn = states.urn(DB, "one")
    before = [_finding(urn, "a", "m")]
    after = [_finding(urn, "a", "m"), _finding(urn, "b", "m"), _finding(urn, "c", "m", waiver="because")]
    after += [_finding("", "waivers-valid", "unused")]
    assert ["b"] == [one.rule for one in broken(before, after)], "waived, known, and about the waivers: none"


def test_the_worst_class_decides():
    assert worst([]) is None, "no drift"
    assert worst([Class.BENIGN, Class.SECURITY]) is Class.SECURITY, "security before benign"
    assert worst([Class.DESTRUCTIVE, Class.BENIGN]) is Class.DESTRUCTIVE, "loss before everything"
    assert EXIT_CODES == {None: 0, Class.BENIGN: 3, Class.SECURITY: 4, Class.DESTRUCTIVE: 5}, "a contract"
