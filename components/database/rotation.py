"""The rotation of the master password: a schedule of Secrets Manager, and the function that it calls."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_, secretsmanager

from components.database.permissions import rotation_policy
from components.trust import service_trust

# In AWS's standard support until June 2029: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
RUNTIME: Final = "python3.14"
MEMORY_MIB: Final = 256
# Four minutes for RDS to put the password into effect, and one for everything else.
TIMEOUT_SECONDS: Final = 300
SOURCE: Final = Path(__file__).with_name("rotation_function.py")


@dataclass(frozen=True, kw_only=True, slots=True)
class RotationArgs:
    """What the rotation needs to know."""

    function_name: str
    log_group_name: str
    secret_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    instance_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    account_id: pulumi.Input[str]
    days: int
    log_retention_days: int


def create_rotation(
    name: str, args: RotationArgs, parent: pulumi.Resource, depends_on: list[pulumi.Resource]
) -> lambda_.Function:
    """Create the function, let Secrets Manager call it, and set the schedule.

    The function is the project's own. AWS's, from the Serverless Application Repository, makes its own role,
    without the permission boundary that the roles of this stack must carry, and with the use of every secret
    that has the function as its rotation: https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas/issues/27.
    It lies outside of the VPC: it talks to AWS's APIs only, and so no way into the data subnets is opened.

    Args:
        name: the logical name of the tier.
        args: what the rotation needs to know.
        parent: the component.
        depends_on: what must stand before the first rotation: the stored password, and the DB instance.
    """
    child = pulumi.ResourceOptions(parent=parent)
    log_group = cloudwatch.LogGroup(
        f"{name}-rotation",
        name=args.log_group_name,
        kms_key_id=args.logs_key_arn,
        retention_in_days=args.log_retention_days,
        opts=child,
    )
    role = iam.Role(
        f"{name}-rotation",
        description="Lets the rotation renew the master password of the database.",
        assume_role_policy=json.dumps(service_trust("lambda.amazonaws.com")),
        permissions_boundary=args.boundary_arn,
        opts=child,
    )
    policy = iam.RolePolicy(
        f"{name}-rotation",
        role=role.name,
        policy=rotation_policy(
            secret_arn=args.secret_arn,
            key_arn=args.secrets_key_arn,
            instance_arn=args.instance_arn,
            log_group_arn=log_group.arn,
        ),
        opts=child,
    )
    function = lambda_.Function(
        f"{name}-rotation",
        # Its log group is called after it, and stands before the first line is written.
        name=args.function_name,
        description="Gives the master user of the database a new password, for Secrets Manager.",
        runtime=RUNTIME,
        architectures=["arm64"],
        handler=f"{SOURCE.stem}.handler",
        # Its text, not its file: the same archive on every machine.
        code=pulumi.AssetArchive({SOURCE.name: pulumi.StringAsset(SOURCE.read_text("utf-8"))}),
        role=role.arn,
        memory_size=MEMORY_MIB,
        timeout=TIMEOUT_SECONDS,
        logging_config=lambda_.FunctionLoggingConfigArgs(log_format="JSON", log_group=log_group.name),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[policy]),
    )
    permission = lambda_.Permission(
        f"{name}-rotation",
        action="lambda:InvokeFunction",
        function=function.name,
        principal="secretsmanager.amazonaws.com",
        source_account=args.account_id,
        opts=child,
    )
    secretsmanager.SecretRotation(
        f"{name}-master",
        secret_id=args.secret_arn,
        rotation_lambda_arn=function.arn,
        rotation_rules=secretsmanager.SecretRotationRotationRulesArgs(automatically_after_days=args.days),
        # The password is new already. Secrets Manager still calls the function once, to see that it can.
        rotate_immediately=False,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[permission, *depends_on]),
    )
    return function
