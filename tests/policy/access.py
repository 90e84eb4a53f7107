"""Resources that keep the rules on access and identities, and documents that do and do not."""

import json
from typing import Any, Final

from guardrails.access.policies import POLICIES


def document(*statements: dict[str, Any]) -> str:
    """Return a policy document as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


ACCOUNT = "123456789012"
_OURS = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Action": "*",
    "Resource": "*",
}
GITHUB = "token.actions.githubusercontent.com"
TRUST = {
    "Effect": "Allow",
    "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
        "StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com", f"{GITHUB}:sub": "repo:example/shop:ref:x"}
    },
}
ANY_REPOSITORY = {**TRUST, "Condition": {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}}
_CONTAINER = {
    "name": "web",
    "logConfiguration": {"logDriver": "awslogs"},
    "readonlyRootFilesystem": True,
    "user": "1000:1000",
}
NO_SECRETS = json.dumps([{**_CONTAINER, "environment": [{"name": "PORT", "value": "8443"}]}])
WITH_SECRET = json.dumps([{"name": "web", "environment": [{"name": "DB_PASSWORD", "value": "hunter22"}]}])
IMAGE = "sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentVariables"
KINDS = ("requireLowercaseCharacters", "requireNumbers", "requireSymbols", "requireUppercaseCharacters")


def _nested(path: str, value: Any) -> dict[str, Any]:
    for step in reversed(path.split(".")):
        value = {step: value}
    return value


ACCESS: Final[dict[str, dict[str, Any]]] = {
    **{
        token.split(":")[1]: _nested(path, document(_OURS))
        for token, path in POLICIES.items()
        if not token.startswith("aws:kms/") or "xternal" in token
    },
    "s3control/accessPointPolicy": {"policy": document(_OURS)},
    "cloudwatch/logResourcePolicy": {
        "policyDocument": document(
            {**_OURS, "Resource": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/shop:*"}
        )
    },
    "apprunner/service": _nested(IMAGE, {"PORT": "8443"}),
    "batch/jobDefinition": {"type": "container", "containerProperties": '{"environment": []}'},
    "cloudfront/originAccessControl": {"signingBehavior": "always"},
    "cloudwatch/eventPermission": {"principal": ACCOUNT, "statementId": "ours"},
    "codebuild/project": {
        "environment": {"environmentVariables": [{"name": "STAGE", "value": "prod", "type": "PLAINTEXT"}]}
    },
    "cognito/identityPool": {"allowUnauthenticatedIdentities": False},
    "ec2/amiLaunchPermission": {"accountId": ACCOUNT},
    "ec2/imageBlockPublicAccess": {"state": "block-new-sharing"},
    "ec2/vpcEndpointService": {"acceptanceRequired": True},
    "ecs/taskDefinition": {"containerDefinitions": NO_SECRETS},
    "iam/accessKey": {"user": "jane", "status": "Inactive"},
    "iam/accountPasswordPolicy": {
        "minimumPasswordLength": 14,
        "passwordReusePrevention": 24,
        **dict.fromkeys(KINDS, True),
    },
    "iam/policyAttachment": {"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess", "groups": ["readers"]},
    "iam/role": {"assumeRolePolicy": document(TRUST)},
    "lambda/function": {"environment": {"variables": {"STAGE": "prod"}}},
    "lambda/layerVersionPermission": {"principal": ACCOUNT},
    "lambda/permission": {"principal": ACCOUNT},
    "opensearch/serverlessSecurityPolicy": {
        "type": "network",
        "policy": json.dumps([{"Rules": [], "AllowFromPublic": False, "SourceVPCEs": ["vpce-1"]}]),
    },
    "rds/clusterSnapshotCopy": {"sharedAccounts": [ACCOUNT]},
    "s3/accessPoint": {"publicAccessBlockConfiguration": {"blockPublicAcls": True}},
    "s3/bucketObject": {"acl": "private"},
    "s3/bucketObjectv2": {"acl": "private"},
    "s3/objectCopy": {"acl": "private"},
    "s3control/multiRegionAccessPoint": {"details": {"publicAccessBlock": {"blockPublicAcls": True}}},
    "ssm/document": {"permissions": {"type": "Share", "account_ids": ACCOUNT}},
    "ssm/parameter": {"name": "/shop/db/password", "type": "SecureString", "value": "hunter22"},
    "ssm/serviceSetting": {
        "settingId": "/ssm/documents/console/public-sharing-permission",
        "settingValue": "Disable",
    },
}
"""Inputs that keep every rule, by type."""
