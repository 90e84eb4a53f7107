"""What an application instance may do, as IAM policy documents."""

import pulumi

ARTIFACT_PREFIX = "app/"

_Statement = dict[str, pulumi.Input[object]]


def instance_trust() -> dict[str, object]:
    """Return the trust policy of a role for EC2 instances."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }


def instance_policy(
    *,
    artifact_bucket_arn: pulumi.Input[str],
    storage_key_arn: pulumi.Input[str],
    database_secret_arn: pulumi.Input[str],
    secrets_key_arn: pulumi.Input[str],
    log_group_arn: pulumi.Input[str],
) -> pulumi.Output[str]:
    """Return the policy: read the own artifacts and the one secret, write the one log group."""
    return pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                *_artifacts(artifact_bucket_arn, storage_key_arn),
                *_secret(database_secret_arn, secrets_key_arn),
                {
                    "Sid": "WriteLog",
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    "Resource": [log_group_arn, pulumi.Output.format("{0}:*", log_group_arn)],
                },
            ],
        }
    )


def _artifacts(bucket_arn: pulumi.Input[str], key_arn: pulumi.Input[str]) -> list[_Statement]:
    return [
        {
            "Sid": "ReadArtifacts",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": pulumi.Output.format("{0}/" + ARTIFACT_PREFIX + "*", bucket_arn),
        },
        {
            "Sid": "DecryptArtifacts",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": key_arn,
            # The key policy holds the region; here the service is what matters.
            "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
        },
    ]


def _secret(secret_arn: pulumi.Input[str], key_arn: pulumi.Input[str]) -> list[_Statement]:
    return [
        {
            "Sid": "ReadDatabaseSecret",
            "Effect": "Allow",
            "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            "Resource": secret_arn,
        },
        {
            "Sid": "DecryptDatabaseSecret",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": key_arn,
            # https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
            "Condition": {
                "StringLike": {"kms:ViaService": "secretsmanager.*.amazonaws.com"},
                "StringEquals": {"kms:EncryptionContext:SecretARN": secret_arn},
            },
        },
    ]
