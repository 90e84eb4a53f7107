"""Data in transit of services that have no module of their own: one table for the whole provider."""

from typing import Any, Final

from guardrails.checks import truth
from guardrails.demands import (
    Table,
    meets,
    more_than_one,
    none_of,
    off,
    on,
    one_of,
    tokens_of,
)
from guardrails.rule import ResourceRule
from guardrails.values import at, plain

_SSL_MODES: Final = ("require", "verify-ca", "verify-full")
# Engines whose endpoints DMS reaches by other means than this setting: AWS APIs, which are HTTPS, Redshift,
# which always uses TLS, and those with settings of their own.
# https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html
_WITHOUT_SSL_MODE: Final = (
    "dynamodb",
    "elasticsearch",
    "kafka",
    "kinesis",
    "neptune",
    "opensearch",
    "redis",
    "redshift",
    "redshift-serverless",
    "s3",
    "timestream",
)
_PROVIDERS: Final = (
    "docDb",
    "ibmDb2Luw",
    "ibmDb2Zos",
    "mariaDb",
    "microsoftSqlServer",
    "mongoDb",
    "mysql",
    "oracle",
    "postgresql",
    "sybaseAse",
)
_VIEWERS: Final = ("https-only", "redirect-to-https")
_TLS_12: Final = ("TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
_CLIENT_TLS: Final = "clientPolicy?.tls?.enforce"
_TRAINING: Final = "enableInterContainerTrafficEncryption"


def _has_ssl_mode(endpoint: Any) -> bool:
    return plain(at(endpoint, "engineName")) not in _WITHOUT_SSL_MODE


def _answers_outside(api: Any) -> bool:
    """Tell whether the endpoint that API Gateway gives an API speaks TLS 1.0: one of a private API does not.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
    """
    disabled = truth(at(api, "disableExecuteApiEndpoint"), default=False) is True
    return not disabled and plain(at(api, "endpointConfiguration.types")) not in ("PRIVATE", ["PRIVATE"])


IN_TRANSIT: Final[Table] = {
    "apigateway/integration": (off("tlsConfig?.insecureSkipVerification"),),
    "apigateway/restApi": (none_of("securityPolicy", "TLS_1_0", default="TLS_1_0", when=_answers_outside),),
    "appmesh/virtualGateway": (
        one_of("spec.listeners[].tls.mode", "STRICT", default="DISABLED"),
        on(f"spec.backendDefaults?.{_CLIENT_TLS}", default=True),
    ),
    "appmesh/virtualNode": (
        one_of("spec.listeners[].tls.mode", "STRICT", default="DISABLED"),
        on(f"spec.backendDefaults?.{_CLIENT_TLS}", default=True),
        on(f"spec.backends[].virtualService?.{_CLIENT_TLS}", default=True),
    ),
    "appsync/apiCache": (on("transitEncryptionEnabled"),),
    "chime/voiceConnector": (on("requireEncryption"),),
    "cloudfront/multitenantDistribution": (
        one_of("defaultCacheBehavior.viewerProtocolPolicy", *_VIEWERS, default="allow-all"),
        one_of("cacheBehaviors[].viewerProtocolPolicy", *_VIEWERS, default="allow-all"),
        one_of(
            "viewerCertificate.minimumProtocolVersion",
            *_TLS_12,
            default="TLSv1",
        ),
        one_of("origins[].customOriginConfigs[].originProtocolPolicy", "https-only"),
        one_of("origins[].customOriginConfigs[].originSslProtocols[]", "TLSv1.2"),
    ),
    "cloudsearch/domain": (
        on("endpointOptions.enforceHttps"),
        one_of(
            "endpointOptions.tlsSecurityPolicy",
            "Policy-Min-TLS-1-2-2019-07",
            default="Policy-Min-TLS-1-0-2019-07",
        ),
    ),
    "codebuild/project": (off("source.insecureSsl"), off("secondarySources[].insecureSsl")),
    "datasync/efsLocation": (one_of("inTransitEncryption", "TLS1_2", default="NONE"),),
    "datasync/locationObjectStorage": (one_of("serverProtocol", "HTTPS", default="HTTPS"),),
    "directconnect/connection": (none_of("encryptionMode", "no_encrypt"),),
    "dms/dataProvider": (
        *(one_of(f"settings.{one}Settings?.sslMode", *_SSL_MODES, default="none") for one in _PROVIDERS),
        on("settings.sybaseAseSettings?.encryptPassword", default=True),
    ),
    "dms/endpoint": (
        one_of("sslMode", *_SSL_MODES, default="none", when=_has_ssl_mode),
        none_of("kafkaSettings?.securityProtocol", "plaintext", default="plaintext"),
        none_of("redisSettings?.sslSecurityProtocol", "plaintext", default="ssl-encryption"),
    ),
    "elasticache/replicationGroup": (none_of("transitEncryptionMode", "preferred"),),
    "lightsail/distribution": (one_of("origin.protocolPolicy", "https-only", default="http-only"),),
    "memorydb/multiRegionCluster": (on("tlsEnabled"),),  # AWS documents no default
    "mskconnect/connector": (
        one_of("kafkaClusterEncryptionInTransit.encryptionType", "TLS", default="PLAINTEXT"),
    ),
    "quicksight/dataSource": (off("sslProperties?.disableSsl"),),
    "s3/bucketWebsiteConfiguration": (
        none_of("redirectAllRequestsTo?.protocol", "http"),
        none_of("routingRules[].redirect?.protocol", "http"),
    ),
    "s3/bucketWebsiteConfigurationV2": (
        none_of("redirectAllRequestsTo?.protocol", "http"),
        none_of("routingRules[].redirect?.protocol", "http"),
    ),
    "sagemaker/dataQualityJobDefinition": (on(f"networkConfig.{_TRAINING}"),),
    "sagemaker/hyperParameterTuningJob": (
        on(f"trainingJobDefinition?.{_TRAINING}", when=more_than_one("resourceConfig.instanceCount")),
        on(f"trainingJobDefinitions[].{_TRAINING}", when=more_than_one("resourceConfig.instanceCount")),
    ),
    "sagemaker/monitoringSchedule": (
        on(f"monitoringScheduleConfig.monitoringJobDefinition?.networkConfig.{_TRAINING}"),
    ),
    "sagemaker/trainingJob": (on(_TRAINING, when=more_than_one("resourceConfig.instanceCount")),),
    "ses/configurationSet": (one_of("deliveryOptions.tlsPolicy", "Require", default="Optional"),),
    "sesv2/configurationSet": (one_of("deliveryOptions.tlsPolicy", "REQUIRE", default="OPTIONAL"),),
    "sns/topicSubscription": (none_of("protocol", "http"),),
    "transfer/connector": (none_of("as2Config?.encryptionAlgorithm", "NONE", "DES_EDE3_CBC"),),
    "transfer/server": (none_of("protocols[]", "FTP"),),
    "verifiedaccess/endpoint": (
        none_of("loadBalancerOptions?.protocol", "http"),
        none_of("networkInterfaceOptions?.protocol", "http"),
    ),
    "vpclattice/listener": (one_of("protocol", "HTTPS", "TLS_PASSTHROUGH"),),
    "vpclattice/targetGroup": (none_of("config?.protocol", "HTTP"),),  # one of functions has no protocol
}

RULES: Final = (
    ResourceRule(
        id="aws-data-encrypted-in-transit",
        applies_to=tokens_of(IN_TRANSIT),
        statement="What sends data encrypts it where AWS would not do so by itself, and verifies whom it talks to.",
        risk="Passwords and data cross a network in plain text, or reach someone else.",
        remediation="Pass that property with the value that encrypts",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_protect_data_transit_encrypt.html",
        controls=(
            "FSBP AppSync.6",
            "FSBP DMS.9",
            "FSBP DMS.12",
            "FSBP MSK.3",
            "FSBP SageMaker.9",
            "FSBP SES.3",
            "FSBP Transfer.2",
            "Checkov CKV_AWS_215",
        ),
        guards_data=True,
        check=meets(IN_TRANSIT),
    ),
)
