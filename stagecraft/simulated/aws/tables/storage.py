"""Storage: S3, EBS and EFS."""

from typing import Any, Final

# Sub-resources of a bucket are known by the bucket's name.
_OF_BUCKET: Final = (
    "bucketAccelerateConfiguration:BucketAccelerateConfiguration",
    "bucketCorsConfiguration:BucketCorsConfiguration",
    "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "bucketLogging:BucketLogging",
    "bucketNotification:BucketNotification",
    "bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "bucketOwnershipControls:BucketOwnershipControls",
    "bucketPolicy:BucketPolicy",
    "bucketPublicAccessBlock:BucketPublicAccessBlock",
    "bucketReplicationConfig:BucketReplicationConfig",
    "bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration",
    "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "bucketVersioning:BucketVersioning",
    "bucketWebsiteConfiguration:BucketWebsiteConfiguration",
)

ROWS: Final[dict[str, dict[str, Any]]] = {
    **{f"aws:s3/{name}": {"id": "{bucket}"} for name in _OF_BUCKET},
    "aws:s3/bucket:Bucket": {
        "id": "{bucket}",
        "arn": "arn:aws:s3:::{bucket}",
        "bucketDomainName": "{bucket}.s3.{dns}",
        "bucketRegionalDomainName": "{bucket}.s3.{region}.{dns}",
        "bucketRegion": "{region}",
        "forceDestroy": False,
        "objectLockEnabled": False,
        "requestPayer": "BucketOwner",
    },
    "aws:s3/bucketObject:BucketObject": {"id": "{key}", "arn": "arn:aws:s3:::{bucket}/{key}"},
    "aws:s3/bucketObjectv2:BucketObjectv2": {"id": "{bucket}/{key}", "arn": "arn:aws:s3:::{bucket}/{key}"},
    "aws:s3/accessPoint:AccessPoint": {
        "id": "{account}:{name}",
        "arn": "arn:aws:s3:{region}:{account}:accesspoint/{name}",
        "alias": "{name}-{alnum:34}-s3alias",
        "domainName": "{name}-{account}.s3-accesspoint.{region}.{dns}",
    },
    "aws:s3/directoryBucket:DirectoryBucket": {
        "id": "{bucket}",
        "arn": "arn:aws:s3express:{region}:{account}:bucket/{bucket}",
    },
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": {"id": "{account}"},
    "aws:ebs/volume:Volume": {
        "id": "vol-0{hex:16}",
        "arn": "arn:aws:ec2:{region}:{account}:volume/{id}",
        "type": "gp2",
    },
    "aws:ebs/snapshot:Snapshot": {"id": "snap-0{hex:16}", "arn": "arn:aws:ec2:{region}::snapshot/{id}"},
    "aws:ebs/snapshotCopy:SnapshotCopy": {
        "id": "snap-0{hex:16}",
        "arn": "arn:aws:ec2:{region}::snapshot/{id}",
    },
    "aws:efs/fileSystem:FileSystem": {
        "id": "fs-0{hex:16}",
        "arn": "arn:aws:elasticfilesystem:{region}:{account}:file-system/{id}",
        "dnsName": "{id}.efs.{region}.{dns}",
        "performanceMode": "generalPurpose",
    },
    "aws:efs/accessPoint:AccessPoint": {
        "id": "fsap-0{hex:16}",
        "arn": "arn:aws:elasticfilesystem:{region}:{account}:access-point/{id}",
        "fileSystemArn": "arn:aws:elasticfilesystem:{region}:{account}:file-system/{fileSystemId}",
    },
    "aws:efs/mountTarget:MountTarget": {
        "id": "fsmt-0{hex:16}",
        "dnsName": "{fileSystemId}.efs.{region}.{dns}",
        "fileSystemArn": "arn:aws:elasticfilesystem:{region}:{account}:file-system/{fileSystemId}",
        "networkInterfaceId": "eni-0{hex:16}",
    },
}
