"""What AWS's own pages call public, or show as the way to keep something private, each in our own words.

Each example names the page that shows a policy of its kind and says, or shows by its purpose, whom it lets in.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from guardrails.documents import openings, read, refuses_plain_http, refuses_plain_http_to_bucket

from tests.policy.compliant import document

DOCS = "https://docs.aws.amazon.com/"
S3 = f"{DOCS}AmazonS3/latest/userguide/"
IAM = f"{DOCS}IAM/latest/UserGuide/"
SQS = f"{DOCS}AWSSimpleQueueService/latest/SQSDeveloperGuide/"
SNS = f"{DOCS}sns/latest/dg/"
KMS = f"{DOCS}kms/latest/developerguide/"
LAMBDA = f"{DOCS}lambda/latest/dg/"
ANYONE, ANY_ACCOUNT, ANY_SERVICE = "anyone", "any AWS account", "any AWS account through an AWS service"
ACCOUNT, OTHER = "111122223333", "444455556666"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
BUCKET = "arn:aws:s3:::orders"
OBJECTS = f"{BUCKET}/*"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:orders"
FILES = f"arn:aws:elasticfilesystem:eu-west-1:{ACCOUNT}:file-system/fs-1"


@dataclass(frozen=True)
class Example:
    page: str
    what: str
    statements: tuple[dict[str, Any], ...]
    audience: str | None = None

    def __str__(self) -> str:
        return self.what


def allow(action: Any, resource: Any = "*", principal: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", principal: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, principal, **more), "Effect": "Deny"}


def when(operator: str, **keys: Any) -> dict[str, Any]:
    return {"Condition": {operator: {key.replace("__", ":"): value for key, value in keys.items()}}}


def both(*conditions: dict[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for condition in conditions:
        for operator, keys in condition["Condition"].items():
            merged.setdefault(operator, {}).update(keys)
    return {"Condition": merged}


SITE = f"{S3}WebsiteAccessPermissionsReqd.html"
PUBLIC = f"{S3}access-control-block-public-access.html"
BUCKETS = f"{S3}example-bucket-policies.html"
POINTS = f"{S3}access-points-policies.html"
ENDPOINTS = f"{S3}example-bucket-policies-vpc-endpoint.html"
EFS = f"{DOCS}efs/latest/ug/access-control-block-public-access.html"
EFS_NFS = f"{DOCS}efs/latest/ug/iam-access-control-nfs-efs.html"
QUEUES = f"{SQS}sqs-basic-examples-of-sqs-policies.html"
TOPICS = f"{SNS}sns-access-policy-use-cases.html"
GLACIER = f"{DOCS}amazonglacier/latest/dev/vault-access-policy.html"
ECR = f"{DOCS}AmazonECR/latest/userguide/repository-policy-examples.html"
SEARCH = f"{DOCS}opensearch-service/latest/developerguide/ac.html"
API = f"{DOCS}apigateway/latest/developerguide/apigateway-resource-policies-examples.html"
SECRETS = f"{DOCS}secretsmanager/latest/userguide/auth-and-access_examples.html"
PRINCIPALS = f"{IAM}reference_policies_elements_principal.html"
PERIMETER = f"{IAM}access_policies_data-perimeters.html"

EXAMPLES = (
    Example(SITE, "a website's files", (allow("s3:GetObject", OBJECTS),), ANYONE),
    Example(PUBLIC, "a fixed VPC", (allow("s3:*", OBJECTS, **when("StringEquals", aws__SourceVpc="vpc-1")),)),
    Example(
        PUBLIC, "any VPC", (allow("s3:*", OBJECTS, **when("StringLike", aws__SourceVpc="vpc-*")),), ANYONE
    ),
    Example(
        PUBLIC,
        "half of the internet",
        (allow("s3:*", OBJECTS, **when("IpAddress", aws__SourceIp="0.0.0.0/1")),),
        ANYONE,
    ),
    Example(
        PUBLIC,
        "a range as wide as a company",
        (allow("s3:*", OBJECTS, **when("IpAddress", aws__SourceIp="54.0.0.0/8")),),
    ),
    Example(
        PUBLIC,
        "a private range",
        (allow("s3:*", OBJECTS, **when("IpAddress", aws__SourceIp="172.16.0.0/12")),),
    ),
    Example(
        PUBLIC,
        "a fixed account as source",
        (allow("s3:*", OBJECTS, **when("StringEquals", aws__SourceAccount=ACCOUNT)),),
    ),
    Example(
        PUBLIC,
        "a fixed bucket as source",
        (allow("s3:*", OBJECTS, **when("ArnEquals", aws__SourceArn="arn:aws:s3:::logs")),),
    ),
    Example(
        PUBLIC,
        "a role's sessions",
        (allow("s3:*", OBJECTS, **when("StringLike", aws__userid="AROAEXAMPLE:*")),),
    ),
    Example(PUBLIC, "another account, whoever it is of", (allow("s3:*", OBJECTS, {"AWS": OTHER}),)),
    Example(PUBLIC, "a service", (allow("s3:PutObject", OBJECTS, {"Service": "cloudtrail.amazonaws.com"}),)),
    Example(
        POINTS,
        "what its access points let through",
        (
            allow(
                "*",
                [BUCKET, OBJECTS],
                {"AWS": "*"},
                **when("StringEquals", s3__DataAccessPointAccount=ACCOUNT),
            ),
        ),
    ),
    Example(
        POINTS,
        "one access point",
        (
            allow(
                "*",
                [BUCKET, OBJECTS],
                {"AWS": "*"},
                **when(
                    "ArnEquals", s3__DataAccessPointArn=f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/orders"
                ),
            ),
        ),
    ),
    Example(
        POINTS,
        "any access point",
        (
            allow(
                "*",
                [BUCKET, OBJECTS],
                {"AWS": "*"},
                **when("StringLike", s3__DataAccessPointArn="arn:aws:s3:*:*:accesspoint/*"),
            ),
        ),
        ANYONE,
    ),
    Example(
        BUCKETS,
        "an organization's accounts",
        (allow("s3:GetObject", OBJECTS, **when("StringEquals", aws__PrincipalOrgID=["o-1234567890"])),),
    ),
    Example(
        BUCKETS,
        "an organization's unit",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                **when("ForAnyValue:StringLike", aws__PrincipalOrgPaths="o-1234567890/r-ab12/ou-ab12-1/*"),
            ),
        ),
    ),
    Example(
        BUCKETS,
        "requests that name a site as their referrer",
        (allow("s3:GetObject", OBJECTS, **when("StringLike", aws__Referer=["https://example.com/*"])),),
        ANYONE,
    ),
    Example(
        BUCKETS,
        "only TLS",
        (allow("s3:GetObject", OBJECTS, **when("Bool", aws__SecureTransport="true")),),
        ANYONE,
    ),
    Example(
        BUCKETS,
        "new TLS only",
        (allow("s3:PutObject", OBJECTS, **when("NumericGreaterThan", s3__TlsVersion=1.1)),),
        ANYONE,
    ),
    Example(
        BUCKETS,
        "addresses, but one of them",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                **both(
                    when("IpAddress", aws__SourceIp="192.0.2.0/24"),
                    when("NotIpAddress", aws__SourceIp="192.0.2.188/32"),
                ),
            ),
        ),
    ),
    Example(
        BUCKETS,
        "two versions of the internet protocol",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                **when("IpAddress", aws__SourceIp=["192.0.2.0/24", "2001:db8:1234:5678::/64"]),
            ),
        ),
    ),
    Example(
        BUCKETS,
        "denied to all but an address",
        (
            allow("s3:GetObject", OBJECTS),
            deny("s3:*", [BUCKET, OBJECTS], **when("NotIpAddress", aws__SourceIp="192.0.2.0/24")),
        ),
    ),
    Example(
        BUCKETS,
        "denied without a second factor",
        (
            allow("s3:GetObject", OBJECTS),
            deny("s3:*", OBJECTS, **when("Null", aws__MultiFactorAuthAge="true")),
        ),
        ANY_ACCOUNT,
    ),
    Example(
        BUCKETS,
        "a prefix for everyone",
        (allow("s3:ListBucket", BUCKET, **when("StringLike", s3__prefix=["public/*"])),),
        ANYONE,
    ),
    Example(
        BUCKETS,
        "objects with a tag",
        (allow("s3:GetObject", OBJECTS, **when("StringEquals", s3__ExistingObjectTag="x")),),
        ANYONE,
    ),
    Example(
        BUCKETS,
        "CloudFront signs for one distribution",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                {"Service": "cloudfront.amazonaws.com"},
                **when("StringEquals", AWS__SourceArn=f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"),
            ),
        ),
    ),
    Example(
        BUCKETS,
        "an origin access identity",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},
            ),
        ),
    ),
    Example(
        ENDPOINTS,
        "denied but through an endpoint",
        (
            allow("s3:GetObject", OBJECTS),
            deny("s3:*", [BUCKET, OBJECTS], **when("StringNotEquals", aws__SourceVpce="vpce-1a2b3c4d")),
        ),
    ),
    Example(
        ENDPOINTS,
        "denied but from a VPC",
        (
            allow("s3:GetObject", OBJECTS),
            deny("s3:*", [BUCKET, OBJECTS], **when("StringNotEquals", aws__SourceVpc="vpc-111bbb22")),
        ),
    ),
    Example(
        f"{S3}amazon-s3-policy-keys.html",
        "uploads that give the owner control",
        (
            allow(
                "s3:PutObject",
                OBJECTS,
                {"AWS": f"arn:aws:iam::{OTHER}:user/Dave"},
                **when("StringEquals", **{"s3__x-amz-acl": "bucket-owner-full-control"}),
            ),
        ),
    ),
    Example(
        f"{S3}object-lambda-create.html",
        "a canonical user",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
            ),
        ),
    ),
    Example(
        EFS,
        "clients without condition",
        (allow(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], FILES, {"AWS": "*"}),),
        ANYONE,
    ),
    Example(
        EFS,
        "clients that came by a mount target",
        (
            allow(
                "elasticfilesystem:ClientMount",
                FILES,
                {"AWS": "*"},
                **when("Bool", elasticfilesystem__AccessedViaMountTarget="true"),
            ),
        ),
    ),
    Example(
        EFS_NFS,
        "TLS only, which lets nobody in by itself",
        (deny("*", FILES, {"AWS": "*"}, **when("Bool", aws__SecureTransport="false")),),
    ),
    Example(
        EFS_NFS,
        "a mount target for all, and writing for a role",
        (
            allow(
                "elasticfilesystem:ClientMount",
                FILES,
                {"AWS": "*"},
                **when("Bool", elasticfilesystem__AccessedViaMountTarget="true"),
            ),
            allow("elasticfilesystem:ClientWrite", FILES, {"AWS": f"arn:aws:iam::{ACCOUNT}:role/writer"}),
        ),
    ),
    Example(QUEUES, "anonymous receivers", (allow("sqs:ReceiveMessage", QUEUE),), ANYONE),
    Example(
        QUEUES,
        "anonymous receivers for three hours",
        (
            allow(
                "sqs:ReceiveMessage",
                QUEUE,
                **both(
                    when("DateGreaterThan", aws__CurrentTime="2026-01-31T12:00Z"),
                    when("DateLessThan", aws__CurrentTime="2026-01-31T15:00Z"),
                ),
            ),
        ),
        ANYONE,
    ),
    Example(
        QUEUES,
        "everything from some addresses",
        (allow("sqs:*", QUEUE, **when("IpAddress", aws__SourceIp="192.0.2.0/24")),),
    ),
    Example(QUEUES, "two accounts", (allow("sqs:SendMessage", QUEUE, {"AWS": [ACCOUNT, OTHER]}),)),
    Example(
        QUEUES,
        "a bucket's notifications",
        (
            allow(
                "sqs:SendMessage",
                QUEUE,
                {"AWS": "*"},
                **when("ArnLike", aws__SourceArn="arn:aws:s3:*:*:orders"),
            ),
        ),
    ),
    Example(
        QUEUES,
        "any bucket's notifications",
        (
            allow(
                "sqs:SendMessage", QUEUE, {"AWS": "*"}, **when("ArnLike", aws__SourceArn="arn:aws:s3:*:*:*")
            ),
        ),
        ANY_SERVICE,
    ),
    Example(
        f"{SNS}subscribe-sqs-queue-to-sns-topic.html",
        "a topic's messages",
        (
            allow(
                "sqs:SendMessage",
                QUEUE,
                {"Service": "sns.amazonaws.com"},
                **when("ArnEquals", aws__SourceArn=TOPIC),
            ),
        ),
    ),
    Example(
        TOPICS,
        "an account's own",
        (
            allow(
                ["SNS:Publish", "SNS:Subscribe"],
                TOPIC,
                {"AWS": "*"},
                **when("StringEquals", AWS__SourceOwner=ACCOUNT),
            ),
        ),
    ),
    Example(
        TOPICS,
        "anyone who asks for HTTPS",
        (allow("SNS:Subscribe", TOPIC, {"AWS": "*"}, **when("StringEquals", SNS__Protocol="https")),),
        ANYONE,
    ),
    Example(
        TOPICS,
        "mailboxes of a company",
        (allow("SNS:Subscribe", TOPIC, {"AWS": "*"}, **when("StringLike", SNS__Endpoint="*@example.com")),),
    ),
    Example(
        TOPICS,
        "alarms of an account",
        (
            allow(
                "SNS:Publish",
                TOPIC,
                {"Service": "cloudwatch.amazonaws.com"},
                **when("ArnLike", aws__SourceArn=f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:*"),
            ),
        ),
    ),
    Example(
        TOPICS,
        "an organization",
        (
            allow(
                "SNS:Publish", TOPIC, {"AWS": "*"}, **when("StringEquals", aws__PrincipalOrgID="o-1234567890")
            ),
        ),
    ),
    Example(
        TOPICS,
        "publishers from a VPC",
        (
            allow("SNS:Publish", TOPIC),
            deny("SNS:Publish", TOPIC, **when("StringNotEquals", aws__SourceVpce="vpce-1ab2c34d")),
        ),
    ),
    Example(f"{KMS}key-policy-default.html", "the default key policy", (allow("kms:*", "*", {"AWS": ROOT}),)),
    Example(
        f"{KMS}services-s3.html",
        "a key of AWS: its account through its service",
        (
            allow(
                ["kms:Decrypt", "kms:GenerateDataKey*"],
                "*",
                {"AWS": "*"},
                **when(
                    "StringEquals", kms__CallerAccount=ACCOUNT, kms__ViaService="s3.eu-west-1.amazonaws.com"
                ),
            ),
        ),
    ),
    Example(
        f"{KMS}policy-conditions.html",
        "through a service, of any account",
        (
            allow(
                "kms:Decrypt",
                "*",
                {"AWS": "*"},
                **when("StringEquals", kms__ViaService="s3.eu-west-1.amazonaws.com"),
            ),
        ),
        ANYONE,
    ),
    Example(
        f"{KMS}policy-conditions.html",
        "an encryption context that anyone can give",
        (
            allow(
                "kms:Decrypt",
                "*",
                {"AWS": "*"},
                **when("StringEquals", kms__EncryptionContext__AppName="orders"),
            ),
        ),
        ANYONE,
    ),
    Example(
        f"{KMS}policy-conditions.html",
        "grants for services only",
        (allow("kms:CreateGrant", "*", {"AWS": "*"}, **when("Bool", kms__GrantIsForAWSResource="true")),),
        ANYONE,
    ),
    Example(
        f"{KMS}key-policy-modifying-external-accounts.html",
        "another account",
        (allow(["kms:Decrypt", "kms:DescribeKey"], "*", {"AWS": f"arn:aws:iam::{OTHER}:root"}),),
    ),
    Example(
        f"{KMS}policy-conditions.html",
        "an organization's log archive",
        (
            allow(
                "kms:Decrypt",
                "*",
                {"AWS": "*"},
                **both(
                    when("StringEquals", aws__PrincipalOrgID="o-1234567890"),
                    when("StringLike", kms__ViaService="s3.*.amazonaws.com"),
                ),
            ),
        ),
    ),
    Example(
        GLACIER,
        "another account's uploads",
        (
            allow(
                "glacier:UploadArchive",
                f"arn:aws:glacier:eu-west-1:{ACCOUNT}:vaults/orders",
                {"AWS": f"arn:aws:iam::{OTHER}:root"},
            ),
        ),
    ),
    Example(
        GLACIER,
        "everyone reads archives",
        (allow("glacier:InitiateJob", f"arn:aws:glacier:eu-west-1:{ACCOUNT}:vaults/orders"),),
        ANYONE,
    ),
    Example(
        f"{DOCS}amazonglacier/latest/dev/vault-lock-policy.html",
        "nobody deletes for a year",
        (deny("glacier:DeleteArchive", "*", **when("NumericLessThan", glacier__ArchiveAgeInDays="365")),),
    ),
    Example(
        ECR,
        "one account pulls",
        (allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "*", {"AWS": ROOT}),),
    ),
    Example(ECR, "everyone pulls", (allow("ecr:*", "*", "*"),), ANYONE),
    Example(
        ECR,
        "an organization's builds",
        (
            allow(
                "ecr:BatchGetImage",
                "*",
                "*",
                **when("StringLike", aws__SourceArn=f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/orders"),
            ),
        ),
    ),
    Example(
        ECR,
        "all but from the office",
        (
            allow("ecr:*", "*", "*"),
            deny("ecr:*", "*", "*", **when("NotIpAddress", aws__SourceIp="54.240.143.0/24")),
        ),
    ),
    Example(SEARCH, "a domain for all", (allow("es:ESHttp*", "*", {"AWS": ["*"]}),), ANYONE),
    Example(
        SEARCH,
        "a domain for two addresses",
        (
            allow(
                "es:*",
                "*",
                {"AWS": ["*"]},
                **when("IpAddress", aws__SourceIp=["192.0.2.0/24", "203.0.113.5"]),
            ),
        ),
    ),
    Example(
        SEARCH, "a domain for a user", (allow("es:*", "*", {"AWS": [f"arn:aws:iam::{ACCOUNT}:user/test"]}),)
    ),
    Example(
        API,
        "a private API for a VPC",
        (
            deny(
                "execute-api:Invoke",
                "execute-api:/*",
                "*",
                **when("StringNotEquals", aws__SourceVpc="vpc-1a2b3c4d"),
            ),
            allow("execute-api:Invoke", "execute-api:/*"),
        ),
    ),
    Example(
        API,
        "a private API for an endpoint",
        (
            deny(
                "execute-api:Invoke",
                "execute-api:/*",
                "*",
                **when("StringNotEquals", aws__SourceVpce="vpce-1a2b3c4d"),
            ),
            allow("execute-api:Invoke", "execute-api:/*"),
        ),
    ),
    Example(API, "a private API for all endpoints", (allow("execute-api:Invoke", "execute-api:/*"),), ANYONE),
    Example(
        API,
        "a black list of addresses",
        (
            allow("execute-api:Invoke", "execute-api:/*"),
            deny(
                "execute-api:Invoke",
                "execute-api:/*",
                "*",
                **when("IpAddress", aws__SourceIp=["192.0.2.0/24"]),
            ),
        ),
        ANYONE,
    ),
    Example(
        SECRETS,
        "everyone in the organization",
        (
            allow(
                "secretsmanager:GetSecretValue",
                "*",
                {"AWS": "*"},
                **when("StringEquals", aws__PrincipalOrgID="o-1234567890"),
            ),
        ),
    ),
    Example(
        SECRETS,
        "everyone, with a tag",
        (
            allow(
                "secretsmanager:GetSecretValue",
                "*",
                {"AWS": "*"},
                **when("StringEquals", **{"secretsmanager__ResourceTag/team": "orders"}),
            ),
        ),
        ANYONE,
    ),
    Example(
        SECRETS,
        "denied but through a VPC",
        (
            allow("secretsmanager:GetSecretValue", "*", "*"),
            deny(
                "secretsmanager:GetSecretValue",
                "*",
                "*",
                **when("StringNotEquals", aws__sourceVpc="vpc-12345678"),
            ),
        ),
    ),
    Example(
        f"{LAMBDA}access-control-resource-based.html",
        "an organization calls",
        (
            allow(
                "lambda:InvokeFunction", "*", "*", **when("StringEquals", aws__PrincipalOrgID="o-1234567890")
            ),
        ),
    ),
    Example(
        f"{LAMBDA}urls-auth.html",
        "a function URL for all",
        (
            allow(
                "lambda:InvokeFunctionUrl",
                "*",
                "*",
                **when("StringEquals", lambda__FunctionUrlAuthType="NONE"),
            ),
        ),
        ANYONE,
    ),
    Example(
        f"{DOCS}aws-backup/latest/devguide/create-a-vault-access-policy.html",
        "copies of an organization",
        (
            allow(
                "backup:CopyIntoBackupVault",
                "*",
                "*",
                **when("StringEquals", aws__PrincipalOrgID=["o-1234567890"]),
            ),
        ),
    ),
    Example(
        f"{DOCS}aws-backup/latest/devguide/create-a-vault-access-policy.html",
        "copies of anyone",
        (allow("backup:CopyIntoBackupVault", "*", "*"),),
        ANYONE,
    ),
    Example(
        f"{DOCS}eventbridge/latest/userguide/eb-event-bus-perms.html",
        "an organization's events",
        (allow("events:PutEvents", "*", "*", **when("StringEquals", aws__PrincipalOrgID="o-1234567890")),),
    ),
    Example(
        PRINCIPALS,
        "all but one user",
        (
            {
                "Effect": "Allow",
                "NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/Bob"},
                "Action": "s3:*",
                "Resource": OBJECTS,
            },
        ),
        ANYONE,
    ),
    Example(
        PRINCIPALS,
        "denied to all but a role",
        (
            allow("s3:*", OBJECTS),
            {
                "Effect": "Deny",
                "NotPrincipal": {"AWS": [ROOT, f"arn:aws:iam::{ACCOUNT}:role/reader"]},
                "Action": "s3:*",
                "Resource": [BUCKET, OBJECTS],
            },
        ),
    ),
    Example(
        PRINCIPALS,
        "one role, by its ARN as a condition",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                {"AWS": "*"},
                **when("ArnEquals", aws__PrincipalArn=f"arn:aws:iam::{ACCOUNT}:role/reader"),
            ),
        ),
    ),
    Example(
        f"{IAM}access-analyzer-policy-generation.html",
        "each account's own role, in an organization",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                {"AWS": "*"},
                **both(
                    when("StringEquals", aws__PrincipalOrgID="o-1234567890"),
                    when(
                        "StringLike",
                        aws__PrincipalArn="arn:aws:iam::${aws:PrincipalAccount}:role/service-role/Monitor*",
                    ),
                ),
            ),
        ),
    ),
    Example(
        PERIMETER,
        "a perimeter of identities",
        (
            allow("s3:GetObject", OBJECTS),
            deny(
                "s3:*",
                [BUCKET, OBJECTS],
                "*",
                **both(
                    when("StringNotEqualsIfExists", aws__PrincipalOrgID="o-1234567890"),
                    when("BoolIfExists", aws__PrincipalIsAWSService="false"),
                ),
            ),
        ),
        ANY_SERVICE,
    ),
    Example(
        PERIMETER,
        "a perimeter of identities and of services",
        (
            allow("s3:GetObject", OBJECTS),
            deny(
                "s3:*",
                [BUCKET, OBJECTS],
                "*",
                **both(
                    when("StringNotEqualsIfExists", aws__PrincipalOrgID="o-1234567890"),
                    when("BoolIfExists", aws__PrincipalIsAWSService="false"),
                ),
            ),
            deny(
                "s3:*",
                [BUCKET, OBJECTS],
                "*",
                **both(
                    when("StringNotEqualsIfExists", aws__SourceOrgID="o-1234567890"),
                    when("Null", aws__SourceAccount="false"),
                    when("Bool", aws__PrincipalIsAWSService="true"),
                ),
            ),
        ),
        ANY_SERVICE,
    ),
    Example(
        PERIMETER,
        "the resource's own organization",
        (
            allow(
                "s3:GetObject",
                OBJECTS,
                "*",
                **when("StringEquals", aws__PrincipalOrgID="${aws:ResourceOrgID}"),
            ),
        ),
    ),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_lets_in_whom_its_page_says(example: Example) -> None:
    found = [one.audience for one in openings(read(document(*example.statements)))]
    assert found == ([example.audience] if example.audience else []), example.page


def test_there_are_examples_of_both_kinds() -> None:
    public = [one for one in EXAMPLES if one.audience]
    assert len(EXAMPLES) >= 60
    assert 20 < len(public) < len(EXAMPLES) - 20


@pytest.mark.parametrize(
    ("page", "statement", "refuses"),
    [
        (BUCKETS, deny("s3:*", [BUCKET, OBJECTS], **when("Bool", aws__SecureTransport="false")), True),
        (BUCKETS, deny("s3:*", OBJECTS, **when("Bool", aws__SecureTransport="false")), False),
        (BUCKETS, deny("s3:*", [BUCKET, OBJECTS], **when("NumericLessThan", s3__TlsVersion="1.2")), False),
        (BUCKETS, allow("s3:*", [BUCKET, OBJECTS], **when("Bool", aws__SecureTransport="true")), False),
        (BUCKETS, deny("s3:PutObject", OBJECTS, **when("Bool", aws__SecureTransport="false")), False),
    ],
)
def test_a_bucket_refuses_plain_http_as_its_page_says(
    page: str, statement: dict[str, Any], refuses: bool
) -> None:
    assert refuses is refuses_plain_http_to_bucket(read(document(statement)), "orders"), page


@pytest.mark.parametrize(
    ("page", "statement", "actions", "arn"),
    [
        (
            f"{SQS}sqs-security-best-practices.html",
            deny("sqs:*", QUEUE, **when("Bool", aws__SecureTransport="false")),
            "sqs:*",
            QUEUE,
        ),
        (
            f"{SNS}sns-security-best-practices.html",
            deny("SNS:Publish", TOPIC, **when("Bool", aws__SecureTransport="false")),
            "sns:publish",
            TOPIC,
        ),
        (
            EFS_NFS,
            deny("*", FILES, {"AWS": "*"}, **when("Bool", aws__SecureTransport="false")),
            "elasticfilesystem:*",
            FILES,
        ),
    ],
)
def test_a_queue_a_topic_and_files_refuse_plain_traffic_as_their_pages_say(
    page: str, statement: dict[str, Any], actions: str, arn: str
) -> None:
    assert refuses_plain_http(read(document(statement)), actions, [arn]), page
