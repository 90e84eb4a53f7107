"""The protocol, spoken as the engine speaks it but without one: each call, in a preview and in an `up`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from stagecraft import wire
from stagecraft.offline.values import from_struct, to_struct

if TYPE_CHECKING:
    from pathlib import Path

    from stagecraft.sandbox.cloud import Cloud

VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
BUCKET, TEMPLATE = "aws:s3/bucket:Bucket", "aws:ec2/launchTemplate:LaunchTemplate"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"


# --- the provider itself ---------------------------------------------------------------------------------------


def test_it_tells_a_version_that_no_sdk_is_ahead_of(client: Any) -> None:
    assert "7.51.1" == client.stub.GetPluginInfo(empty_pb2.Empty()).version


def test_aws_takes_secrets_and_previews_and_awsx_resources_too(serve: Any, connect: Any) -> None:
    port = serve()
    aws, awsx = connect(port).configured, connect(port, package="awsx").configured
    assert (True, True, False) == (aws.acceptSecrets, aws.supportsPreview, aws.acceptResources)
    assert (True, True) == (awsx.acceptResources, awsx.acceptOutputs)


def test_a_handshake_is_left_to_configure(client: Any) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        client.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED, "the engine then asks Configure"


def test_instances_keep_their_region_account_and_tags_apart(serve: Any, connect: Any) -> None:
    port = serve()
    roles = json.dumps([{"roleArn": "arn:aws:iam::222222222222:role/deploy"}])
    ours = connect(port)
    theirs = connect(
        port, region="us-east-1", assumeRoles=roles, defaultTags=json.dumps({"tags": {"a": "b"}})
    )
    _, here = ours.create(BUCKET, "one")
    _, there = theirs.create("aws:sns/topic:Topic", "two")
    assert ("eu-west-1", {"project": "shop"}) == (here["region"], here["tagsAll"])
    assert "arn:aws:sns:us-east-1:222222222222:" in there["arn"]
    assert {"a": "b"} == there["tagsAll"]


def test_a_role_in_an_account_that_is_not_allowed_is_refused(serve: Any, connect: Any, refused: Any) -> None:
    roles = json.dumps([{"roleArn": "arn:aws:iam::222222222222:role/deploy"}])
    with refused("AWS account ID not allowed: 222222222222"):
        connect(serve(), assumeRoles=roles, allowedAccountIds=json.dumps(["111111111111"]))


def test_nobody_is_answered_before_configure(serve: Any, refused: Any) -> None:
    from pulumi.runtime.proto import provider_pb2_grpc

    stub = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{serve()}"))
    with refused("not configured"):
        stub.Check(provider_pb2.CheckRequest(urn="urn:pulumi:dev::shop::aws:s3/bucket:Bucket::b"))


def test_a_changed_provider_is_told_and_replaces_nothing(client: Any) -> None:
    request = provider_pb2.DiffRequest(
        old_inputs=to_struct({"region": "eu-west-1"}), news=to_struct({"region": "eu-west-1", "profile": "p"})
    )
    changes = client.stub.DiffConfig(request)
    assert (provider_pb2.DiffResponse.DIFF_SOME, []) == (changes.changes, list(changes.replaces))
    checked = client.stub.CheckConfig(provider_pb2.CheckRequest(news=to_struct({"region": "x"})))
    assert {"region": "x"} == from_struct(checked.inputs)


# --- check -----------------------------------------------------------------------------------------------------


def test_check_names_tags_and_places_a_resource(client: Any) -> None:
    checked = client.check(BUCKET, "site", tags={"Name": "x"})
    assert {"project": "shop", "Name": "x"} == checked["tagsAll"]
    assert "eu-west-1" == checked["region"]
    assert checked["bucket"].startswith("site-")


def test_check_keeps_the_name_of_a_resource_and_gives_its_successor_another(client: Any) -> None:
    first = client.check(BUCKET, "site")
    client.make(BUCKET, "site", first)
    assert first["bucket"] == client.check(BUCKET, "site", first)["bucket"], "an update keeps it"
    assert first["bucket"] != client.check(BUCKET, "site")["bucket"], (
        "a replacement stands beside the old one"
    )


def test_a_name_that_the_program_no_longer_gives_is_composed_anew(client: Any) -> None:
    checked = client.check(BUCKET, "site", {"bucket": "chosen"})
    assert checked["bucket"].startswith("site-")


def test_what_aws_would_refuse_is_a_failure_of_a_property(client: Any) -> None:
    request = provider_pb2.CheckRequest(
        urn=client.urn(SUBNET, "s"), news=to_struct({"cidrBlock": "10.0.0.0/24"})
    )
    failures = client.stub.Check(request).failures
    assert ["vpcId"] == [failure.property for failure in failures]


# --- diff ------------------------------------------------------------------------------------------------------


def test_diff_tells_what_changes_in_place_and_what_makes_a_new_resource(client: Any) -> None:
    olds = {"cidrBlock": "10.0.0.0/16", "enableDnsSupport": True}
    changes = client.diff(VPC, "v", olds, {"cidrBlock": "10.1.0.0/16", "enableDnsSupport": False})
    kinds = provider_pb2.PropertyDiff
    assert provider_pb2.DiffResponse.DIFF_SOME == changes.changes
    assert ["cidrBlock"] == list(changes.replaces)
    assert {"cidrBlock": kinds.UPDATE_REPLACE, "enableDnsSupport": kinds.UPDATE} == {
        path: one.kind for path, one in changes.detailedDiff.items()
    }


def test_no_difference_and_an_ignored_one_are_none(client: Any) -> None:
    none = provider_pb2.DiffResponse.DIFF_NONE
    olds = {"cidrBlock": "10.0.0.0/16", "tags": {"a": "1"}}
    assert none == client.diff(VPC, "v", olds, dict(olds)).changes
    assert none == client.diff(VPC, "v", olds, {**olds, "tags": {"a": "2"}}, "tags.a").changes


def test_a_write_only_argument_changes_with_its_version_only(client: Any) -> None:
    olds = {"secretId": "s", "secretStringWo": wire.secret("a"), "secretStringWoVersion": 1}
    same = client.diff(VERSION, "v", olds, {**olds, "secretStringWo": wire.secret("b")})
    other = client.diff(VERSION, "v", olds, {**olds, "secretStringWoVersion": 2})
    assert provider_pb2.DiffResponse.DIFF_NONE == same.changes
    assert ["secretStringWoVersion"] == list(other.detailedDiff)


# --- create ----------------------------------------------------------------------------------------------------


def test_a_preview_knows_what_the_program_gave_and_nothing_else_and_makes_nothing(
    client: Any, cloud: Cloud
) -> None:
    outputs = client.preview(SUBNET, vpcId=wire.UNKNOWN, cidrBlock="10.0.0.0/24")
    assert wire.UNKNOWN == outputs["id"] == outputs["arn"] == outputs["vpcId"]
    assert ("10.0.0.0/24", {"project": "shop"}) == (outputs["cidrBlock"], outputs["tagsAll"])
    assert [] == cloud.list()


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (VPC, {"cidrBlock": "10.0.0.0/16"}),
        ("aws:rds/instance:Instance", {"instanceClass": "db.t4g.micro", "replicateSourceDb": "other"}),
        ("aws:ec2/eip:Eip", {"domain": "vpc"}),
        ("aws:acm/certificate:Certificate", {"domainName": "example.com", "validationMethod": "DNS"}),
        ("aws:ecs/service:Service", {"taskDefinition": "t"}),
        ("aws:eks/cluster:Cluster", {"roleArn": "r", "vpcConfig": {"subnetIds": ["subnet-1"]}}),
    ],
)
def test_an_up_has_nothing_unknown_and_a_resource_says_its_id(
    client: Any, cloud: Cloud, type_: str, inputs: dict[str, Any]
) -> None:
    id_, outputs = client.create(type_, **inputs)
    assert wire.UNKNOWN not in wire.walk(outputs)
    assert id_ == outputs["id"] == cloud.get(id_).outputs["id"]


def test_secret_inputs_are_secret_outputs_also_when_read(client: Any) -> None:
    given = {"instanceClass": "db.t4g.micro", "password": wire.secret("p")}
    checked = client.check("aws:rds/instance:Instance", "db", **given)
    id_, outputs = client.make("aws:rds/instance:Instance", "db", checked)
    assert wire.secret("p") == outputs["password"]
    _, state, inputs = client.read("aws:rds/instance:Instance", "db", id_, checked, outputs)
    assert wire.secret("p") == state["password"] == inputs["password"]


def test_what_the_engine_has_as_secret_is_read_as_secret(client: Any) -> None:
    id_, outputs = client.create(BUCKET)
    state = {**outputs, "arn": wire.secret(outputs["arn"])}  # by additionalSecretOutputs
    assert wire.secret(outputs["arn"]) == client.read(BUCKET, "thing", id_, {}, state)[1]["arn"]


def test_a_write_only_argument_is_never_kept(client: Any, cloud: Cloud) -> None:
    checked = client.check(
        VERSION, "v", secretId="s", secretStringWo=wire.secret("hush"), secretStringWoVersion=1
    )
    id_, outputs = client.make(VERSION, "v", checked)
    assert "secretStringWo" not in outputs
    assert "hush" not in cloud.file.read_bytes().decode("latin1") + str(cloud.list())
    _, _, inputs = client.read(VERSION, "v", id_, checked, outputs)
    assert wire.secret("hush") == inputs["secretStringWo"], "a refresh leaves the state's inputs as they are"


def test_a_replacement_has_an_id_of_its_own_and_the_old_one_can_go(client: Any, cloud: Cloud) -> None:
    old, state = client.create(VPC, cidrBlock="10.0.0.0/16")
    new, _ = client.create(VPC, cidrBlock="10.1.0.0/16")
    assert old != new
    client.delete(VPC, "thing", old, state)
    assert [new] == [one.id for one in cloud.list()]


def test_two_stacks_of_one_account_have_different_ids_and_names(serve: Any, connect: Any) -> None:
    port = serve()
    dev, prod = connect(port), connect(port, stack="prod")
    made = {stack.create(VPC, cidrBlock="10.0.0.0/16")[0] for stack in (dev, prod)}
    named = {stack.create(BUCKET)[0] for stack in (dev, prod)}
    assert (2, 2) == (len(made), len(named))


# --- read ------------------------------------------------------------------------------------------------------


def test_a_refresh_finds_nothing_where_nothing_happened(client: Any) -> None:
    checked = client.check(BUCKET, "site", tags={"a": "b"})
    id_, outputs = client.make(BUCKET, "site", checked)
    assert (id_, outputs, checked) == client.read(BUCKET, "site", id_, checked, outputs)


def test_what_is_gone_has_no_id(client: Any, cloud: Cloud) -> None:
    checked = client.check(BUCKET, "site")
    id_, outputs = client.make(BUCKET, "site", checked)
    cloud.lose(id_)
    assert ("", {}, {}) == client.read(BUCKET, "site", id_, checked, outputs)


def test_drift_is_read_as_inputs_too_and_an_update_ends_it(client: Any, cloud: Cloud) -> None:
    checked = client.check(VPC, "v", cidrBlock="10.0.0.0/16", enableDnsSupport=True, tags={"a": "b"})
    id_, outputs = client.make(VPC, "v", checked)
    cloud.change(id_, "enableDnsSupport", False)  # noqa: FBT003 - a value
    cloud.change(id_, "tags.a", "c")
    cloud.change(id_, "enableDnsHostnames", True)  # noqa: FBT003
    cloud.change(id_, "mainRouteTableId", "rtb-other")
    _, state, inputs = client.read(VPC, "v", id_, checked, outputs)
    assert (False, True, "rtb-other") == tuple(
        state[name] for name in ("enableDnsSupport", "enableDnsHostnames", "mainRouteTableId")
    )
    drifted = {
        **checked,
        "enableDnsSupport": False,
        "enableDnsHostnames": True,
        "tags": {"a": "c"},
        "tagsAll": {"project": "shop", "a": "c"},
    }
    assert drifted == inputs, "the next `up` sees it; what is no argument is no input"
    assert (id_, state, inputs) == client.read(VPC, "v", id_, inputs, state), (
        "a second refresh finds nothing more"
    )
    assert outputs == client.update(VPC, "v", id_, state, inputs, checked)
    assert checked == client.read(VPC, "v", id_, checked, outputs)[2]


def test_an_import_finds_a_resource_by_its_id_with_its_inputs(client: Any) -> None:
    checked = client.check(VPC, "v", cidrBlock="10.0.0.0/16")
    id_, outputs = client.make(VPC, "v", checked)
    assert (id_, outputs, checked) == client.read(VPC, "adopted", id_, None, None)


def test_an_import_from_another_region_names_it(serve: Any, connect: Any) -> None:
    port = serve()
    id_, _ = connect(port, region="us-east-1").create(VPC, cidrBlock="10.0.0.0/16")
    found = connect(port).read(VPC, "v", f"{id_}@us-east-1", None, None)
    assert (id_, "us-east-1") == (found[0], found[2]["region"])


def test_an_import_of_what_is_not_there_finds_nothing(client: Any, cloud: Cloud) -> None:
    assert "" == client.read(VPC, "v", "vpc-0123", None, None)[0]
    assert [] == cloud.list()


def test_what_a_program_looks_up_was_there_before_and_belongs_to_no_stack(client: Any, cloud: Cloud) -> None:
    id_, state, _ = client.read(VPC, "v", "vpc-0123", {}, {})
    assert ("vpc-0123", "vpc-0123") == (id_, state["id"])
    assert wire.UNKNOWN not in wire.walk(state)
    assert [""] == [one.urn for one in cloud.list()]
    assert (id_, state, {}) == client.read(VPC, "v", "vpc-0123", {}, state), "a refresh finds it again"


# --- update ----------------------------------------------------------------------------------------------------


def test_an_update_changes_what_is_given_and_keeps_what_aws_gave(client: Any, cloud: Cloud) -> None:
    checked = client.check(VPC, "v", cidrBlock="10.0.0.0/16", tags={"a": "b"})
    id_, outputs = client.make(VPC, "v", checked)
    news = client.check(VPC, "v", checked, cidrBlock="10.0.0.0/16", enableDnsHostnames=True)
    planned = client.update(VPC, "v", id_, outputs, checked, news, preview=True)
    updated = client.update(VPC, "v", id_, outputs, checked, news)
    assert (True, True) == (planned["enableDnsHostnames"], updated["enableDnsHostnames"])
    assert (outputs["arn"], outputs["arn"]) == (planned["arn"], updated["arn"])
    assert "tags" not in updated
    assert updated == cloud.get(id_).outputs


def test_a_second_resource_of_one_draw_keeps_what_it_drew(client: Any) -> None:
    client.create(VPC, cidrBlock="10.0.0.0/16")
    checked = client.check(VPC, "thing", cidrBlock="10.1.0.0/16")
    id_, outputs = client.make(VPC, "thing", checked)
    updated = client.update(VPC, "thing", id_, outputs, checked, {**checked, "enableDnsHostnames": True})
    assert {**outputs, "enableDnsHostnames": True} == updated


def test_a_launch_template_counts_its_versions(client: Any) -> None:
    checked = client.check(TEMPLATE, "t", imageId="ami-1")
    id_, outputs = client.make(TEMPLATE, "t", checked)
    news = {**checked, "imageId": "ami-2"}
    planned = client.update(TEMPLATE, "t", id_, outputs, checked, news, preview=True)
    assert wire.UNKNOWN == planned["latestVersion"], "what uses it is updated too"
    assert 2 == client.update(TEMPLATE, "t", id_, outputs, checked, news)["latestVersion"]


def test_what_is_gone_is_not_updated(client: Any, cloud: Cloud, refused: Any) -> None:
    checked = client.check(VPC, "v", cidrBlock="10.0.0.0/16")
    id_, outputs = client.make(VPC, "v", checked)
    cloud.lose(id_)
    with refused("updating Vpc", "couldn't find resource", "pulumi refresh"):
        client.update(VPC, "v", id_, outputs, checked, checked)


def test_a_renamed_resource_is_kept_under_its_new_urn(client: Any, cloud: Cloud) -> None:
    checked = client.check(VPC, "old", cidrBlock="10.0.0.0/16")
    id_, outputs = client.make(VPC, "old", checked)
    client.update(VPC, "new", id_, outputs, checked, checked)
    assert [client.urn(VPC, "new")] == [one.urn for one in cloud.list()]


# --- functions, and other packages -----------------------------------------------------------------------------


def test_functions_answer_from_what_exists(client: Any) -> None:
    id_, outputs = client.create(VPC, cidrBlock="10.7.0.0/16")
    found = client.invoke("aws:ec2/getVpc:getVpc", id=id_)
    assert (id_, "10.7.0.0/16", outputs["arn"]) == (found["id"], found["cidrBlock"], found["arn"])
    assert "123456789012" == client.invoke("aws:index/getCallerIdentity:getCallerIdentity")["accountId"]


def test_what_a_function_refuses_is_a_failure(client: Any) -> None:
    token = "aws:ssm/getParameter:getParameter"
    request = provider_pb2.InvokeRequest(tok="aws:index/getArn:getArn", args=to_struct({"arn": "no"}))
    assert client.stub.Invoke(request).failures[0].reason
    assert "value" in client.invoke(token, name="/x")


def test_a_password_of_the_random_package_has_its_length_and_stays_the_same(serve: Any, connect: Any) -> None:
    random = connect(serve(), package="random")
    password = "random:index/randomPassword:RandomPassword"
    id_, outputs = random.create(password, length=40)
    assert (40, id_) == (
        len(outputs["result"]),
        random.read(password, "thing", id_, {"length": 40}, outputs)[0],
    )
    assert wire.UNKNOWN == random.preview(password, length=40)["result"]


def test_a_package_that_nobody_knows_echoes(serve: Any, connect: Any, cloud: Cloud) -> None:
    other = connect(serve(), package="gizmo")
    id_, outputs = other.create("gizmo:index:Thing", colour="red")
    assert ({"colour": "red"}, "") == (outputs, cloud.get(id_).account)
    other.delete("gizmo:index:Thing", "thing", id_, outputs)
    assert [] == cloud.list()


def test_each_call_is_a_line_of_the_log(client: Any, log: Path, refused: Any) -> None:
    client.create(BUCKET, bucket="site")
    client.preview(BUCKET, "other", bucket="site2")
    with refused("BucketAlreadyOwnedByYou"):
        client.create(BUCKET, "second", bucket="site")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert ["Configure", "Check", "Create", "Check", "Create", "Check", "Create"] == [
        one["method"] for one in lines
    ]
    assert "ok" == lines[2]["result"]
    assert lines[4]["preview"]
    assert "BucketAlreadyOwnedByYou" in lines[6]["result"]
    assert client.urn(BUCKET, "second") == lines[6]["urn"]
    assert all(one["ms"] >= 0 for one in lines)
