"""Resource policies: what they allow, they allow to somebody who is named.

The table names every type of the provider that takes a policy of who may use a resource, and where it stands.
Policies of S3 buckets have a module of their own, for what a public access block adds; what is left out on purpose
is said in `NO_RESOURCE_POLICIES`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from guardrails.checks import judge_public
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule, security_hub
from guardrails.tokens import aws

POLICIES: Final[Mapping[str, str]] = {
    aws(short): path
    for short, path in {
        "acmpca/policy": "policy",
        "amp/resourcePolicy": "policyDocument",
        "backup/vaultPolicy": "policy",
        "bedrock/agentcoreResourcePolicy": "policy",
        "cloudwatch/eventBusPolicy": "policy",
        "cloudwatch/logDeliveryDestinationPolicy": "deliveryDestinationPolicy",
        "cloudwatch/logDestinationPolicy": "accessPolicy",
        "cloudwatch/logResourcePolicy": "policyDocument",
        "codeartifact/domainPermissions": "policyDocument",
        "codeartifact/repositoryPermissionsPolicy": "policyDocument",
        "codebuild/resourcePolicy": "policy",
        "dsql/clusterPolicy": "policy",
        "dynamodb/resourcePolicy": "policy",
        "ecr/registryPolicy": "policy",
        "ecr/repositoryCreationTemplate": "repositoryPolicy",
        "ecr/repositoryPolicy": "policy",
        "efs/fileSystemPolicy": "policy",
        "fsx/s3AccessPointAttachment": "s3AccessPoint.policy",
        "glacier/vault": "accessPolicy",
        "glacier/vaultLock": "policy",
        "glue/resourcePolicy": "policy",
        "kinesis/resourcePolicy": "policy",
        "kms/externalKey": "policy",
        "kms/key": "policy",
        "kms/keyPolicy": "policy",
        "kms/replicaExternalKey": "policy",
        "kms/replicaKey": "policy",
        "lambda/resourcePolicy": "policy",
        "mediastore/containerPolicy": "policy",
        "msk/clusterPolicy": "policy",
        "networkfirewall/resourcePolicy": "policy",
        "oam/sinkPolicy": "policy",
        "opensearchingest/resourcePolicy": "policy",
        "organizations/resourcePolicy": "content",
        "pinpoint/smsvoicev2ResourcePolicy": "policy",
        "redshift/resourcePolicy": "policy",
        "redshiftserverless/resourcePolicy": "policy",
        "s3/filesFileSystemPolicy": "policy",
        "s3/vectorsVectorBucketPolicy": "policy",
        "s3control/accessGrantsInstanceResourcePolicy": "policy",
        "s3control/bucketPolicy": "policy",
        "s3control/multiRegionAccessPointPolicy": "details.policy",
        "s3control/objectLambdaAccessPointPolicy": "policy",
        "s3tables/tableBucketPolicy": "resourcePolicy",
        "s3tables/tablePolicy": "resourcePolicy",
        "sagemaker/modelPackageGroupPolicy": "resourcePolicy",
        "schemas/registryPolicy": "policy",
        "secretsmanager/secret": "policy",
        "secretsmanager/secretPolicy": "policy",
        "ses/identityPolicy": "policy",
        "sesv2/emailIdentityPolicy": "policy",
        "sns/topic": "policy",
        "sns/topicPolicy": "policy",
        "sqs/queue": "policy",
        "sqs/queuePolicy": "policy",
        "vpclattice/resourcePolicy": "policy",
        "xray/resourcePolicy": "policyDocument",
    }.items()
}
"""Where each type of resource policy holds its document."""

NO_RESOURCE_POLICIES: Final = {
    aws("apigateway/restApi"): "who may call a public API is asked of its methods",
    aws("apigateway/restApiPolicy"): "who may call a public API is asked of its methods",
    aws("ecrpublic/repositoryPolicy"): "the gallery is public by its purpose",
    aws("iot/policy"): "it belongs to the devices that carry its certificate",
    aws("transfer/access"): "it narrows a user's role",
    aws("transfer/user"): "it narrows a user's role",
    aws("vpclattice/authPolicy"): "only the VPCs that are associated with the network reach it",
}
"""Types whose policy is no resource policy, or is judged elsewhere, and why."""

_NAMED: Final = "Name the principals in the policy, or tie '*' to an account by a condition"
_DATA: Final = (
    "dsql/clusterPolicy",
    "dynamodb/resourcePolicy",
    "fsx/s3AccessPointAttachment",
    "glue/resourcePolicy",
    "kinesis/resourcePolicy",
    "msk/clusterPolicy",
    "redshift/resourcePolicy",
    "redshiftserverless/resourcePolicy",
    "s3/vectorsVectorBucketPolicy",
    "s3tables/tableBucketPolicy",
    "s3tables/tablePolicy",
)


def _not_public(resource: Resource) -> Iterator[Problem]:
    yield from judge_public(resource.inputs, POLICIES[resource.type])


def _rule(id_: str, *shorts: str, what: str, risk: str, url: str, **more: Any) -> ResourceRule:
    """Return the rule that policies of some types let nobody in who is not named."""
    return ResourceRule(
        id=id_,
        applies_to=tuple(map(aws, shorts)),
        statement=f"{what} allow nothing to everyone.",
        risk=risk,
        remediation=more.pop("remediation", _NAMED),
        severity="critical",
        topics=("access",),
        url=url,
        check=_not_public,
        **more,
    )


_SERVICES: Final = (
    _rule(
        "kms-key-policy-not-public",
        "kms/key",
        "kms/keyPolicy",
        "kms/replicaKey",
        "kms/externalKey",
        "kms/replicaExternalKey",
        what="Key policies",
        risk="Anyone with an AWS account may decrypt what the key protects.",
        url=security_hub("KMS.5"),
        controls=("FSBP KMS.5", "CIS-7.0 2.21", "Checkov CKV_AWS_33"),
    ),
    _rule(
        "secretsmanager-secret-policy-not-public",
        "secretsmanager/secret",
        "secretsmanager/secretPolicy",
        what="Policies of secrets",
        risk="Anyone with an AWS account may read the secret.",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
        controls=("CIS-7.0 2.21",),
    ),
    _rule(
        "sqs-queue-policy-not-public",
        "sqs/queue",
        "sqs/queuePolicy",
        what="Queue policies",
        risk="Anyone with an AWS account may send or read messages.",
        url=security_hub("SQS.3"),
        controls=(
            "FSBP SQS.3",
            "CIS-7.0 2.21",
            "Checkov CKV_AWS_168",
            "Checkov CKV_AWS_387",
        ),
    ),
    _rule(
        "sns-topic-policy-not-public",
        "sns/topic",
        "sns/topicPolicy",
        what="Topic policies",
        risk="Anyone with an AWS account may publish or subscribe.",
        url=security_hub("SNS.4"),
        controls=("FSBP SNS.4", "CIS-7.0 2.21", "Checkov CKV_AWS_169", "Checkov CKV_AWS_385"),
    ),
    _rule(
        "ecr-repository-policy-not-public",
        "ecr/repositoryPolicy",
        "ecr/registryPolicy",
        "ecr/repositoryCreationTemplate",
        what="Policies of image repositories",
        risk="Anyone with an AWS account may pull the images, or push one that then runs.",
        url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
        controls=("CIS-7.0 2.21", "Checkov CKV_AWS_32", "cdk-nag AwsSolutions-ECR1"),
    ),
    _rule(
        "backup-vault-policy-not-public",
        "backup/vaultPolicy",
        what="Policies of backup vaults",
        risk="Anyone with an AWS account may copy backups out of the vault, or delete them.",
        url="https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html",
        guards_data=True,
    ),
    _rule(
        "glacier-vault-policy-not-public",
        "glacier/vault",
        "glacier/vaultLock",
        what="Policies of Glacier vaults",
        risk="Anyone with an AWS account may read or delete archives.",
        url="https://docs.aws.amazon.com/amazonglacier/latest/dev/vault-access-policy.html",
        controls=("Checkov CKV_AWS_167",),
        guards_data=True,
    ),
    _rule(
        "efs-file-system-policy-not-public",
        "efs/fileSystemPolicy",
        "s3/filesFileSystemPolicy",
        what="Policies of file systems",
        risk="Whoever reaches a mount target reads and writes the files.",
        remediation=(
            "Name the principals in the policy, or tie '*' by a condition: "
            "elasticfilesystem:AccessedViaMountTarget 'true' is enough"
        ),
        url="https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html",
        guards_data=True,
    ),
    _rule(
        "cloudwatch-log-policy-not-public",
        "cloudwatch/logResourcePolicy",
        "cloudwatch/logDestinationPolicy",
        "cloudwatch/logDeliveryDestinationPolicy",
        what="Policies of log groups and log destinations",
        risk="Anyone with an AWS account may write into the logs.",
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html",
    ),
    _rule(
        "mediastore-container-policy-not-public",
        "mediastore/containerPolicy",
        what="Policies of MediaStore containers",
        risk="Anyone may read or replace what is stored.",
        url="https://docs.aws.amazon.com/mediastore/latest/ug/policies.html",
        guards_data=True,
    ),
    _rule(
        "aws-data-policy-not-public",
        *_DATA,
        what="Policies of tables, streams and other data",
        risk="Anyone with an AWS account may read the data, or write it.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html",
        controls=("CIS-7.0 2.21",),
        guards_data=True,
    ),
)
_JUDGED: Final = frozenset(token for rule in _SERVICES for token in rule.applies_to)

RULES: Final = (
    *_SERVICES,
    _rule(
        "aws-resource-policy-not-public",
        *(
            short
            for short in (token.split(":")[1] for token in POLICIES if token not in _JUDGED)
            if not short.startswith(("lambda/", "s3control/"))
        ),
        what="Resource policies of other services",
        risk="Anyone with an AWS account may use the resource.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html",
        controls=("CIS-7.0 2.21",),
    ),
)
