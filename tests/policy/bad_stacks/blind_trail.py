"""A trail that nobody can trust, and that looks at one Region."""

import sound
from pulumi_aws import cloudtrail

key = sound.key()
logs = sound.logs(key)
cloudtrail.Trail(
    "audit", s3_bucket_name=logs.bucket, enable_log_file_validation=False, is_multi_region_trail=False
)
