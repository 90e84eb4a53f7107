"""Every policy document of the three stacks, held against AWS's own list of actions and resources in cfn-lint.

cfn-lint reads CloudFormation, so each document is put into the CloudFormation resource of its kind. What this does
not prove: that a document allows enough; the tiers' own tests name what their wiring needs.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from cfnlint.data import AdditionalSpecs
from guardrails.graph import Graph, Resource

STACKS = ("dev", "staging", "prod")
REGION = "eu-west-1"

# By type: the property with the document, and CloudFormation's resource with what it requires beside it.
IDENTITY = ("AWS::IAM::Policy", "PolicyDocument", {"PolicyName": "name", "Roles": ["role"]})
RESOURCE_POLICY: tuple[str, str, dict[str, Any]] = ("AWS::KMS::Key", "KeyPolicy", {})
KINDS: Mapping[tuple[str, str], tuple[str, str, dict[str, Any]]] = {
    ("aws:iam/policy:Policy", "policy"): IDENTITY,
    ("aws:iam/rolePolicy:RolePolicy", "policy"): IDENTITY,
    ("aws:iam/role:Role", "assumeRolePolicy"): ("AWS::IAM::Role", "AssumeRolePolicyDocument", {}),
    ("aws:kms/key:Key", "policy"): ("AWS::KMS::Key", "KeyPolicy", {}),
    ("aws:s3/bucketPolicy:BucketPolicy", "policy"): (
        "AWS::S3::BucketPolicy",
        "PolicyDocument",
        {"Bucket": "bucket"},
    ),
    ("aws:s3/accessPoint:AccessPoint", "policy"): ("AWS::S3::AccessPoint", "Policy", {"Bucket": "bucket"}),
    ("aws:s3control/accessPointPolicy:AccessPointPolicy", "policy"): (
        "AWS::S3::AccessPoint",
        "Policy",
        {"Bucket": "bucket"},
    ),
    ("aws:sns/topicPolicy:TopicPolicy", "policy"): (
        "AWS::SNS::TopicPolicy",
        "PolicyDocument",
        {"Topics": [f"arn:aws:sns:{REGION}:123456789012:topic"]},
    ),
    ("aws:sqs/queuePolicy:QueuePolicy", "policy"): (
        "AWS::SQS::QueuePolicy",
        "PolicyDocument",
        {"Queues": [f"https://sqs.{REGION}.amazonaws.com/123456789012/queue"]},
    ),
    # In their own resources cfn-lint looks into no document; a key's is a resource policy like theirs.
    ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"): RESOURCE_POLICY,
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "policy"): RESOURCE_POLICY,
    ("aws:secretsmanager/secretPolicy:SecretPolicy", "policy"): RESOURCE_POLICY,
    ("aws:backup/vaultPolicy:VaultPolicy", "policy"): (
        "AWS::Backup::BackupVault",
        "AccessPolicy",
        {"BackupVaultName": "vault"},
    ),
}
# Rules of cfn-lint that speak of CloudFormation itself, not of the document.
OF_CLOUDFORMATION = {
    "E3019": "wants one policy a bucket, and all of them stand on one bucket here",
    "I3011": "asks for DeletionPolicy, which is `protect` here",
    "I3042": "asks for CloudFormation's pseudo parameters in ARNs",
}
# The list has no resource for it, but AWS judges it by the ARN of all log groups.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-identity-based-access-control-cwl.html
TAKES_LOG_GROUPS = "logs:DescribeLogGroups"


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document of a stack, and where it stands."""

    resource: Resource
    property: str
    policy: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.resource.type.rpartition(':')[2]} {self.resource.name} {self.property}"


def documents(graph: Graph) -> Iterator[Document]:
    for resource in graph.resources:
        for name, value in resource.inputs.items():
            if isinstance(value, str) and value.startswith("{"):
                policy = json.loads(value)
                if isinstance(policy, dict) and "Statement" in policy:
                    yield Document(resource, name, policy)


@pytest.fixture(scope="module", params=STACKS)
def found(shop: Any, request: pytest.FixtureRequest) -> list[Document]:
    (view,) = (view for view in shop.views if view.name == request.param)
    return list(documents(view.graph))


def statements(document: Document) -> list[dict[str, Any]]:
    statement = document.policy["Statement"]
    return statement if isinstance(statement, list) else [statement]


def strings(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_the_kind_of_every_document_is_known(found: list[Document]) -> None:
    kinds = {(document.resource.type, document.property) for document in found}
    assert kinds <= set(KINDS), "a document that the linter does not see proves nothing"
    assert len(found) >= 15


def test_the_linter_has_nothing_to_say_of_any_document(found: list[Document]) -> None:
    """Unknown actions, resources that an action does not take, operators and elements that do not exist."""
    names = {f"Document{place}": document for place, document in enumerate(found)}
    resources = {}
    for name, document in names.items():
        kind, where, beside = KINDS[document.resource.type, document.property]
        resources[name] = {"Type": kind, "Properties": {**beside, where: document.policy}}
    said = lint(
        json.dumps({"Resources": resources}),
        regions=[REGION],
        config=ManualArgs(include_checks=["I"], ignore_checks=list(OF_CLOUDFORMATION)),
    )
    assert [] == [
        f"{names[str(match.path[1])]}: {match.rule.id} {match.message[:300]} {match.path[3:]}"
        for match in said
    ]


@pytest.fixture(scope="module")
def actions() -> dict[str, dict[str, Any]]:
    """Return AWS's services with their actions, all in small letters."""
    text = (Path(AdditionalSpecs.__file__).parent / "Policies.json").read_text("utf-8")
    return {service: entry["Actions"] for service, entry in json.loads(text).items()}


def test_an_action_that_takes_no_resource_is_not_allowed_on_one(
    found: list[Document], actions: dict[str, dict[str, Any]]
) -> None:
    """AWS ignores such a permission without a word: whoever needs it is denied."""
    wrong = [
        f"{document}: {action} on {statement['Resource']}"
        for document in found
        if KINDS[document.resource.type, document.property] is IDENTITY
        for statement in statements(document)
        if statement["Effect"] == "Allow" and "*" not in strings(statement.get("Resource", "*"))
        for action in strings(statement.get("Action", []))
        if action != TAKES_LOG_GROUPS and _takes_no_resource(action, actions)
    ]
    assert wrong == []


def _takes_no_resource(action: str, actions: dict[str, dict[str, Any]]) -> bool:
    service, _, name = action.lower().partition(":")
    known = actions[service].get(name)
    return known is not None and "Resources" not in known


def test_no_role_may_do_everything_with_anything(found: list[Document]) -> None:
    """No wildcard for all actions of a service on all resources, in what a role is granted."""
    wide = [
        f"{document}: {action}"
        for document in found
        if document.resource.type == "aws:iam/rolePolicy:RolePolicy"
        for statement in statements(document)
        if statement["Effect"] == "Allow" and "*" in strings(statement.get("Resource", "*"))
        for action in strings(statement.get("Action", "*"))
        if action == "*" or action.endswith(":*")
    ]
    assert wide == []
