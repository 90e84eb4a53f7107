"""Public access switches of services that have no module of their own: one table for the whole provider."""

from typing import Final

from guardrails.demands import Table, meets, none_of, off, on, one_of, switched_on, tokens_of
from guardrails.rule import ResourceRule

_PUBLIC: Final = ("public-read", "public-read-write", "authenticated-read")
_PUBLIC_OUTPUT: Final = ("PUBLIC_READ", "AUTHENTICATED_READ")  # as MediaLive spells them
_OUTPUT: Final = "encoderSettings?.outputGroups[].outputGroupSettings"
_KEYS: Final = "API_KEY"  # an API key is in every client: it tells clients apart, and keeps nobody out
_EVENTS: Final = "eventConfig?"
_TASKS: Final = "networkConfiguration?.assignPublicIp"


PRIVATE: Final[Table] = {
    # The revocation list may be read through CloudFront:
    # https://docs.aws.amazon.com/privateca/latest/userguide/crl-planning.html#s3-bpa
    "acmpca/certificateAuthority": (
        none_of(
            "revocationConfiguration?.crlConfiguration?.s3ObjectAcl",
            "PUBLIC_READ",
            default="PUBLIC_READ",
            when=switched_on("enabled"),
        ),
    ),
    "appstream/fleet": (off("enableDefaultInternetAccess"),),
    "appstream/imageBuilder": (off("enableDefaultInternetAccess"),),
    "appsync/api": (
        none_of(f"{_EVENTS}.authProviders[].authType", _KEYS),
        none_of(f"{_EVENTS}.connectionAuthModes[].authType", _KEYS),
        none_of(f"{_EVENTS}.defaultPublishAuthModes[].authType", _KEYS),
        none_of(f"{_EVENTS}.defaultSubscribeAuthModes[].authType", _KEYS),
    ),
    "appsync/channelNamespace": (
        none_of("publishAuthModes[].authType", _KEYS),
        none_of("subscribeAuthModes[].authType", _KEYS),
    ),
    "appsync/graphQLApi": (
        none_of("authenticationType", _KEYS),
        none_of("additionalAuthenticationProviders[].authenticationType", _KEYS),
    ),
    "bedrock/agentcoreAgentRuntime": (none_of("networkConfiguration.networkMode", "PUBLIC"),),
    "bedrock/agentcoreBrowser": (none_of("networkConfiguration.networkMode", "PUBLIC"),),
    "bedrock/agentcoreCodeInterpreter": (none_of("networkConfiguration.networkMode", "PUBLIC"),),
    "cloudwatch/eventTarget": (off(f"ecsTarget?.{_TASKS}"),),
    "codebuild/project": (none_of("projectVisibility", "PUBLIC_READ"),),
    "dms/instanceProfile": (off("publiclyAccessible", default=True),),
    "dms/s3Endpoint": (none_of("cannedAclForObjects", *_PUBLIC),),
    "drs/replicationConfigurationTemplate": (
        off("createPublicIp"),
        one_of("dataPlaneRouting", "PRIVATE_IP"),
    ),
    "ec2/spotFleetRequest": (off("launchSpecifications[].associatePublicIpAddress"),),
    "emr/blockPublicAccessConfiguration": (on("blockPublicSecurityGroupRules"),),
    "iot/topicRule": (
        none_of("errorAction?.s3?.cannedAcl", *_PUBLIC),
        none_of("s3[].cannedAcl", *_PUBLIC),
    ),
    "lightsail/database": (off("publiclyAccessible"),),
    "m2/environment": (off("publiclyAccessible"),),
    "medialive/channel": (
        none_of(
            f"{_OUTPUT}.archiveGroupSettings[].archiveCdnSettings?.archiveS3Settings?.cannedAcl",
            *_PUBLIC_OUTPUT,
        ),
        none_of(
            f"{_OUTPUT}.frameCaptureGroupSettings?.frameCaptureCdnSettings?.frameCaptureS3Settings?.cannedAcl",
            *_PUBLIC_OUTPUT,
        ),
        none_of(f"{_OUTPUT}.hlsGroupSettings?.hlsCdnSettings[].hlsS3Settings?.cannedAcl", *_PUBLIC_OUTPUT),
    ),
    "mwaa/environment": (none_of("webserverAccessMode", "PUBLIC_ONLY", "PUBLIC_AND_PRIVATE"),),
    "neptunegraph/graph": (off("publicConnectivity"),),
    "pipes/pipe": (
        none_of(
            "targetParameters?.ecsTaskParameters?.networkConfiguration?.awsVpcConfiguration?.assignPublicIp",
            "ENABLED",
        ),
    ),
    # Without it, RDS decides by the subnet group, which the rule on data stores judges.
    "rds/cluster": (off("publiclyAccessible"),),
    "rds/shardGroup": (off("publiclyAccessible"),),
    "sagemaker/domain": (one_of("appNetworkAccessType", "VpcOnly", default="PublicInternetOnly"),),
    "sagemaker/notebookInstance": (one_of("directInternetAccess", "Disabled", default="Enabled"),),
    "scheduler/schedule": (off(f"target?.ecsParameters?.{_TASKS}"),),
    "storagegateway/nfsFileShare": (none_of("objectAcl", *_PUBLIC),),
    "storagegateway/smbFileShare": (none_of("objectAcl", *_PUBLIC),),
    "timestreaminfluxdb/dbCluster": (off("publiclyAccessible"),),
    "timestreaminfluxdb/dbInstance": (off("publiclyAccessible"),),
    "transfer/server": (none_of("endpointType", "PUBLIC", default="PUBLIC"),),
    "workspaces/directory": (off("workspaceCreationProperties?.enableInternetAccess"),),
}

RULES: Final = (
    ResourceRule(
        id="aws-resource-not-public",
        applies_to=tokens_of(PRIVATE),
        statement=(
            "No switch of a resource gives everyone access, a public address, or its own way to the internet."
        ),
        risk="One wrong permission or one open port, and it is attacked from the internet.",
        remediation="Pass that property with the value that keeps it private",
        severity="high",
        topics=("network",),
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/protecting-networks.html",
        controls=(
            "FSBP AppSync.5",
            "FSBP EC2.172",
            "FSBP EMR.2",
            "FSBP SageMaker.1",
            "Checkov CKV_AWS_122",
            "Checkov CKV_AWS_164",
        ),
        guards_data=True,
        check=meets(PRIVATE),
    ),
)
