"""Which values of a resource say something about its environment, and which are noise."""

import base64
import json

import pytest
from guardrails.graph import UNKNOWN, Secret

from stagecraft.promotion.architecture import Architecture
from stagecraft.promotion.plain_inputs import PlainInputs

SIGNATURE = "4dabf18193072939515e22adb298388d"


def read(made, resource):
    values = PlainInputs(Architecture(made.graph)).of(resource)
    assert values.pop("options.protect") == resource.protect
    return values


def lone(stack, inputs, name="thing"):
    made = stack("dev")
    return read(made, made.add("aws:x/thing:Thing", name, inputs=inputs))


def test_nested_values_are_told_by_their_path(stack):
    inputs = {"size": 20.0, "metadataOptions": {"httpTokens": "required"}}
    assert lone(stack, inputs) == {"size": 20, "metadataOptions.httpTokens": "required"}


def test_a_list_of_objects_is_told_by_its_columns(stack):
    rules = [{"port": 1, "cidrs": ["a"]}, {"port": 2, "to": {"id": "x"}}, {}]
    assert lone(stack, {"rules": rules}) == {
        "rules[]": "3 items",
        "rules[].port": [1, 2, None],
        "rules[].cidrs": [["a"], None, None],
        "rules[].to.id": [None, "x", None],
    }


def test_a_list_of_plain_values_is_one_value(stack):
    assert lone(stack, {"cidrBlocks": ["10.0.0.0/16"]})["cidrBlocks"] == ["10.0.0.0/16"]


@pytest.mark.parametrize(
    "inputs", [{"a": None}, {"a": []}, {"a": {}}, {"__defaults": ["a"]}, {"tagsAll": {"a": "b"}}]
)
def test_what_is_absent_or_the_engines_own_is_no_value(stack, inputs):
    assert lone(stack, inputs) == {}


def test_an_empty_mapping_inside_another_says_something(stack):
    assert lone(stack, {"rules": [{"overrideAction": {"count": {}}}]}) == {
        "rules[]": "1 item",
        "rules[].overrideAction.count": [{}],
    }
    assert lone(stack, {"action": {"none": {}}}) == {"action.none": {}}


def test_an_arn_of_the_stack_is_a_reference_even_without_a_wire(stack):
    made = stack("dev")
    arn = "arn:aws:dax:eu-west-1:123456789012:cache/shop-dev-aa7156"
    made.add("aws:dax/cluster:Cluster", "shop-dax", outputs={"arn": arn})
    thing = made.add("aws:x/thing:Thing", "thing", inputs={"resources": [arn, f"{arn}/*"]})
    assert read(made, thing)["resources"] == ["<Cluster shop-dax>", f"{arn}/*"]


def test_tags_that_name_the_environment_are_left_out(stack):
    tags = {"Environment": "dev", "shop:stage": "dev", "Name": "x", "backup": "daily"}
    assert lone(stack, {"tags": tags}) == {"tags.backup": "daily"}


def test_the_stacks_name_is_taken_out_of_paths_and_stays_in_values(stack):
    values = lone(stack, {"name": "alias/shop-dev-logs", "labels": {"cluster/dev": "device"}})
    assert values == {"name": "alias/shop-dev-logs", "labels.cluster/<stack>": "device"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("thing-0a1b2c3", "<auto-name>"),
        ("thing-0a1b2c3.fifo", "<auto-name>"),
        ("thing-archive", "thing-archive"),
        ("other-0a1b2c3", "other-0a1b2c3"),
    ],
)
def test_an_auto_name_is_noise_and_a_given_name_is_not(stack, name, told):
    assert lone(stack, {"bucket": name}) == {"bucket": told}


def test_an_instance_has_its_own_number_taken_out(stack):
    made = stack("dev")
    disk = made.add("aws:ebs/volume:Volume", "disk-1", inputs={"label": "the disk-1 of disk-12", "size": "1"})
    replica = made.add("aws:rds/instance:Instance", "shop-r2", inputs={"identifier": "shop-dev-r2"})
    assert read(made, disk) == {"label": "the disk-* of disk-12", "size": "1"}
    assert read(made, replica) == {"identifier": "shop-dev-r*"}


def test_a_value_of_another_resource_is_told_by_whose_it_is(stack):
    made = stack("dev")
    arn = "arn:aws:kms:eu-west-1:111122223333:key/8d7f6a54"
    key = made.add("aws:kms/key:Key", "shop-dev-key", outputs={"arn": arn})
    bucket = made.add(
        "aws:s3/bucket:Bucket",
        "logs",
        inputs={"keyArn": arn, "note": f"uses {arn}/x", "other": arn},
        wires={"keyArn": [key], "note": [key]},
    )
    values = read(made, bucket)
    assert values["keyArn"] == "<Key shop-<stack>-key>"
    assert values["note"] == "uses <Key shop-<stack>-key>/x"
    assert values["other"] == "<Key shop-<stack>-key>", "an ARN is nobody else's, wire or not"


def test_references_to_all_instances_of_a_role_are_one(stack):
    made = stack("dev")
    subnets = [made.add("aws:ec2/subnet:Subnet", f"app-{zone}") for zone in "abc"]
    group = made.add(
        "aws:rds/subnetGroup:SubnetGroup",
        "data",
        inputs={"subnetIds": [one.id for one in subnets], "maps": [{"subnetId": one.id} for one in subnets]},
        wires={"subnetIds": subnets, "maps": subnets},
    )
    assert read(made, group) == {
        "subnetIds": ["<Subnet app-*>"],
        "maps[]": "1 item",
        "maps[].subnetId": ["<Subnet app-*>"],
    }


def test_an_unknown_value_is_told_by_what_it_depends_on(stack):
    made = stack("dev")
    vpc = made.add("aws:ec2/vpc:Vpc", "vpc")
    group = made.add(
        "aws:ec2/securityGroup:SecurityGroup",
        "app",
        inputs={"vpcId": UNKNOWN, "lost": UNKNOWN},
        wires={"vpcId": [vpc]},
    )
    assert read(made, group) == {"vpcId": "<Vpc vpc>", "lost": "<unknown>"}


def test_a_secret_is_never_shown(stack):
    assert lone(stack, {"password": Secret("hunter2"), "token": Secret(UNKNOWN)}) == {
        "password": "[secret]",
        "token": "[secret]",
    }


def test_a_json_document_is_told_by_its_parts(stack):
    policy = json.dumps({"Statement": [{"Effect": "Deny", "Action": ["s3:Get*", "s3:Put*"]}]})
    assert lone(stack, {"policy": policy}) == {
        "policy.Statement[]": "1 item",
        "policy.Statement[].Effect": ["Deny"],
        "policy.Statement[].Action": [["s3:Get*", "s3:Put*"]],
    }


def test_a_text_that_only_begins_like_json_stays_a_text(stack):
    assert lone(stack, {"pattern": "[a-z]+", "template": "{name}"}) == {
        "pattern": "[a-z]+",
        "template": "{name}",
    }


def test_user_data_is_told_line_by_line(stack):
    text = base64.b64encode(b"#!/bin/sh\nexport STAGE=dev\n").decode()
    assert lone(stack, {"userData": text}) == {
        "userData.1": "#!/bin/sh",
        "userData.2": "export STAGE=dev",
    }


def test_an_asset_is_told_by_its_content_and_not_by_its_folder(stack):
    by_hash = {
        SIGNATURE: "c44067f5952c0a294b673a41bacd8c17",
        "hash": "abcdef0123456789",
        "path": "/home/me/a.zip",
    }
    by_path = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "path": "/home/me/b.zip"}
    assert lone(stack, {"code": by_hash, "site": by_path}) == {
        "code": "asset abcdef012345",
        "site": "asset b.zip",
    }


def test_protection_is_a_value(stack):
    made = stack("dev")
    thing = made.add("aws:x/thing:Thing", "thing", protect=True)
    assert PlainInputs(Architecture(made.graph)).of(thing) == {"options.protect": True}
