"""What the roles of the database tier may do, as IAM policy documents."""

from typing import Any

import pulumi


def proxy_policy(*, secret_arn: pulumi.Input[str], key_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return what RDS Proxy needs: to read the one secret.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-iam-setup.html
    """
    return pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ReadMasterPassword",
                    "Effect": "Allow",
                    "Action": "secretsmanager:GetSecretValue",
                    "Resource": secret_arn,
                },
                _use_of_the_key("kms:Decrypt", secret_arn, key_arn),
            ],
        }
    )


def rotation_policy(
    *,
    secret_arn: pulumi.Input[str],
    key_arn: pulumi.Input[str],
    instance_arn: pulumi.Input[str],
    log_group_arn: pulumi.Input[str],
) -> pulumi.Output[str]:
    """Return what the rotation needs: to renew the one secret, and to tell the one DB instance.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
    """
    return pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "RenewMasterPassword",
                    "Effect": "Allow",
                    "Action": [
                        "secretsmanager:DescribeSecret",
                        "secretsmanager:GetSecretValue",
                        "secretsmanager:PutSecretValue",
                        "secretsmanager:UpdateSecretVersionStage",
                    ],
                    "Resource": secret_arn,
                },
                {
                    "Sid": "GeneratePassword",
                    "Effect": "Allow",
                    "Action": "secretsmanager:GetRandomPassword",
                    # It is about no secret: AWS knows no resource for it.
                    "Resource": "*",
                },
                _use_of_the_key(["kms:Decrypt", "kms:GenerateDataKey"], secret_arn, key_arn),
                {
                    # Named without an option group, a parameter group or a security group, which are
                    # resources of the same action: none of them can be changed.
                    "Sid": "TellTheDatabase",
                    "Effect": "Allow",
                    "Action": ["rds:DescribeDBInstances", "rds:ModifyDBInstance"],
                    "Resource": instance_arn,
                },
                {
                    "Sid": "WriteLog",
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": pulumi.Output.format("{0}:*", log_group_arn),
                },
            ],
        }
    )


def _use_of_the_key(
    actions: str | list[str], secret_arn: pulumi.Input[str], key_arn: pulumi.Input[str]
) -> dict[str, Any]:
    return {
        "Sid": "UseSecretsKey",
        "Effect": "Allow",
        "Action": actions,
        "Resource": key_arn,
        # https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
        "Condition": {
            # The key policy holds the region; here the service is what matters.
            "StringLike": {"kms:ViaService": "secretsmanager.*.amazonaws.com"},
            "StringEquals": {"kms:EncryptionContext:SecretARN": secret_arn},
        },
    }
