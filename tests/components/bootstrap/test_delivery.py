"""The roles of CI and operators: what is attached to which, and who may take it on."""

import json
from typing import Any

from components.bootstrap import Delivery, DeliveryArgs, permissions
from components.bootstrap.boundary import BoundaryPlace, boundary
from components.bootstrap.trust import job_trust, operator_trust
from settings.account.delivery import DeliverySettings

ACCOUNT = "111122223333"
BUCKET = "arn:aws:s3:::account-state-1234567"
GITHUB = "https://token.actions.githubusercontent.com"
ROLE = "aws:iam/role:Role"


def delivery(**changes: Any) -> Delivery:
    settings = DeliverySettings(
        **{
            "project": "shop",
            "stacks": ("dev", "staging"),
            "recovery_region": "eu-central-1",
            "issuer": GITHUB,
            "audience": "sts.amazonaws.com",
            "preview_subjects": ("repo:example/shop:pull_request",),
            "drift_subjects": ("repo:example/shop:environment:dev-drift",),
            "deploy_subjects": ("repo:example/shop:environment:dev",),
            "session_hours": 3,
            **changes,
        }
    )
    return Delivery(
        "account",
        DeliveryArgs(
            settings=settings,
            account_id=ACCOUNT,
            region="eu-west-1",
            state_bucket_arn=BUCKET,
            state_key_arn="arn:state",
            secrets_key_arn="arn:secrets",
        ),
    )


def roles(graph):
    return {role.name: role for role in graph.of_type(ROLE)}


def policies(graph, role):
    """Return the documents that stand in a role, by the policies' logical names."""
    return {
        one.name: json.loads(one.inputs["policy"])
        for one in graph.of_type("aws:iam/rolePolicy:RolePolicy")
        if graph.refers(one, "role", ROLE).one.name == role
    }


def attached(graph, role):
    return [
        one.inputs["policyArn"]
        for one in graph.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if graph.refers(one, "role", ROLE).one.name == role
    ]


def test_the_roles_have_names_that_the_configuration_of_ci_can_hold(record):
    graph = record(delivery)
    found = {name: (role.inputs["path"], role.inputs["name"]) for name, role in roles(graph).items()}
    assert found == {
        "account-preview": ("/account/", "shop-dev-preview"),
        "account-drift": ("/account/", "shop-dev-drift"),
        "account-deploy": ("/account/", "shop-dev-deploy"),
        "account-operations": ("/account/", "shop-dev-operations"),
    }


def test_every_role_carries_the_boundary(record):
    graph = record(delivery)
    (policy,) = graph.of_type("aws:iam/policy:Policy")
    for role in roles(graph).values():
        assert role.inputs["permissionsBoundary"] == policy.outputs["arn"]
    assert json.loads(policy.inputs["policy"]) == boundary(
        BoundaryPlace(
            account_id=ACCOUNT,
            regions=("eu-west-1", "eu-central-1", "us-east-1"),
            project="shop",
            stacks=("dev", "staging"),
            own_prefix="account",
            own_aliases="alias/shop-dev",
        )
    )
    (component,) = graph.of_type("stagecraft:bootstrap:Delivery")
    assert component.outputs["boundary_arn"] == f"arn:aws:iam::{ACCOUNT}:policy/account/shop-dev-boundary"


def test_each_role_trusts_its_own_subjects(record):
    graph = record(delivery)
    trusts = {name: json.loads(role.inputs["assumeRolePolicy"]) for name, role in roles(graph).items()}
    audience = "sts.amazonaws.com"
    assert trusts == {
        "account-preview": job_trust(GITHUB, audience, ["repo:example/shop:pull_request"], ACCOUNT),
        "account-drift": job_trust(GITHUB, audience, ["repo:example/shop:environment:dev-drift"], ACCOUNT),
        "account-deploy": job_trust(GITHUB, audience, ["repo:example/shop:environment:dev"], ACCOUNT),
        "account-operations": operator_trust(ACCOUNT),
    }


def test_the_issuer_is_there_before_the_roles_that_trust_it(record):
    graph = record(delivery)
    (issuer,) = graph.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    assert issuer.inputs["url"] == GITHUB
    assert issuer.inputs["clientIdLists"] == ["sts.amazonaws.com"]
    for name in ("account-preview", "account-drift", "account-deploy"):
        assert issuer.urn in roles(graph)[name].dependencies


def test_a_preview_reads_all_but_data(record):
    graph = record(delivery)
    assert attached(graph, "account-preview") == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    assert policies(graph, "account-preview") == {
        "account-preview-state": permissions.state_policy(
            BUCKET, "arn:state", "arn:secrets", "eu-west-1", write=False
        ),
        "account-preview-limits": permissions.preview_limits(BUCKET),
    }


def test_a_look_for_drift_reads_as_a_refresh_does(record):
    graph = record(delivery)
    assert attached(graph, "account-drift") == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    assert policies(graph, "account-drift") == {
        "account-drift-state": permissions.state_policy(
            BUCKET, "arn:state", "arn:secrets", "eu-west-1", write=False
        ),
        "account-drift-secrets": permissions.drift_policy("shop", ACCOUNT),
        "account-drift-limits": permissions.drift_limits(BUCKET, "shop", ACCOUNT),
    }


def test_a_deployment_makes_roles_and_writes_the_state(record):
    graph = record(delivery)
    assert attached(graph, "account-deploy") == ["arn:aws:iam::aws:policy/PowerUserAccess"]
    assert policies(graph, "account-deploy") == {
        "account-deploy-state": permissions.state_policy(
            BUCKET, "arn:state", "arn:secrets", "eu-west-1", write=True
        ),
        "account-deploy-roles": permissions.roles_policy("shop", ["dev", "staging"], ACCOUNT),
    }


def test_operators_read_and_operate(record):
    graph = record(delivery)
    assert attached(graph, "account-operations") == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    assert policies(graph, "account-operations") == {
        "account-operations": permissions.operations_policy("shop", ACCOUNT),
        "account-operations-limits": permissions.operations_limits(),
    }


def test_only_a_deployment_lasts_longer_than_an_hour(record):
    graph = record(delivery)
    assert {name: role.inputs["maxSessionDuration"] for name, role in roles(graph).items()} == {
        "account-preview": 3600,
        "account-drift": 3600,
        "account-deploy": 10_800,
        "account-operations": 3600,
    }
