"""What CI jobs and operators may do, statement by statement."""

from typing import Any

from components.bootstrap import permissions

ACCOUNT = "111122223333"
BUCKET = "arn:aws:s3:::account-state-1234567"
STATE_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/state"
SECRETS_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/secrets"


def by_sid(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    statements = {one["Sid"]: one for one in document["Statement"]}
    assert len(statements) == len(document["Statement"]), "IAM refuses two statements of one Sid"
    return statements


def test_a_preview_reads_the_state_and_its_secrets_and_writes_neither() -> None:
    document = permissions.state_policy(BUCKET, STATE_KEY, SECRETS_KEY, "eu-west-1", write=False)
    assert by_sid(document) == {
        "ListState": {
            "Sid": "ListState",
            "Effect": "Allow",
            "Action": ["s3:GetBucketLocation", "s3:ListBucket"],
            "Resource": BUCKET,
        },
        "State": {
            "Sid": "State",
            "Effect": "Allow",
            "Action": ["s3:GetObject"],
            "Resource": f"{BUCKET}/*",
        },
        "StateKey": {
            "Sid": "StateKey",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": STATE_KEY,
            "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
        },
        "Secrets": {
            "Sid": "Secrets",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": SECRETS_KEY,
        },
    }


def test_a_deployment_writes_the_state_too() -> None:
    statements = by_sid(permissions.state_policy(BUCKET, STATE_KEY, SECRETS_KEY, "eu-west-1", write=True))
    assert {sid: statement["Action"] for sid, statement in statements.items()} == {
        "ListState": ["s3:GetBucketLocation", "s3:ListBucket"],
        "State": ["s3:GetObject", "s3:DeleteObject", "s3:PutObject"],
        "StateKey": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Secrets": ["kms:Decrypt", "kms:Encrypt"],
    }


def test_a_preview_reads_no_data() -> None:
    limits = by_sid(permissions.preview_limits(BUCKET))
    assert {statement["Effect"] for statement in limits.values()} == {"Deny"}
    assert {
        "Sid": "Objects",
        "Effect": "Deny",
        "Action": ["s3:GetObject*"],
        "NotResource": [f"{BUCKET}/*"],
    } == limits["Objects"], "of all objects the state alone"
    assert limits["Parameters"]["NotResource"] == ["arn:aws:ssm:*::parameter/aws/service/*"]
    assert limits["Data"]["Resource"] == "*"
    assert {
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "secretsmanager:GetSecretValue",
        "sqs:ReceiveMessage",
    } <= set(limits["Data"]["Action"])


def test_a_refresh_reads_the_secrets_and_parameters_of_the_project_and_no_other() -> None:
    secrets = f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:shop-*"
    assert by_sid(permissions.drift_policy("shop", ACCOUNT)) == {
        "Secrets": {
            "Sid": "Secrets",
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue"],
            "Resource": secrets,
        },
    }
    limits = by_sid(permissions.drift_limits(BUCKET, "shop", ACCOUNT))
    assert {statement["Effect"] for statement in limits.values()} == {"Deny"}
    assert limits["Secrets"]["NotResource"] == [secrets]
    assert limits["Secrets"]["Action"] == [
        "secretsmanager:BatchGetSecretValue",
        "secretsmanager:GetSecretValue",
    ]
    assert limits["Objects"]["NotResource"] == [f"{BUCKET}/*"]
    assert limits["Parameters"]["NotResource"] == [
        "arn:aws:ssm:*::parameter/aws/service/*",
        f"arn:aws:ssm:*:{ACCOUNT}:parameter/shop/*",
    ]


def test_nobody_who_only_reads_is_less_limited_than_a_preview_but_in_those_two() -> None:
    preview = by_sid(permissions.preview_limits(BUCKET))
    drift = by_sid(permissions.drift_limits(BUCKET, "shop", ACCOUNT))
    denied = {action for statement in drift.values() for action in statement["Action"]}
    assert {action for statement in preview.values() for action in statement["Action"]} == denied
    assert preview["Objects"] == drift["Objects"]


def test_a_role_is_made_only_with_the_boundary_of_a_stack_of_the_account() -> None:
    statements = by_sid(permissions.roles_policy("shop", ["dev", "staging"], ACCOUNT))
    assert {
        "Sid": "RolesWithBoundary",
        "Effect": "Allow",
        "Action": [
            "iam:AttachRolePolicy",
            "iam:CreateRole",
            "iam:DeleteRolePolicy",
            "iam:DetachRolePolicy",
            "iam:PutRolePermissionsBoundary",
            "iam:PutRolePolicy",
        ],
        "Resource": f"arn:aws:iam::{ACCOUNT}:role/shop-*",
        "Condition": {
            "StringEquals": {
                "iam:PermissionsBoundary": [
                    f"arn:aws:iam::{ACCOUNT}:policy/shop-dev-boundary",
                    f"arn:aws:iam::{ACCOUNT}:policy/shop-staging-boundary",
                ]
            }
        },
    } == statements["RolesWithBoundary"]


def test_a_deployment_touches_the_projects_own_identities_alone() -> None:
    statements = by_sid(permissions.roles_policy("shop", ["dev"], ACCOUNT))
    assert {sid: statement["Resource"] for sid, statement in statements.items()} == {
        "RolesWithBoundary": f"arn:aws:iam::{ACCOUNT}:role/shop-*",
        "Roles": f"arn:aws:iam::{ACCOUNT}:role/shop-*",
        "InstanceProfiles": f"arn:aws:iam::{ACCOUNT}:instance-profile/shop-*",
        "Policies": f"arn:aws:iam::{ACCOUNT}:policy/shop-*",
        "ServiceRoles": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/*",
        "Read": "*",
    }
    assert statements["Read"]["Action"] == ["iam:Get*", "iam:List*"]
    actions = {action for statement in statements.values() for action in statement["Action"]}
    assert not [one for one in actions if "User" in one or "AccessKey" in one or "OpenID" in one], (
        "CI makes neither users nor keys nor other issuers"
    )


def test_operators_operate_the_projects_resources_alone() -> None:
    statements = by_sid(permissions.operations_policy("shop", ACCOUNT))
    for statement in statements.values():
        assert statement["Effect"] == "Allow"
        assert ACCOUNT in statement["Resource"], "nothing of any other account"
        assert not [action for action in statement["Action"] if "*" in action]
    assert statements["Sessions"]["Condition"] == {
        "StringEquals": {"ssm:resourceTag/project": "shop"},
        "BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"},
    }
    assert statements["SessionDocuments"]["Resource"] == f"arn:aws:ssm:*:{ACCOUNT}:document/shop-session-*", (
        "a session is logged, or there is none"
    )
    assert statements["OwnSessions"]["Resource"] == f"arn:aws:ssm:*:{ACCOUNT}:session/${{aws:userid}}-*", (
        "nobody ends the session of somebody else"
    )
    assert statements["RunbookRoles"]["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}
    }
    assert statements["Caches"]["Condition"] == {"StringEquals": {"aws:ResourceTag/project": "shop"}}


def test_operators_read_logs_but_no_data() -> None:
    limits = by_sid(permissions.operations_limits())
    assert {sid: statement["Effect"] for sid, statement in limits.items()} == {
        "Data": "Deny",
        "Objects": "Deny",
        "Parameters": "Deny",
    }
    assert "secretsmanager:GetSecretValue" in limits["Data"]["Action"]
    assert not [action for action in limits["Data"]["Action"] if action.startswith("logs:")]
