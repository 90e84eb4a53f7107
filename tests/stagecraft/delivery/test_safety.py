"""What a plan makes less safe: each kind of downgrade is found, and nothing that is as safe as before."""

import re
from typing import Any

import pytest
from guardrails.graph import Graph
from guardrails.values import UNKNOWN
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.delivery.safety import downgrades, renamed_by, values
from stagecraft.delivery.safety_table import GUARDIANS, GUARDS
from stagecraft.gate.provider import provider_inputs

INSTANCE = "aws:rds/instance:Instance"
TABLE = "aws:dynamodb/table:Table"
BUCKET = "aws:s3/bucket:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ACL = "aws:wafv2/webAcl:WebAcl"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def told(world: Any) -> list[str]:
    planned = Graph.from_state(world.planned.document)
    found = downgrades(Graph.from_state(world.state), planned, renamed_by(world.planned.steps))
    return [str(one) for one in found]


@pytest.mark.parametrize(
    ("type_", "old", "new", "line"),
    [
        (
            INSTANCE,
            {"multiAz": True},
            {"multiAz": False},
            "multiAz true → false: it no longer survives the loss of a zone",
        ),
        (
            INSTANCE,
            {"backupRetentionPeriod": 35},
            {"backupRetentionPeriod": 7},
            "backupRetentionPeriod 35 → 7: less of the past can be brought back",
        ),
        (
            INSTANCE,
            {"deletionProtection": True},
            {},
            "deletionProtection true → none: a mistake can delete it",
        ),
        (
            INSTANCE,
            {"storageEncrypted": True, "kmsKeyId": "arn:k"},
            {"storageEncrypted": True},
            "kmsKeyId arn:k → none: its data is no longer encrypted as it was",
        ),
        (
            INSTANCE,
            {"publiclyAccessible": False},
            {"publiclyAccessible": True},
            "publiclyAccessible false → true: it is opened to the internet",
        ),
        (
            "aws:elasticache/replicationGroup:ReplicationGroup",
            {"numCacheClusters": 3},
            {"numCacheClusters": 2},
            "numCacheClusters 3 → 2: fewer of them are left when one fails",
        ),
        (
            "aws:autoscaling/group:Group",
            {"minSize": 3, "vpcZoneIdentifiers": ["a", "b", "c"]},
            {"minSize": 3, "vpcZoneIdentifiers": ["a", "b"]},
            "vpcZoneIdentifiers a, b, c → a, b: it no longer survives the loss of a zone",
        ),
        (
            TABLE,
            {"pointInTimeRecovery": {"enabled": True}},
            {"pointInTimeRecovery": {"enabled": False}},
            "pointInTimeRecovery.enabled true → false: less of the past can be brought back",
        ),
        (
            "aws:s3/bucketVersioning:BucketVersioning",
            {"versioningConfiguration": {"status": "Enabled"}},
            {"versioningConfiguration": {"status": "Suspended"}},
            "versioningConfiguration.status Enabled → Suspended: what was overwritten or deleted is gone sooner",
        ),
        (
            "aws:cloudwatch/logGroup:LogGroup",
            {"retentionInDays": 0},
            {"retentionInDays": 365},
            "retentionInDays 0 → 365: evidence is gone sooner, or never written",
        ),
        (
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            {"alarmActions": ["arn:topic"]},
            {"alarmActions": []},
            "alarmActions arn:topic → none: nobody is told any more",
        ),
        (
            "aws:kms/key:Key",
            {"deletionWindowInDays": 30},
            {"deletionWindowInDays": 7},
            "deletionWindowInDays 30 → 7: a mistake can delete it",
        ),
        (
            ACL,
            {"rules": [{"name": "rate", "action": {"block": {}}}]},
            {"rules": [{"name": "rate", "action": {"count": {}}}]},
            "rules[rate].action {'block': {}} → {'count': {}}: requests that were stopped are let through",
        ),
        (
            ACL,
            {"rules": [{"name": "common", "overrideAction": {"none": {}}, "statement": {"x": 1}}]},
            {"rules": [{"name": "common", "overrideAction": {"count": {}}, "statement": {"x": 1}}]},
            "rules[common].overrideAction {'none': {}} → {'count': {}}: requests that were stopped are let through",
        ),
        (
            ACL,
            {"rules": [{"name": "a", "statement": {"x": 1}}, {"name": "b", "statement": {"y": 1}}]},
            {"rules": [{"name": "b", "statement": {"y": 1}}]},
            "rules[a].statement {'x': 1} → none: requests that were stopped are let through",
        ),
        (
            LIFECYCLE,
            {"rules": [{"id": "tidy", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 1}}]},
            {"rules": [{"id": "tidy"}, {"id": "all", "expiration": {"days": 30}}]},
            "rules[all].expiration.days none → 30: what was overwritten or deleted is gone sooner",
        ),
        (
            "aws:backup/plan:Plan",
            {"rules": [{"ruleName": "daily", "targetVaultName": "v", "lifecycle": {"deleteAfter": 35}}]},
            {"rules": [{"ruleName": "daily", "targetVaultName": "v", "lifecycle": {"deleteAfter": 7}}]},
            "rules[daily].lifecycle.deleteAfter 35 → 7: less of the past can be brought back",
        ),
    ],
    ids=lambda value: value.split()[0] if isinstance(value, str) and " → " in value else "",
)
def test_a_downgrade_is_one_line_with_both_values(world, type_, old, new, line) -> None:
    world.has(type_, "it", **old)
    world.plans(type_, "it", **new)
    assert [f"it ({type_}): {line}"] == told(world)


def test_protection_by_pulumi_that_is_taken_off_is_a_downgrade(world) -> None:
    world.has(TABLE, "orders")
    world.marks("orders", then=False, protect=True)
    line = "options.protect true → false: a `pulumi destroy` or a replacement can delete it"
    assert [f"orders ({TABLE}): {line}"] == told(world)


def test_more_safety_is_none(world) -> None:
    world.has(INSTANCE, "db", multiAz=False, backupRetentionPeriod=7, publiclyAccessible=True)
    world.plans(
        INSTANCE, "db", multiAz=True, backupRetentionPeriod=35, publiclyAccessible=False, kmsKeyId="k"
    )
    world.has("aws:backup/plan:Plan", "plan", rules=[])
    rule = {"ruleName": "more", "targetVaultName": "v", "lifecycle": {"deleteAfter": 7}}
    world.plans("aws:backup/plan:Plan", "plan", rules=[rule])
    assert [] == told(world), "a further backup takes nothing away, however short it is kept"


def test_a_further_web_acl_group_in_count_mode_takes_nothing_away(world) -> None:
    override = {"name": "Size", "actionToUse": {"count": {}}}
    group = {"managedRuleGroupStatement": {"ruleActionOverrides": [override]}}
    old = [{"name": "a", "statement": {"managedRuleGroupStatement": {"name": "g"}}}]
    world.has(ACL, "acl", rules=old)
    world.plans(ACL, "acl", rules=[*old, {"name": "b", "overrideAction": {"count": {}}, "statement": group}])
    assert [] == told(world)
    world.plans(ACL, "acl", rules=[{"name": "a", "statement": group}])
    where = "rules[a].statement.managedRuleGroupStatement.ruleActionOverrides[Size].actionToUse"
    assert [
        f"acl ({ACL}): {where} none → {{'count': {{}}}}: requests that were stopped are let through"
    ] == told(world)


def test_a_value_that_only_the_up_would_know_is_no_proof_of_safety(world) -> None:
    world.has(INSTANCE, "db", multiAz=True, kmsKeyId="arn:k")
    world.plans(INSTANCE, "db", multiAz=UNKNOWN_ON_THE_WIRE, kmsKeyId=UNKNOWN_ON_THE_WIRE)
    assert [f"db ({INSTANCE}): multiAz true → unknown: it no longer survives the loss of a zone"] == told(
        world
    )


def test_what_keeps_something_safe_is_missed_when_it_is_deleted(world) -> None:
    world.has(BUCKET, "files")
    world.has(BLOCK, "files-block")
    world.marks("files-block", propertyDependencies={"bucket": [world.urn(BUCKET, "files")]})
    world.drops("files-block")
    assert [f"files-block ({BLOCK}) would be deleted: it is opened to the internet"] == told(world)


def test_what_goes_with_the_thing_it_keeps_is_not_missed(world) -> None:
    world.has(BUCKET, "files")
    world.has(BLOCK, "files-block")
    world.marks("files-block", propertyDependencies={"bucket": [world.urn(BUCKET, "files")]})
    world.drops("files-block")
    world.drops("files")
    assert [] == told(world)


def test_a_resource_found_by_an_alias_is_compared_with_what_it_was(world) -> None:
    world.has(INSTANCE, "old", multiAz=True)
    world.plans(INSTANCE, "new", multiAz=False)
    old, new = world.now.pop("old"), world.then["new"]
    world.then.pop("old")
    world.now["new"] = old
    assert new["urn"] != old["urn"]
    assert [f"new ({INSTANCE}): multiAz true → false: it no longer survives the loss of a zone"] == told(
        world
    )


PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "multiAz": st.booleans(),
        "backupRetentionPeriod": st.integers(0, 35),
        "deletionProtection": st.booleans(),
        "publiclyAccessible": st.booleans(),
        "kmsKeyId": st.sampled_from(["arn:a", "arn:b"]),
        "enabledCloudwatchLogsExports": st.lists(st.sampled_from("abc"), max_size=3),
    },
)


def graph(inputs: dict[str, Any], *, protect: bool) -> Graph:
    resource = {
        "urn": f"urn:pulumi:prod::shop::{INSTANCE}::db",
        "type": INSTANCE,
        "custom": True,
        "protect": protect,
        "inputs": inputs,
        "outputs": {},
    }
    return Graph.from_state({"version": 3, "deployment": {"resources": [resource]}})


@given(PROPERTIES, PROPERTIES, st.booleans(), st.booleans())
def test_no_property_is_called_worse_both_ways(one, other, first, second) -> None:
    a, b = graph(one, protect=first), graph(other, protect=second)
    there = {found.path for found in downgrades(a, b)}
    back = {found.path for found in downgrades(b, a)}
    assert set() == there & back
    assert [] == downgrades(a, a)


def test_every_guard_and_guardian_is_about_what_the_provider_has() -> None:
    inputs = provider_inputs()
    assert [] == [token for token in GUARDIANS if token not in inputs]
    # The SDK's text tells of no empty blocks (`overrideAction: {count: {}}`), nor of this one nested type.
    untold = {"rules[name].overrideAction", "versioning.enabled"}
    unknown = []
    for guard in GUARDS:
        path = re.sub(r"\[\w+\]", "", guard.path)
        globs = [re.compile(".*".join(map(re.escape, glob.split("*")))) for glob in guard.types]
        types = [token for token in inputs if any(glob.fullmatch(token) for glob in globs)]
        known = any(f"{one.path}.".startswith(f"{path}.") for token in types for one in inputs[token])
        if not types or not (known or guard.path in untold):
            unknown.append(guard.path)
    assert [] == unknown


def test_an_unknown_list_leaves_its_items_unknown() -> None:
    guard = next(one for one in GUARDS if one.path == "rules[name].action")
    old = {"rules": [{"name": "a", "action": {"block": {}}}]}
    assert [("rules[a].action", {"block": {}}, UNKNOWN)] == list(values(guard, old, {"rules": UNKNOWN}))
