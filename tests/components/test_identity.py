"""The identity tier: one boundary, by the name that the account's deploy role knows.

Not shown here: that IAM judges the document as the tests do; tests/program holds the shop's roles against it.
"""

import json

import pulumi
from pulumi_aws import iam

from components.identity import Identity, IdentityArgs
from components.identity.boundary import boundary_document

ACCOUNT = "111122223333"
ARN = f"arn:aws:iam::{ACCOUNT}:policy/shop-dev-boundary"
POLICY = "aws:iam/policy:Policy"


def identity() -> Identity:
    args = IdentityArgs(account_id=ACCOUNT, region="eu-west-1", recovery_region="eu-central-1")
    return Identity("shop", args)


def test_the_boundary_is_one_policy_named_after_project_and_stack(record):
    graph = record(identity)
    (policy,) = graph.of_type(POLICY)
    assert policy.name == "shop-boundary"
    assert policy.inputs["name"] == "shop-dev-boundary", "the account's deploy role knows it by this name"
    assert policy.inputs["description"] == "The most that a role of this stack can do", (
        "IAM cannot change it, and the policy cannot be replaced while roles carry it"
    )
    assert json.loads(policy.inputs["policy"]) == boundary_document(
        ACCOUNT, ARN, ["eu-west-1", "eu-central-1", "us-east-1"]
    )
    (component,) = graph.of_type("stagecraft:identity:Identity")
    assert [policy.urn] == [child.urn for child in graph.children(component.urn)]


def test_the_component_gives_out_the_arn_and_whoever_takes_it_waits_for_the_policy(record):
    def program():
        tier = identity()
        pulumi.export("boundary", tier.boundary_arn)
        iam.Role("role", assume_role_policy="{}", permissions_boundary=tier.boundary_arn)

    graph = record(program)
    (policy,) = graph.of_type(POLICY)
    (role,) = graph.of_type("aws:iam/role:Role")
    assert ARN == role.inputs["permissionsBoundary"]
    assert {policy.urn} == set(role.property_dependencies["permissionsBoundary"])
    assert graph.of_type("stagecraft:identity:Identity")[0].outputs == {"boundary_arn": ARN}
