"""Each role of the shop carries the boundary, and the boundary cuts nothing off that a role needs.

Not shown here: what AWS's own managed policies grant beyond the actions that are named below.
"""

import fnmatch
import json
from typing import Any

import pytest
from guardrails.graph import Graph

STACKS = ("dev", "staging", "prod")
ROLE = "aws:iam/role:Role"
# What the shop's roles use of AWS's managed policies, by the end of the policy's ARN.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
MANAGED = {
    "AmazonSSMManagedInstanceCore": [
        "ec2messages:GetMessages",
        "ssm:DescribeAssociation",
        "ssm:GetDeployablePatchSnapshotForInstance",
        "ssm:GetDocument",
        "ssm:GetParameters",
        "ssm:ListInstanceAssociations",
        "ssm:PutComplianceItems",
        "ssm:PutConfigurePackageResult",
        "ssm:PutInventory",
        "ssm:UpdateInstanceAssociationStatus",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:OpenDataChannel",
    ],
    "AmazonRDSEnhancedMonitoringRole": [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
        "logs:PutRetentionPolicy",
    ],
    "AWSBackupServiceRolePolicyForBackup": [
        "backup:CopyFromBackupVault",
        "backup:CopyIntoBackupVault",
        "backup:DescribeBackupVault",
        "dynamodb:CreateBackup",
        "dynamodb:DeleteBackup",
        "dynamodb:StartAwsBackupJob",
        "ec2:CopySnapshot",
        "ec2:CreateImage",
        "ec2:CreateSnapshot",
        "ec2:CreateTags",
        "ec2:DeleteSnapshot",
        "ec2:DescribeVolumes",
        "kms:CreateGrant",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptTo",
        "rds:AddTagsToResource",
        "rds:CopyDBSnapshot",
        "rds:CreateDBSnapshot",
        "rds:DeleteDBSnapshot",
        "rds:ModifyDBInstance",
        "tag:GetResources",
    ],
    "AWSBackupServiceRolePolicyForRestores": [
        "dynamodb:RestoreTableFromAwsBackup",
        "dynamodb:RestoreTableFromBackup",
        "ec2:CreateVolume",
        "ec2:RunInstances",
        "iam:PassRole",
        "kms:CreateGrant",
        "rds:RestoreDBInstanceFromDBSnapshot",
        "rds:RestoreDBInstanceToPointInTime",
    ],
    "AWSLambdaVPCAccessExecutionRole": [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeSubnets",
        "logs:PutLogEvents",
    ],
    "AmazonSSMAutomationRole": ["ssm:StartAutomationExecution", "ec2:CreateSnapshot"],
    "AmazonSSMMaintenanceWindowRole": ["ssm:SendCommand", "ssm:GetCommandInvocation"],
    "CloudWatchAgentServerPolicy": ["cloudwatch:PutMetricData", "ec2:DescribeTags"],
}


@pytest.fixture(scope="module", params=STACKS)
def graph(shop: Any, request: pytest.FixtureRequest) -> Graph:
    (view,) = (view for view in shop.views if view.name == request.param)
    found: Graph = view.graph
    return found


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def matches(patterns: list[str], action: str) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def boundary(graph: Graph) -> list[dict[str, Any]]:
    (policy,) = [one for one in graph.of_type("aws:iam/policy:Policy") if one.name == "shop-boundary"]
    statements: list[dict[str, Any]] = json.loads(policy.inputs["policy"])["Statement"]
    return statements


def granted(graph: Graph) -> list[tuple[str, str]]:
    """Return (name of the grant, action) for all that the shop's roles are granted."""
    inline = [
        (policy.name, action)
        for policy in graph.of_type("aws:iam/rolePolicy:RolePolicy")
        for statement in as_list(json.loads(policy.inputs["policy"])["Statement"])
        if statement["Effect"] == "Allow"
        for action in as_list(statement["Action"])
    ]
    attached = [
        (one.name, action)
        for one in graph.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        for action in MANAGED[one.inputs["policyArn"].rpartition("/")[2]]
    ]
    return inline + attached


def test_every_role_carries_the_boundary(graph: Graph) -> None:
    (policy,) = [one for one in graph.of_type("aws:iam/policy:Policy") if one.name == "shop-boundary"]
    without = [
        role.urn
        for role in graph.of_type(ROLE)
        if policy.urn not in role.property_dependencies.get("permissionsBoundary", ())
    ]
    assert without == []
    assert len(graph.of_type(ROLE)) >= 4


def test_no_permission_of_a_role_is_cut_off(graph: Graph) -> None:
    allows = [one for one in boundary(graph) if one["Effect"] == "Allow"]
    cut = [
        f"{name}: {action}"
        for name, action in granted(graph)
        if not any(matches(one["Action"], action) for one in allows)
    ]
    assert cut == [], "a role that is granted this still may not do it"


def test_no_permission_of_a_role_is_denied(graph: Graph) -> None:
    denials = [one for one in boundary(graph) if one["Effect"] == "Deny" and "Condition" not in one]
    denied = [
        f"{name}: {action} by {one['Sid']}"
        for name, action in granted(graph)
        for one in denials
        if one["Resource"] == "*" and matches(one["Action"], action)
    ]
    assert denied == []
