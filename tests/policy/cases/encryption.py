"""What breaks the rules on encryption, beyond the databases and load balancers of the first cases."""

from tests.policy.cases.harness import KEPT, Case, choice, key, switch

_NO_KEY = "so a key of AWS is used"


KEYS = [
    *(
        key("database-customer-key", short, path)
        for short, path in (
            ("docdb/cluster", "kmsKeyId"),
            ("docdb/elasticCluster", "kmsKeyId"),
            ("neptune/cluster", "kmsKeyArn"),
            ("neptunegraph/graph", "kmsKeyIdentifier"),
            ("memorydb/cluster", "kmsKeyArn"),
            ("opensearch/domain", "encryptAtRest.kmsKeyId"),
            ("elasticsearch/domain", "encryptAtRest.kmsKeyId"),
            ("keyspaces/table", "encryptionSpecification.kmsKeyIdentifier"),
            ("timestreamwrite/database", "kmsKeyId"),
            ("dynamodb/tableReplica", "kmsKeyArn"),
            ("dms/replicationInstance", "kmsKeyArn"),
            ("dms/endpoint", "kmsKeyArn"),
            ("dms/replicationConfig", "computeConfig.kmsKeyId"),
        )
    ),
    *(
        key("messaging-customer-key", short, path)
        for short, path in (
            ("sqs/queue", "kmsMasterKeyId"),
            ("kinesis/stream", "kmsKeyId"),
            ("msk/cluster", "encryptionInfo.encryptionAtRestKmsKeyArn"),
            ("mq/broker", "encryptionOptions.kmsKeyId"),
            ("kinesis/firehoseDeliveryStream", "serverSideEncryption.keyArn"),
        )
    ),
    Case(
        "messaging-customer-key",
        "sns/topic",
        "kmsMasterKeyId",
        "alias/aws/sns",
        "kmsMasterKeyId is 'alias/aws/sns', a key of AWS",
        KEPT,
        KEPT,
    ),
    *(
        key("file-system-customer-key", short, path)
        for short, path in (
            ("fsx/ontapFileSystem", "kmsKeyId"),
            ("fsx/openZfsFileSystem", "kmsKeyId"),
            ("fsx/windowsFileSystem", "kmsKeyId"),
            ("fsx/lustreFileSystem", "kmsKeyId"),
            ("fsx/fileCache", "kmsKeyId"),
            ("workspaces/workspace", "volumeEncryptionKey"),
        )
    ),
    *(
        key("workload-customer-key", short, path)
        for short, path in (
            ("sfn/stateMachine", "encryptionConfiguration.kmsKeyId"),
            ("sfn/activity", "encryptionConfiguration.kmsKeyId"),
            ("codebuild/project", "encryptionKey"),
            ("mwaa/environment", "kmsKey"),
            ("sagemaker/notebookInstance", "kmsKeyId"),
            ("sagemaker/endpointConfiguration", "kmsKeyArn"),
            ("sagemaker/domain", "kmsKeyId"),
            ("cloudtrail/eventDataStore", "kmsKeyId"),
            ("lambda/function", "kmsKeyArn"),
            ("ssm/parameter", "keyId"),
        )
    ),
    *(
        Case(
            "file-system-customer-key",
            one,
            "encryptionConfigurations.0.encryptionType",
            "AES256",
            f"encryptionConfigurations[0].encryptionType is 'AES256', {_NO_KEY}",
            f"encryptionConfigurations[0].encryptionType is not set, {_NO_KEY}",
            "encryptionConfigurations[0].encryptionType is not known yet",
        )
        for one in ("ecr/repository", "ecr/repositoryCreationTemplate")
    ),
    *(
        Case(
            "replica-customer-key",
            one,
            f"replicas.0.{name}",
            "alias/aws/service",
            f"replicas[0].{name} is 'alias/aws/service', a key of AWS",
            f"replicas[0].{name} is not set, {_NO_KEY}",
            KEPT,
        )
        for one, name in (("dynamodb/table", "kmsKeyArn"), ("secretsmanager/secret", "kmsKeyId"))
    ),
    Case(
        "messaging-customer-key",
        "mq/broker",
        "encryptionOptions.useAwsOwnedKey",
        "true",
        f"encryptionOptions.useAwsOwnedKey is not false, {_NO_KEY}",
        f"encryptionOptions.useAwsOwnedKey is not false, {_NO_KEY}",
        "encryptionOptions.useAwsOwnedKey is not known yet",
    ),
    Case(
        "messaging-customer-key",
        "kinesis/firehoseDeliveryStream",
        "serverSideEncryption.keyType",
        "AWS_OWNED_CMK",
        f"serverSideEncryption.keyType is 'AWS_OWNED_CMK', {_NO_KEY}",
        f"serverSideEncryption.keyType is not set, {_NO_KEY}",
        "serverSideEncryption.keyType is not known yet",
    ),
    key("ecs-cluster-exec-customer-key", "ecs/cluster", "configuration.executeCommandConfiguration.kmsKeyId"),
]

IN_TRANSIT = [
    Case(
        "apigateway-domain-tls-policy",
        "apigateway/domainName",
        "securityPolicy",
        "TLS_1_0",
        "securityPolicy is 'TLS_1_0'",
        "securityPolicy is not set, so an edge-optimized domain speaks TLS 1.0",
        "securityPolicy is not known yet",
    ),
    Case(
        "apigateway-domain-tls-policy",
        "apigatewayv2/domainName",
        "domainNameConfiguration.securityPolicy",
        "TLS_1_0",
        "domainNameConfiguration.securityPolicy is 'TLS_1_0'",
        "domainNameConfiguration.securityPolicy is not set, so an edge-optimized domain speaks TLS 1.0",
        "domainNameConfiguration.securityPolicy is not known yet",
    ),
    Case(
        "apigateway-integration-https",
        "apigateway/integration",
        "uri",
        "HTTP://app.example.com",
        "uri is 'HTTP://app.example.com', not https://",
        "uri is not set, not https://",
        "uri is not known yet",
    ),
    Case(
        "apigateway-integration-https",
        "apigatewayv2/integration",
        "integrationUri",
        "http://app.example.com",
        "integrationUri is 'http://app.example.com', not https://",
        "integrationUri is not set, not https://",
        "integrationUri is not known yet",
    ),
    Case(
        "apigateway-integration-https",
        "apigatewayv2/integration",
        "connectionType",
        "VPC_LINK",
        "tlsConfig is not set, so API Gateway speaks HTTP to the private target",
        KEPT,
        "integrationType is not known yet",
    ),
    choice(
        "ecs-task-efs-tls",
        "ecs/taskDefinition",
        "volumes.0.efsVolumeConfiguration.transitEncryption",
        "DISABLED",
        "DISABLED",
        name="volumes[0].efsVolumeConfiguration.transitEncryption",
    ),
    Case(
        "glue-connection-tls",
        "glue/connection",
        "connectionProperties.JDBC_ENFORCE_SSL",
        "false",
        "connectionProperties.JDBC_ENFORCE_SSL is not true",
        "connectionProperties.JDBC_ENFORCE_SSL is not true (it is not set)",
        "connectionProperties.JDBC_ENFORCE_SSL is not known yet",
    ),
    Case(
        "docdb-parameter-group-tls",
        "docdb/clusterParameterGroup",
        "parameters.0.value",
        "disabled",
        "tls is 'disabled'",
        KEPT,
        "tls is not known yet",
    ),
    Case(
        "neptune-parameter-group-tls",
        "neptune/clusterParameterGroup",
        "parameters.0.value",
        "0",
        "neptune_enforce_ssl is not 1",
        KEPT,
        "neptune_enforce_ssl is not known yet",
    ),
    Case(
        "redshift-parameter-group-tls",
        "redshiftserverless/workgroup",
        "configParameters.0.parameterValue",
        "false",
        "require_ssl is not true",
        "require_ssl is not set, which is false",
        "require_ssl is not known yet",
    ),
    choice(
        "cloudfront-distribution-sni",
        "cloudfront/distribution",
        "viewerCertificate.sslSupportMethod",
        "vip",
        kept=True,
    ),
    choice("acm-certificate-key-length", "acm/certificate", "keyAlgorithm", "RSA_1024", kept=True),
]

_GLUE = "dataCatalogEncryptionSettings"
AT_REST = [
    switch("apigateway-cache-encrypted", "apigateway/methodSettings", "settings.cacheDataEncrypted"),
    switch(
        "firehose-delivery-stream-encrypted", "kinesis/firehoseDeliveryStream", "serverSideEncryption.enabled"
    ),
    *(
        key("glue-customer-key", "glue/securityConfiguration", f"encryptionConfiguration.{part}.kmsKeyArn")
        for part in ("s3Encryption", "cloudwatchEncryption", "jobBookmarksEncryption")
    ),
    key(
        "glue-customer-key",
        "glue/dataCatalogEncryptionSettings",
        f"{_GLUE}.encryptionAtRest.sseAwsKmsKeyId",
    ),
    key(
        "glue-customer-key",
        "glue/dataCatalogEncryptionSettings",
        f"{_GLUE}.connectionPasswordEncryption.awsKmsKeyId",
    ),
    *(
        Case(
            rule,
            short,
            "securityConfiguration",
            "",
            "securityConfiguration is not set",
            "securityConfiguration is not set",
            KEPT,
        )
        for rule, short in (
            ("glue-job-security-configuration", "glue/job"),
            ("glue-job-security-configuration", "glue/crawler"),
            ("glue-job-security-configuration", "glue/devEndpoint"),
        )
    ),
    switch(
        "athena-results-encrypted",
        "athena/workgroup",
        "configuration.enforceWorkgroupConfiguration",
        default=True,
    ),
    choice(
        "athena-results-encrypted",
        "athena/workgroup",
        "configuration.resultConfiguration.encryptionConfiguration.encryptionOption",
        "SSE_S3",
    ),
    key(
        "athena-results-encrypted",
        "athena/workgroup",
        "configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn",
    ),
    choice(
        "athena-results-encrypted", "athena/database", "encryptionConfiguration.encryptionOption", "SSE_S3"
    ),
    key("athena-results-encrypted", "athena/database", "encryptionConfiguration.kmsKey"),
    switch("kms-key-enabled", "kms/key", "isEnabled", default=True),
    switch("kms-key-enabled", "kms/replicaKey", "enabled", default=True),
    *(
        switch("kms-key-lockout-safety", one, "bypassPolicyLockoutSafetyCheck", wanted=False)
        for one in ("kms/key", "kms/replicaKey", "kms/externalKey", "kms/replicaExternalKey", "kms/keyPolicy")
    ),
]

CASES = [*KEYS, *IN_TRANSIT, *AT_REST]
