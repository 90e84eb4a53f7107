"""The provider's Diff: what counts as a difference, what AWS replaces, and Pulumi's paths."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft import wire
from stagecraft.sandbox.diffs import diff
from stagecraft.sandbox.property_path import format_path, parse_path

SUBNET = "aws:ec2/subnet:Subnet"
BUCKET = "aws:s3/bucket:Bucket"
INSTANCE = "aws:rds/instance:Instance"

_keys = st.text(st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="\\"), min_size=1)
_plain = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5)
_values = st.recursive(
    _plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3)
)
_inputs = st.dictionaries(st.sampled_from(["alpha", "beta", "tags", "subnetIds"]), _values)


def changed(token, old, new, **options):
    return diff(token, old, new, **options).detailed()


@pytest.mark.parametrize(
    ("token", "old", "new", "expected"),
    [
        (SUBNET, {"cidrBlock": "10.0.0.0/24"}, {"cidrBlock": "10.0.1.0/24"}, {"cidrBlock": "UPDATE_REPLACE"}),
        (
            SUBNET,
            {"mapPublicIpOnLaunch": True},
            {"mapPublicIpOnLaunch": False},
            {"mapPublicIpOnLaunch": "UPDATE"},
        ),
        (SUBNET, {}, {"outpostArn": "arn:aws:outposts:x"}, {"outpostArn": "ADD_REPLACE"}),
        (SUBNET, {"outpostArn": "arn:aws:outposts:x"}, {}, {"outpostArn": "DELETE_REPLACE"}),
        (BUCKET, {"tags": {"a": "1"}}, {"tags": {"b": "1"}}, {"tags.a": "DELETE", "tags.b": "ADD"}),
        (BUCKET, {"region": "eu-west-1"}, {"region": "eu-west-2"}, {"region": "UPDATE_REPLACE"}),
        (BUCKET, {"bucketPrefix": "a"}, {"bucketPrefix": "b"}, {"bucketPrefix": "UPDATE_REPLACE"}),
        (INSTANCE, {"identifier": "a"}, {"identifier": "b"}, {"identifier": "UPDATE"}),
        (
            INSTANCE,
            {"storageEncrypted": False},
            {"storageEncrypted": True},
            {"storageEncrypted": "UPDATE_REPLACE"},
        ),
        (
            "aws:kms/alias:Alias",
            {"name": "alias/a", "targetKeyId": "1"},
            {"name": "alias/b", "targetKeyId": "2"},
            {"name": "UPDATE_REPLACE", "targetKeyId": "UPDATE"},
        ),
    ],
)
def test_a_change_is_told_with_what_aws_makes_of_it(token, old, new, expected):
    assert expected == changed(token, old, new)


def test_the_protocols_fields_follow_from_the_changes():
    found = diff(
        SUBNET,
        {"cidrBlock": "10.0.0.0/24", "tags": {"kubernetes.io/role": "a", "Name": "x"}},
        {"cidrBlock": "10.0.1.0/24", "tags": {"kubernetes.io/role": "b"}},
    )

    assert ("cidrBlock", "tags.Name", 'tags["kubernetes.io/role"]') == found.paths
    assert ("cidrBlock",) == found.replaces
    assert ("cidrBlock", "tags") == found.properties
    assert found


def test_a_nested_property_that_aws_replaces_for_is_found_inside_what_was_added():
    token = "aws:ec2/instance:Instance"

    added = changed(token, {}, {"rootBlockDevice": {"encrypted": True}})
    grown = changed(token, {"rootBlockDevice": {"volumeSize": 8}}, {"rootBlockDevice": {"volumeSize": 9}})

    assert {"rootBlockDevice": "ADD_REPLACE"} == added
    assert {"rootBlockDevice.volumeSize": "UPDATE"} == grown


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param({"tags": {}}, {}, id="nothing and an empty map"),
        pytest.param({"corsRules": []}, {"corsRules": None}, id="an empty list and null"),
        pytest.param({"acl": "private"}, {"acl": wire.secret("private")}, id="a secret of the same value"),
        pytest.param({"__defaults": ["bucket"]}, {"__defaults": []}, id="notes of the provider"),
        pytest.param({"policy": '{"a": [1]}'}, {"policy": '{"a":[1]}'}, id="the same document"),
        pytest.param(
            {"corsRules": [{"maxAgeSeconds": 1}]}, {"corsRules": [{"maxAgeSeconds": 1.0}]}, id="a number"
        ),
    ],
)
def test_what_means_the_same_is_no_difference(old, new):
    assert not diff(BUCKET, old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param({"policy": '{"a": [1, 2]}'}, {"policy": '{"a": [2, 1]}'}, id="another document"),
        pytest.param({"policy": "{x"}, {"policy": "{y"}, id="text that only begins like a document"),
        pytest.param({"forceDestroy": True}, {"forceDestroy": 1}, id="a flag and a number"),
        pytest.param({"acl": "private"}, {"acl": wire.UNKNOWN}, id="a value that only an up knows"),
        pytest.param({"acl": wire.UNKNOWN}, {"acl": wire.UNKNOWN}, id="two unknowns"),
        pytest.param({"acl": "private"}, {"acl": wire.secret("public")}, id="another secret"),
    ],
)
def test_what_may_mean_something_else_is_a_difference(old, new):
    assert diff(BUCKET, old, new)


def test_an_unknown_replaces_where_another_value_would():
    assert {"vpcId": "UPDATE_REPLACE"} == changed(SUBNET, {"vpcId": "vpc-1"}, {"vpcId": wire.UNKNOWN})


def test_an_asset_is_what_its_hash_says():
    def archive(hash_, path):
        kind = {wire.SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7"}
        return {"code": {**kind, "hash": hash_, "path": path}}

    token = "aws:lambda/function:Function"

    assert not diff(token, archive("h1", "a.zip"), archive("h1", "b.zip"))
    assert {"code": "UPDATE"} == changed(token, archive("h1", "a.zip"), archive("h2", "a.zip"))


def test_a_write_only_value_is_compared_by_its_version_alone():
    token = "aws:rds/instance:Instance"
    old, new = {"passwordWo": None, "passwordWoVersion": 1}, {"passwordWo": "x", "passwordWoVersion": 1}

    assert not diff(token, old, new)
    assert {"passwordWoVersion": "UPDATE"} == changed(token, old, {**new, "passwordWoVersion": 2})


def test_the_order_of_a_set_says_nothing_and_that_of_a_list_does():
    assert not diff(INSTANCE, {"vpcSecurityGroupIds": ["a", "b"]}, {"vpcSecurityGroupIds": ["b", "a"]})
    assert {"layers[0]": "UPDATE", "layers[1]": "UPDATE"} == changed(
        "aws:lambda/function:Function", {"layers": ["a", "b"]}, {"layers": ["b", "a"]}
    )


def test_a_member_of_a_set_that_changed_shows_where_it_stands_now():
    rule = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"]}
    other = {**rule, "fromPort": 80, "toPort": 80}
    token = "aws:ec2/securityGroup:SecurityGroup"

    assert {"ingress[0].toPort": "UPDATE"} == changed(
        token, {"ingress": [rule, other]}, {"ingress": [{**other, "toPort": 81}, rule]}
    )
    assert {"ingress[1]": "DELETE"} == changed(token, {"ingress": [rule, other]}, {"ingress": [rule]})
    assert {"ingress[0]": "ADD"} == changed(token, {"ingress": [rule]}, {"ingress": [other, rule]})


def test_what_aws_chose_stays_when_the_program_no_longer_says_it():
    assert not diff(SUBNET, {"availabilityZone": "eu-west-1a"}, {}), "the provider keeps the zone it has"


def test_ignored_paths_are_not_compared():
    old = {"tags": {"a": "1", "b": "1"}, "corsRules": [{"maxAgeSeconds": 1, "allowedMethods": ["GET"]}]}
    new = {"tags": {"a": "2", "b": "2"}, "corsRules": [{"maxAgeSeconds": 2, "allowedMethods": ["PUT"]}]}

    assert {"tags.b": "UPDATE", "corsRules[0].allowedMethods[0]": "UPDATE"} == changed(
        BUCKET, old, new, ignore_changes=["tags.a", "corsRules[*].maxAgeSeconds"]
    )


@pytest.mark.parametrize(
    ("token", "name", "inputs", "first"),
    [
        pytest.param(
            "aws:sqs/queue:Queue", "orders", {"name": "orders-queue"}, True, id="the program's name"
        ),
        pytest.param(
            "aws:sqs/queue:Queue", "orders", {"name": "orders-1a2b3c4"}, False, id="an automatic name"
        ),
        pytest.param("aws:sqs/queue:Queue", "orders", {"namePrefix": "orders"}, False, id="a prefix"),
        pytest.param(
            "aws:sqs/queue:Queue", "", {"name": "orders-queue"}, False, id="no logical name is told"
        ),
        pytest.param("aws:ec2/eip:Eip", "address", {}, False, id="a type without names"),
        pytest.param(
            "aws:sqs/queue:Queue", "orders", {"name": wire.UNKNOWN}, False, id="a name not known yet"
        ),
    ],
)
def test_the_old_resource_goes_first_where_both_would_bear_one_name(token, name, inputs, first):
    old, new = {**inputs, "region": "eu-west-1"}, {**inputs, "region": "eu-west-2"}

    assert first is diff(token, old, new, name=name).delete_before_replace


def test_nothing_is_deleted_first_for_a_change_in_place():
    old, new = ({"name": "orders-queue", "delaySeconds": seconds} for seconds in (1, 2))

    assert not diff("aws:sqs/queue:Queue", old, new, name="orders").delete_before_replace


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        (("tags", "Name"), "tags.Name"),
        (("tags", "aws:team"), 'tags["aws:team"]'),
        (("ingress", 0, "cidrBlocks", 12), "ingress[0].cidrBlocks[12]"),
        (("tags", 'a"b.c[0]'), r'tags["a\"b.c[0]"]'),
        (("a b",), '["a b"]'),
    ],
)
def test_paths_are_written_as_pulumi_writes_them(steps, path):
    assert path == format_path(steps)
    assert steps == parse_path(path)


@given(st.lists(_keys | st.integers(0, 99), min_size=1).map(tuple))
def test_a_path_that_was_written_can_be_read(steps):
    assert steps == parse_path(format_path(steps))


@given(_inputs)
def test_nothing_differs_from_itself(inputs):
    assert not diff(SUBNET, inputs, json.loads(json.dumps(inputs)))


@given(_inputs, _inputs)
def test_what_one_way_adds_the_other_way_deletes(old, new):
    swapped = {"ADD": "DELETE", "DELETE": "ADD", "UPDATE": "UPDATE"}
    there, back = (diff("aws:x/y:Y", *pair) for pair in ((old, new), (new, old)))

    assert len(there.changes) == len(back.changes)
    assert sorted(str(change.kind) for change in there.changes) == sorted(
        swapped[change.kind] for change in back.changes
    )


@given(_inputs, _inputs)
def test_each_top_level_property_that_differs_has_a_path_and_no_other_has(old, new):
    found = diff("aws:x/y:Y", old, new)

    assert len(set(found.paths)) == len(found.paths), "no path is told twice"
    for key in {**old, **new}:
        alone = diff("aws:x/y:Y", *({key: side[key]} if key in side else {} for side in (old, new)))
        assert bool(alone) is (key in found.properties)


@given(st.lists(_values, max_size=5), st.randoms())
def test_no_order_of_a_set_makes_a_difference(members, shuffled: random.Random):
    other = list(members)
    shuffled.shuffle(other)

    assert not diff("aws:x/y:Y", {"subnetIds": members}, {"subnetIds": other})
