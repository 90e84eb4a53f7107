"""A site that lies open in S3: its policy, its access list and no block."""

import sound
from pulumi_aws import s3

key = sound.key()
logs = sound.logs(key)
site = s3.Bucket("site")
sound.guard("site", site, key, logs)
s3.BucketOwnershipControls(
    "site",
    bucket=site.bucket,
    rule=s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerPreferred"),
)
s3.BucketPublicAccessBlock(
    "site",
    bucket=site.bucket,
    block_public_acls=False,
    block_public_policy=False,
    ignore_public_acls=False,
    restrict_public_buckets=False,
)
s3.BucketAcl("site", bucket=site.bucket, acl="public-read")
s3.BucketWebsiteConfiguration(
    "site",
    bucket=site.bucket,
    index_document=s3.BucketWebsiteConfigurationIndexDocumentArgs(suffix="index.html"),
)


def readable(arn: str) -> str:
    everyone = {
        "Sid": "Read",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"{arn}/*",
    }
    return sound.document(everyone, sound.deny_without_tls(arn))


s3.BucketPolicy("site", bucket=site.bucket, policy=site.arn.apply(readable))
