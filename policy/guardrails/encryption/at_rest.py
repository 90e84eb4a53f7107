"""Data at rest of services that have no module of their own: one table for the whole provider."""

from typing import Final

from guardrails.demands import Table, having, meets, named, off, on, one_of, tokens_of, without
from guardrails.rule import ResourceRule

_KMS_MODES: Final = ("SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE")
_CATALOG: Final = "dataCatalogEncryptionSettings"
_SESSIONS: Final = "configuration?.executeCommandConfiguration?.logConfiguration?"
_SECURITY: Final = "encryptionConfiguration"
# A disk that is made from a snapshot is as encrypted as that, and EC2 refuses the switch beside it.
_FRESH: Final = without("snapshotId")

# A member that is encrypted as its source is says so by naming it.
AT_REST: Final[Table] = {
    "appsync/apiCache": (on("atRestEncryptionEnabled"),),
    "codebuild/project": (
        off("artifacts?.encryptionDisabled"),
        off("secondaryArtifacts[].encryptionDisabled"),
        off("logsConfig?.s3Logs?.encryptionDisabled"),
    ),
    "codebuild/reportGroup": (off("exportConfig?.s3Destination?.encryptionDisabled"),),
    # AWS documents no encryption of these without a key.
    "comprehend/documentClassifier": (named("volumeKmsKeyId"), named("modelKmsKeyId")),
    "comprehend/entityRecognizer": (named("volumeKmsKeyId"), named("modelKmsKeyId")),
    "dlm/lifecyclePolicy": (
        on("policyDetails?.action?.crossRegionCopies[].encryptionConfiguration.encrypted"),
        on("policyDetails?.schedules[].crossRegionCopyRules[].encrypted"),
    ),
    "docdb/globalCluster": (on("storageEncrypted", when=without("sourceDbClusterIdentifier")),),
    "drs/replicationConfigurationTemplate": (one_of("ebsEncryption", "DEFAULT", "CUSTOM"),),
    "ebs/snapshotImport": (on("encrypted"),),
    "ec2/ami": (on("ebsBlockDevices[].encrypted", when=_FRESH),),
    "ec2/amiCopy": (on("encrypted"),),
    "ec2/spotFleetRequest": (
        on("launchSpecifications[].rootBlockDevices.encrypted"),
        on("launchSpecifications[].ebsBlockDevices[].encrypted", when=_FRESH),
    ),
    # Where ECS Exec writes sessions to, it checks that they are encrypted only if it is told to.
    "ecs/cluster": (
        on(f"{_SESSIONS}.cloudWatchEncryptionEnabled", when=having("cloudWatchLogGroupName")),
        on(f"{_SESSIONS}.s3BucketEncryptionEnabled", when=having("s3BucketName")),
    ),
    "ecs/service": (on("volumeConfiguration?.managedEbsVolume?.encrypted", default=True),),
    "glue/dataCatalogEncryptionSettings": (
        one_of(f"{_CATALOG}.encryptionAtRest.catalogEncryptionMode", *_KMS_MODES, default="DISABLED"),
        on(f"{_CATALOG}.connectionPasswordEncryption.returnConnectionPasswordEncrypted"),
    ),
    "glue/securityConfiguration": (
        one_of(f"{_SECURITY}.cloudwatchEncryption.cloudwatchEncryptionMode", "SSE-KMS", default="DISABLED"),
        one_of(
            f"{_SECURITY}.jobBookmarksEncryption.jobBookmarksEncryptionMode", "CSE-KMS", default="DISABLED"
        ),
        one_of(f"{_SECURITY}.s3Encryption.s3EncryptionMode", "SSE-KMS", "SSE-S3", default="DISABLED"),
    ),
    "imagebuilder/containerRecipe": (
        on("instanceConfiguration?.blockDeviceMappings[].ebs?.encrypted", when=_FRESH),
    ),
    "imagebuilder/imageRecipe": (on("blockDeviceMappings[].ebs?.encrypted", when=_FRESH),),
    "neptune/globalCluster": (on("storageEncrypted", when=without("sourceDbClusterIdentifier")),),
    "workspaces/workspace": (on("rootVolumeEncryptionEnabled"), on("userVolumeEncryptionEnabled")),
}

RULES: Final = (
    ResourceRule(
        id="aws-data-encrypted-at-rest",
        applies_to=tokens_of(AT_REST),
        statement="What keeps data encrypts it where AWS would not do so by itself.",
        risk="Whoever gets hold of the storage, a copy or a cache reads the data.",
        remediation="Pass that property with the value that encrypts",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_protect_data_rest_encrypt.html",
        controls=(
            "FSBP AppSync.1",
            "FSBP CodeBuild.3",
            "FSBP WorkSpaces.1",
            "FSBP WorkSpaces.2",
            "Checkov CKV_AWS_94",
            "Checkov CKV_AWS_99",
            "Checkov CKV_AWS_155",
            "Checkov CKV_AWS_156",
            "Checkov CKV_AWS_204",
            "Checkov CKV_AWS_214",
            "Checkov CKV_AWS_235",
        ),
        guards_data=True,
        check=meets(AT_REST),
    ),
)
