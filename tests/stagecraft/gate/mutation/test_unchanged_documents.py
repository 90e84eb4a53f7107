"""A policy that is changed and lets nobody do more is told with the reason; one that lets somebody do more counts."""

import json
from typing import Any

import pytest
from guardrails.graph import Graph, Resource
from guardrails.tokens import aws

from stagecraft.gate.mutation.mutants import mutants_of
from stagecraft.gate.mutation.unchanged_documents import unchanged_document

ACCOUNT = "123456789012"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
KEY_ARN = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
SECRET_ARN = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/web"
VIA_S3 = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}


def resource(short: str, name: str, *, arn: str = "", **inputs: Any) -> Resource:
    kind = aws(short)
    outputs = {**inputs, **({"arn": arn} if arn else {})}
    return Resource(
        f"urn:pulumi:prod::shop::{kind}::{name}", kind, name, id=name, inputs=inputs, outputs=outputs
    )


def text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Resource": "*", **one} for one in statements]})


def reasons(*resources: Resource) -> dict[str, str | None]:
    """Return why each change of the first resource's policy counts for nothing."""
    graph = Graph(resources)
    mine = [one for one in mutants_of(graph) if one.original == resources[0] and ": " in one.done]
    return {one.done: unchanged_document(one, graph) for one in mine}


def holding(*statements: dict[str, Any]) -> tuple[Resource, Resource]:
    """Return a policy and the role that has it."""
    return resource("iam/rolePolicy", "policy", role="web", policy=text(*statements)), resource(
        "iam/role", "web"
    )


def test_a_service_asks_a_trust_policy_for_one_thing() -> None:
    take = {"Action": "sts:AssumeRole"}
    service = {**take, "Sid": "Service", "Principal": {"Service": "ec2.amazonaws.com"}}
    role = resource(
        "iam/role", "web", assumeRolePolicy=text(service, {**take, "Sid": "People", "Principal": ROOT})
    )
    found = reasons(role)
    assert (
        found["Service: Action *"]
        == "equivalent: a service asks a trust policy for nothing but sts:AssumeRole"
    )
    assert found["People: Action *"] is None
    assert found["Service: Principal *"] is None


def test_an_endpoint_carries_its_own_service() -> None:
    statements = (
        {"Sid": "All", "Principal": "*", "Action": "sqs:*"},
        {"Sid": "Some", "Principal": "*", "Action": "sqs:SendMessage"},
    )
    found = reasons(resource("ec2/vpcEndpoint", "sqs", policy=text(*statements)))
    assert found["All: Action *"] == "equivalent: an endpoint carries requests for its own service alone"
    assert found["Some: Action *"] is None


@pytest.mark.parametrize("shared", [False, True])
def test_own_tables_let_nobody_else_in_unless_one_does(shared: bool) -> None:
    statement = {
        "Sid": "Own",
        "Principal": "*",
        "Action": "dynamodb:*",
        "Resource": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
    }
    more = [resource("dynamodb/resourcePolicy", "shared", policy="{}")] if shared else []
    found = reasons(resource("ec2/vpcEndpoint", "tables", policy=text(statement)), *more)
    reason = "equivalent: it names own tables alone, which let in no other account"
    assert found["Own: Condition dropped"] == (None if shared else reason)


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:*"}}, True),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:*:eu-west-1:{ACCOUNT}:*"}}, False),
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}}, False),
    ],
    ids=str,
)
def test_an_arn_names_the_service_as_its_principal_does(condition: dict[str, Any], named: bool) -> None:
    statement = {
        "Sid": "Send",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Condition": condition,
    }
    found = reasons(resource("sqs/queuePolicy", "queue", policy=text(statement)))
    reason = "equivalent: only that service brings an aws:SourceArn of its own resources"
    assert found["Send: Principal *"] == (reason if named else None)


@pytest.mark.parametrize(("owners", "same"), [("BucketOwnerEnforced", True), ("BucketOwnerPreferred", False)])
def test_a_service_that_writes_logs_chooses_the_folder(owners: str, same: bool) -> None:
    service = {"Service": "delivery.logs.amazonaws.com"}
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT, "s3:x-amz-acl": "bucket-owner-full-control"}}
    write = {"Principal": service, "Action": "s3:PutObject", "Condition": condition}
    policy = resource(
        "s3/bucketPolicy", "policy",
        bucket="logs",
        policy=text(
            {**write, "Sid": "Own", "Resource": f"arn:aws:s3:::logs/AWSLogs/{ACCOUNT}/*"},
            {**write, "Sid": "Any", "Resource": "arn:aws:s3:::logs/*"},
            {**write, "Sid": "Look", "Action": "s3:GetBucketAcl"},
        ),
    )  # fmt: skip
    bucket = resource("s3/bucket", "logs", bucket="logs")
    acls = resource("s3/bucketOwnershipControls", "acls", bucket="logs", rule={"objectOwnership": owners})
    found = reasons(policy, bucket, acls)
    reason = "equivalent: the service writes into the folder of the account that it acts for, and no other is named"
    assert found["Own: Condition dropped"] == (reason if same else None)
    assert found["Any: Condition dropped"] is None
    assert found["Look: Condition dropped"] == "equivalent: the service looks for itself, and tells nobody"


def test_a_boundary_that_denies_what_it_does_not_let_through_loses_nothing() -> None:
    boundary = resource(
        "iam/policy", "limit", arn="arn:limit",
        policy=text(
            {"Sid": "Use", "Action": ["dynamodb:*Backup*", "s3:GetObject"]},
            {"Sid": "Keys", "Effect": "Deny", "Action": ["kms:Delete*", "s3:Put*"]},
            {"Sid": "Stores", "Effect": "Deny", "Action": "dynamodb:UpdateContinuousBackups"},
        ),
    )  # fmt: skip
    found = reasons(boundary, resource("iam/role", "web", permissionsBoundary="arn:limit"))
    assert found["Keys: Deny removed"] == "equivalent: the boundary lets nothing of it through anyway"
    assert found["Stores: Deny removed"] is None
    assert reasons(boundary)["Keys: Deny removed"] is None, (
        "whom a policy is given to, it does more than limit"
    )


def test_roles_are_handed_on_by_their_account_and_to_their_services() -> None:
    condition = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    statements = (
        {
            "Sid": "Any",
            "Action": "iam:PassRole",
            "Resource": f"arn:aws:iam::{ACCOUNT}:role/*",
            "Condition": condition,
        },
        {"Sid": "One", "Action": "iam:PassRole", "Resource": ROLE_ARN, "Condition": condition},
    )

    def found(service: str) -> dict[str, str | None]:
        trust = text({"Principal": {"Service": service}, "Action": "sts:AssumeRole"})
        role = resource("iam/role", "web", arn=ROLE_ARN, assumeRolePolicy=trust)
        return reasons(resource("iam/rolePolicy", "policy", role="web", policy=text(*statements)), role)

    same = found("ec2.amazonaws.com")
    assert same["Any: Resource *"] == "equivalent: nobody hands on roles of another account"
    assert same["One: Resource *"] is None
    assert same["Any: Action *"] == "equivalent: only requests for iam:PassRole have the key of its condition"
    assert same["Any: Condition dropped"] is None
    assert (
        same["One: Condition dropped"]
        == "equivalent: the role is taken by the services of the condition alone"
    )
    assert found("lambda.amazonaws.com")["One: Condition dropped"] is None


SAME = "equivalent: the key's own policy asks for the same"


@pytest.mark.parametrize(
    ("of_key", "of_role", "same"),
    [
        (VIA_S3, VIA_S3, True),
        (VIA_S3, {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}, True),
        ({}, VIA_S3, False),
        ({"StringLike": {"kms:ViaService": "*.eu-west-1.amazonaws.com"}}, VIA_S3, False),
        (
            {"Null": {"kms:EncryptionContext:id": "false"}},
            {"Null": {"kms:EncryptionContext:id": "false"}},
            True,
        ),
        (VIA_S3, {**VIA_S3, "Bool": {"kms:GrantIsForAWSResource": "true"}}, True),
        (VIA_S3, {"StringEquals": {"aws:PrincipalTag/team": "shop"}}, False),
    ],
    ids=str,
)
def test_a_key_may_ask_for_what_a_role_no_longer_does(
    of_key: dict[str, Any], of_role: dict[str, Any], same: bool
) -> None:
    administers = {"Principal": ROOT, "Action": ["kms:Describe*", "kms:Put*"]}
    uses = {"Principal": ROOT, "Action": "kms:Decrypt", "Condition": of_key}
    key = resource("kms/key", "key", arn=KEY_ARN, policy=text(administers, uses))
    reads = {"Sid": "Objects", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"}
    decrypts = {
        "Sid": "Use",
        "Action": ["kms:Decrypt", "kms:DescribeKey"],
        "Resource": KEY_ARN,
        "Condition": of_role,
    }
    found = reasons(*holding(reads, decrypts), key)
    assert found["Use: Condition dropped"] == (SAME if same else None)


@pytest.mark.parametrize(("secrets", "same"), [([SECRET_ARN], True), ([SECRET_ARN, f"{SECRET_ARN}2"], False)])
def test_the_context_of_a_secret_follows_from_the_secrets_that_a_role_reads(
    secrets: list[str], same: bool
) -> None:
    via = {"StringEquals": {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}}
    context = {"StringEquals": {"kms:EncryptionContext:SecretARN": SECRET_ARN}}
    key = resource(
        "kms/key", "key", arn=KEY_ARN,
        policy=text({"Principal": ROOT, "Action": "kms:Decrypt", "Condition": via}),
    )  # fmt: skip
    read = {"Sid": "Read", "Action": "secretsmanager:GetSecretValue", "Resource": secrets}
    use = {"Sid": "Use", "Action": "kms:Decrypt", "Resource": KEY_ARN, "Condition": context}
    assert reasons(*holding(read, use), key)["Use: Condition dropped"] == (SAME if same else None)


def test_a_service_that_the_holder_may_not_call_is_no_way_to_the_key() -> None:
    via_sns = {"StringEquals": {"kms:ViaService": "sns.eu-west-1.amazonaws.com"}}
    key = resource(
        "kms/key", "key", arn=KEY_ARN,
        policy=text(
            {"Principal": ROOT, "Action": "kms:Decrypt", "Condition": VIA_S3},
            {"Principal": ROOT, "Action": "kms:Decrypt", "Condition": via_sns},
        ),
    )  # fmt: skip
    use = {"Sid": "Use", "Action": "kms:Decrypt", "Resource": KEY_ARN, "Condition": VIA_S3}
    objects = {"Sid": "Objects", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"}
    publish = {"Sid": "Tell", "Action": "sns:Publish", "Resource": "*"}
    assert reasons(*holding(use, objects), key)["Use: Condition dropped"] == SAME
    assert reasons(*holding(use, objects, publish), key)["Use: Condition dropped"] is None


@pytest.mark.parametrize("refuses", [True, False])
def test_a_bucket_refuses_plain_http_by_its_access_points_too(refuses: bool) -> None:
    deny = {
        "Sid": "Tls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    point = resource("s3/accessPoint", "sales", bucket="orders", policy=text(deny))
    bucket = resource("s3/bucket", "orders", bucket="orders")
    arns = ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]
    policy = resource(
        "s3/bucketPolicy", "policy", bucket="orders",
        policy=text({**deny, "Resource": arns if refuses else arns[0]}),
    )  # fmt: skip
    reason = "equivalent: the bucket refuses it, by whichever way a request comes"
    assert reasons(point, bucket, policy)["Tls: Deny removed"] == (reason if refuses else None)


def test_who_fails_a_condition_may_be_denied_by_another_statement() -> None:
    tag = {"aws:PrincipalTag/team": "sales"}
    mine = {"Principal": ROOT, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/sales/*"}
    statements = (
        {**mine, "Sid": "Use", "Condition": {"StringEquals": tag}},
        {**mine, "Sid": "Part", "Condition": {"StringEquals": tag, "StringLike": {"s3:prefix": "sales/*"}}},
        {**mine, "Sid": "Put", "Action": "s3:PutObject", "Condition": {"StringEquals": tag}},
        {
            "Sid": "Others",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:Get*",
            "Condition": {"StringNotEquals": tag},
        },
    )
    found = reasons(resource("s3/bucketPolicy", "policy", bucket="orders", policy=text(*statements)))
    reason = "equivalent: another statement denies it to everyone who fails the condition"
    assert found["Use: Condition dropped"] == reason
    assert found["Part: Condition dropped"] is None
    assert found["Put: Condition dropped"] is None


@pytest.mark.parametrize(
    ("asked", "same"), [({"project": "shop", "stage": "prod"}, True), ({"project": "shop"}, False)]
)
def test_tags_of_the_whole_stack_name_its_resources(asked: dict[str, str], same: bool) -> None:
    condition = {"StringEquals": {f"aws:ResourceTag/{key}": value for key, value in asked.items()}}
    statement = {"Sid": "Own", "Action": "ec2:AttachVolume", "Resource": "arn:x", "Condition": condition}
    tags = {"project": "shop", "stage": "prod"}
    volumes = [resource("ebs/volume", name, tagsAll={**tags, "Name": name}) for name in ("a", "b")]
    reason = "equivalent: only the stack's own resources have the tags of its condition"
    assert reasons(*holding(statement), *volumes)["Own: Resource *"] == (reason if same else None)


@pytest.mark.parametrize(("region", "same"), [("eu-west-1", True), ("*", False)])
def test_tags_are_given_where_something_is_made(region: str, same: bool) -> None:
    makes = {
        "Sid": "Make",
        "Action": "ec2:CreateVolume",
        "Resource": f"arn:aws:ec2:{region}:{ACCOUNT}:volume/*",
    }
    tags = {
        "Sid": "Tag",
        "Action": "ec2:CreateTags",
        "Resource": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:volume/*",
        "Condition": {"StringEquals": {"ec2:CreateAction": "CreateVolume"}},
    }
    reason = (
        "equivalent: it tags what the calls of its condition make, and those are allowed in that Region alone"
    )
    assert reasons(*holding(makes, tags))["Tag: Resource *"] == (reason if same else None)
