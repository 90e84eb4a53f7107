"""Every policy document of the accounts, held against AWS's own list of actions and resources in cfn-lint.

What this does not prove: that a document allows enough; the components' own tests name what their wiring needs.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from cfnlint.data import AdditionalSpecs
from guardrails.graph import Resource

REGION = "eu-west-1"
IDENTITY = ("AWS::IAM::Policy", "PolicyDocument", {"PolicyName": "name", "Roles": ["role"]})
# By type and property: CloudFormation's resource with what it requires beside the document.
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
    ("aws:sns/topicPolicy:TopicPolicy", "policy"): (
        "AWS::SNS::TopicPolicy",
        "PolicyDocument",
        {"Topics": [f"arn:aws:sns:{REGION}:123456789012:topic"]},
    ),
}
# Rules of cfn-lint that speak of CloudFormation itself: one policy a bucket, DeletionPolicy, pseudo parameters.
OF_CLOUDFORMATION = ["E3019", "I3011", "I3042"]

Found = list[tuple[Resource, str, dict[str, Any]]]


@pytest.fixture(scope="module", params=["dev", "staging", "prod"])
def found(account: Any, request: pytest.FixtureRequest) -> Found:
    (view,) = (view for view in account.views if view.name == request.param)
    return [
        (resource, name, policy)
        for resource in view.graph.resources
        for name, value in resource.inputs.items()
        if isinstance(value, str) and '"Statement"' in value
        for policy in [json.loads(value)]
        if isinstance(policy, dict) and "Statement" in policy
    ]


def test_the_linter_knows_every_action_resource_and_operator(found: Found) -> None:
    assert {(resource.type, name) for resource, name, _ in found} == set(KINDS), "a kind that nobody lints"
    resources = {}
    for place, (resource, name, policy) in enumerate(found):
        kind, where, beside = KINDS[resource.type, name]
        resources[f"Document{place}"] = {"Type": kind, "Properties": {**beside, where: policy}}
    said = lint(
        json.dumps({"Resources": resources}),
        regions=[REGION],
        config=ManualArgs(include_checks=["I"], ignore_checks=OF_CLOUDFORMATION),
    )
    assert [] == [
        f"{found[int(str(match.path[1]).removeprefix('Document'))][0].name}: {match.rule.id} {match.message[:300]}"
        for match in said
    ]


@pytest.fixture(scope="module")
def actions() -> dict[str, dict[str, Any]]:
    """Return AWS's services with their actions, all in small letters."""
    text = (Path(AdditionalSpecs.__file__).parent / "Policies.json").read_text("utf-8")
    return {service: entry["Actions"] for service, entry in json.loads(text).items()}


def allowed_on_something(found: Found) -> Iterator[tuple[str, str]]:
    for resource, name, policy in found:
        if KINDS[resource.type, name] is IDENTITY:
            for statement in policy["Statement"]:
                resources = statement.get("Resource", "*")
                if statement["Effect"] == "Allow" and "*" not in (
                    [resources] if isinstance(resources, str) else resources
                ):
                    wanted = statement["Action"]
                    for action in [wanted] if isinstance(wanted, str) else wanted:
                        yield resource.name, action


def test_an_action_that_takes_no_resource_is_not_allowed_on_one(
    found: Found, actions: dict[str, dict[str, Any]]
) -> None:
    wrong = []
    for resource, action in allowed_on_something(found):
        service, _, name = action.lower().partition(":")
        if "Resources" not in actions[service].get(name, {"Resources": []}):
            wrong.append(f"{resource}: {action}")
    assert wrong == [], "AWS ignores such a permission without a word"


def test_no_role_is_granted_every_action_of_a_service_on_every_resource(found: Found) -> None:
    """The boundary's ceiling grants nothing; it is judged by its own test."""
    wide = [
        f"{resource.name}: {action}"
        for resource, _, policy in found
        if resource.type == "aws:iam/rolePolicy:RolePolicy"
        for statement in policy["Statement"]
        if statement["Effect"] == "Allow" and statement["Resource"] == "*"
        for action in statement["Action"]
        if action == "*" or action.endswith(":*")
    ]
    assert wide == []


def test_each_document_of_a_role_fits_iam(found: Found) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: whitespace does not count."""
    limits = {
        "aws:iam/policy:Policy": 6144,
        "aws:iam/rolePolicy:RolePolicy": 10_240,
        "aws:iam/role:Role": 2048,
    }
    sizes = {
        resource.name: len("".join(json.dumps(policy).split())) - limits[resource.type]
        for resource, _, policy in found
        if resource.type in limits
    }
    assert {} == {name: over for name, over in sizes.items() if over > 0}
