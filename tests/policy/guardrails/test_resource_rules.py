"""Every rule that one resource decides: kept, broken, without the value, with it unknown, of another type."""

from typing import Any

import pytest
from guardrails.catalog import RULES, rule_by_id
from guardrails.demands import Demand
from guardrails.rule import ResourceRule
from guardrails.tokens import aws

from tests.policy.cases import access, compute, databases, encryption, logging, metadata, network, resilience
from tests.policy.cases.harness import KEPT, Case, key, switch
from tests.policy.compliant import REMOVED, UNKNOWN_WIRE, compliant_props, compliant_types, make
from tests.policy.findings import findings
from tests.policy.tables import bad, demands, label, place

RESOURCE_RULES = [rule for rule in RULES if isinstance(rule, ResourceRule)]


def demand(rule: str, type_: str, one: Demand) -> Case:
    """A demand of a table that covers many types."""
    name = label(one)
    unset = one.default is None or one.default == one.wanted
    if isinstance(one.wanted, bool):
        return switch(rule, type_, place(one), wanted=one.wanted, default=bool(one.default), name=name)
    if one.needed:
        says = f"{name} is not set"
        return Case(rule, type_, place(one), "", says, says, KEPT)
    rather = f", and not {' or '.join(repr(value) for value in one.wanted)}" if one.wanted else ""
    breaks = one.default in one.refused or (one.wanted and one.default not in one.wanted)
    missing = f"{name} is not set, which is '{one.default}'{rather}" if not unset and breaks else KEPT
    says = f"{name} is '{bad(one)}'{rather}"
    return Case(rule, type_, place(one), bad(one), says, missing, f"{name} is not known yet")


# The rules of the first databases, networks and buckets; the others stand in `tests/policy/cases`.
DISKS = ("ec2/instance", "ec2/spotInstanceRequest", "ec2/launchConfiguration")
CASES = [
    switch("ebs-volume-encrypted", "ebs/volume", "encrypted"),
    key("ebs-volume-customer-key", "ebs/volume", "kmsKeyId"),
    switch("ebs-snapshot-copy-encrypted", "ebs/snapshotCopy", "encrypted"),
    switch("ebs-encryption-by-default", "ebs/encryptionByDefault", "enabled", default=True),
    *(switch("ec2-instance-volumes-encrypted", one, "rootBlockDevice.encrypted") for one in DISKS),
    Case(
        "ec2-instance-volumes-encrypted",
        "ec2/instance",
        "ebsBlockDevices.0.encrypted",
        "false",
        "ebsBlockDevices[0].encrypted is not true",
        "ebsBlockDevices[0].encrypted is not true (it is not set)",
        "ebsBlockDevices[0].encrypted is not known yet",
    ),
    Case(
        "ec2-launch-template-volumes-encrypted",
        "ec2/launchTemplate",
        "blockDeviceMappings.0.ebs.encrypted",
        "false",
        "blockDeviceMappings[0].ebs.encrypted is not true",
        "blockDeviceMappings[0].ebs.encrypted is not true (it is not set)",
        "blockDeviceMappings[0].ebs.encrypted is not known yet",
    ),
    Case(
        "ec2-launch-template-volumes-encrypted",
        "ec2/launchTemplate",
        "blockDeviceMappings",
        [],
        "it has no blockDeviceMappings, so the root volume is encrypted only if its image is",
        "it has no blockDeviceMappings, so the root volume is encrypted only if its image is",
        "blockDeviceMappings[0].ebs.encrypted is not known yet",
    ),
    Case(
        "ec2-launch-template-customer-key",
        "ec2/launchTemplate",
        "blockDeviceMappings.0.ebs.kmsKeyId",
        "arn:aws:kms:eu-west-1:123456789012:alias/aws/ebs",
        "blockDeviceMappings[0].ebs.kmsKeyId is "
        "'arn:aws:kms:eu-west-1:123456789012:alias/aws/ebs', a key of AWS",
        "blockDeviceMappings[0].ebs.kmsKeyId is not set, so a key of AWS is used",
        KEPT,
    ),
    switch("efs-file-system-encrypted", "efs/fileSystem", "encrypted"),
    key("efs-file-system-customer-key", "efs/fileSystem", "kmsKeyId"),
    switch("rds-instance-storage-encrypted", "rds/instance", "storageEncrypted"),
    key("rds-instance-customer-key", "rds/instance", "kmsKeyId"),
    switch("rds-cluster-storage-encrypted", "rds/cluster", "storageEncrypted"),
    key("rds-cluster-customer-key", "rds/cluster", "kmsKeyId"),
    switch("rds-global-cluster-storage-encrypted", "rds/globalCluster", "storageEncrypted"),
    key("rds-performance-insights-customer-key", "rds/instance", "performanceInsightsKmsKeyId"),
    key("rds-performance-insights-customer-key", "rds/clusterInstance", "performanceInsightsKmsKeyId"),
    key("rds-performance-insights-customer-key", "rds/cluster", "performanceInsightsKmsKeyId"),
    switch("rds-proxy-tls-required", "rds/proxy", "requireTls"),
    switch("docdb-cluster-storage-encrypted", "docdb/cluster", "storageEncrypted"),
    switch("neptune-cluster-storage-encrypted", "neptune/cluster", "storageEncrypted"),
    switch("dynamodb-table-customer-key", "dynamodb/table", "serverSideEncryption.enabled"),
    key("dynamodb-table-customer-key", "dynamodb/table", "serverSideEncryption.kmsKeyArn"),
    switch("dax-cluster-encrypted", "dax/cluster", "serverSideEncryption.enabled"),
    Case(
        "dax-cluster-tls",
        "dax/cluster",
        "clusterEndpointEncryptionType",
        "NONE",
        "clusterEndpointEncryptionType is 'NONE'",
        "clusterEndpointEncryptionType is not set, which is 'NONE'",
        "clusterEndpointEncryptionType is not known yet",
    ),
    switch(
        "elasticache-replication-group-encrypted", "elasticache/replicationGroup", "atRestEncryptionEnabled"
    ),
    switch("elasticache-replication-group-tls", "elasticache/replicationGroup", "transitEncryptionEnabled"),
    key("elasticache-customer-key", "elasticache/replicationGroup", "kmsKeyId"),
    key("elasticache-customer-key", "elasticache/serverlessCache", "kmsKeyId"),
    switch("elasticache-cluster-tls", "elasticache/cluster", "transitEncryptionEnabled"),
    switch("memorydb-cluster-tls", "memorydb/cluster", "tlsEnabled", default=True),
    Case(
        "redshift-cluster-encrypted",
        "redshift/cluster",
        "encrypted",
        "false",
        "encrypted is not true",
        KEPT,
        "encrypted is not known yet",
    ),
    key("redshift-customer-key", "redshift/cluster", "kmsKeyId"),
    key("redshift-customer-key", "redshiftserverless/namespace", "kmsKeyId"),
    Case(
        "redshift-parameter-group-tls",
        "redshift/parameterGroup",
        "parameters.0.value",
        "false",
        "require_ssl is not true",
        "require_ssl is not set, which is false",
        "require_ssl is not known yet",
    ),
    Case(
        "redshift-parameter-group-tls",
        "redshift/parameterGroup",
        "parameters",
        [{"name": "wlm_json_configuration", "value": "[]"}],
        "require_ssl is not set, which is false",
        "require_ssl is not set, which is false",
        "require_ssl is not known yet",
    ),
    *(
        case
        for domain in ("opensearch/domain", "elasticsearch/domain")
        for case in (
            switch("opensearch-domain-encrypted", domain, "encryptAtRest.enabled"),
            switch("opensearch-domain-node-tls", domain, "nodeToNodeEncryption.enabled"),
            switch("opensearch-domain-https", domain, "domainEndpointOptions.enforceHttps", default=True),
            Case(
                "opensearch-domain-https",
                domain,
                "domainEndpointOptions.tlsSecurityPolicy",
                "Policy-Min-TLS-1-0-2019-07",
                "domainEndpointOptions.tlsSecurityPolicy is 'Policy-Min-TLS-1-0-2019-07'",
                "domainEndpointOptions.tlsSecurityPolicy is not set",
                "domainEndpointOptions.tlsSecurityPolicy is not known yet",
            ),
        )
    ),
    Case(
        "sns-topic-encrypted",
        "sns/topic",
        "kmsMasterKeyId",
        "",
        "kmsMasterKeyId is not set, so messages are not encrypted",
        "kmsMasterKeyId is not set, so messages are not encrypted",
        KEPT,
    ),
    Case(
        "sqs-queue-encrypted",
        "sqs/queue",
        "kmsMasterKeyId",
        "",
        "sqsManagedSseEnabled is not true",
        "sqsManagedSseEnabled is not true",
        KEPT,
    ),
    Case(
        "kinesis-stream-encrypted",
        "kinesis/stream",
        "encryptionType",
        "NONE",
        "encryptionType is 'NONE'",
        "encryptionType is not set, which is 'NONE'",
        "encryptionType is not known yet",
    ),
    Case(
        "msk-cluster-tls",
        "msk/cluster",
        "encryptionInfo.encryptionInTransit.clientBroker",
        "TLS_PLAINTEXT",
        "encryptionInfo.encryptionInTransit.clientBroker is 'TLS_PLAINTEXT'",
        KEPT,
        "encryptionInfo.encryptionInTransit.clientBroker is not known yet",
    ),
    switch("msk-cluster-tls", "msk/cluster", "encryptionInfo.encryptionInTransit.inCluster", default=True),
    key("backup-vault-customer-key", "backup/vault", "kmsKeyArn"),
    key("eks-cluster-secrets-customer-key", "eks/cluster", "encryptionConfig.provider.keyArn"),
    *(
        case
        for listener in ("lb/listener", "alb/listener")
        for case in (
            Case(
                "lb-listener-https",
                listener,
                "protocol",
                "HTTP",
                "protocol is HTTP and defaultActions[0] is 'forward', not a redirect to HTTPS",
                "protocol is HTTP and defaultActions[0] is 'forward', not a redirect to HTTPS",
                "protocol is not known yet",
            ),
            Case(
                "lb-listener-tls-policy",
                listener,
                "sslPolicy",
                "ELBSecurityPolicy-TLS13-1-0-2021-06",
                "sslPolicy 'ELBSecurityPolicy-TLS13-1-0-2021-06' is no known policy without TLS 1.0 and 1.1",
                "sslPolicy is not set, which is 'ELBSecurityPolicy-2016-08' with TLS 1.0",
                "sslPolicy is not known yet",
            ),
        )
    ),
    *(
        Case(
            "lb-target-group-encrypted",
            one,
            "protocol",
            "HTTP",
            "protocol is 'HTTP'",
            KEPT,
            "protocol is not known yet",
        )
        for one in ("lb/targetGroup", "alb/targetGroup")
    ),
    Case(
        "elb-listener-encrypted",
        "elb/loadBalancer",
        "listeners.0.lbProtocol",
        "http",
        "listeners[0].lbProtocol is 'http'",
        "listeners[0].lbProtocol is not set",
        "listeners[0].lbProtocol is not known yet",
    ),
    Case(
        "cloudfront-distribution-viewer-https",
        "cloudfront/distribution",
        "defaultCacheBehavior.viewerProtocolPolicy",
        "allow-all",
        "defaultCacheBehavior.viewerProtocolPolicy is 'allow-all'",
        "defaultCacheBehavior.viewerProtocolPolicy is not set",
        "defaultCacheBehavior.viewerProtocolPolicy is not known yet",
    ),
    Case(
        "cloudfront-distribution-viewer-https",
        "cloudfront/distribution",
        "orderedCacheBehaviors.0.viewerProtocolPolicy",
        "allow-all",
        "orderedCacheBehaviors[0].viewerProtocolPolicy is 'allow-all'",
        "orderedCacheBehaviors[0].viewerProtocolPolicy is not set",
        "orderedCacheBehaviors[0].viewerProtocolPolicy is not known yet",
    ),
    Case(
        "cloudfront-distribution-tls-policy",
        "cloudfront/distribution",
        "viewerCertificate.minimumProtocolVersion",
        "TLSv1.1_2016",
        "viewerCertificate.minimumProtocolVersion is 'TLSv1.1_2016'",
        "viewerCertificate.minimumProtocolVersion is not set, which is 'TLSv1'",
        "viewerCertificate is not known yet",
    ),
    Case(
        "cloudfront-distribution-tls-policy",
        "cloudfront/distribution",
        "viewerCertificate",
        {"cloudfrontDefaultCertificate": True, "minimumProtocolVersion": "TLSv1.2_2021"},
        "viewerCertificate is the default certificate of CloudFront, which allows TLS 1.0",
        "viewerCertificate.minimumProtocolVersion is not set, which is 'TLSv1'",
        "viewerCertificate is not known yet",
    ),
    Case(
        "cloudfront-distribution-origin-tls",
        "cloudfront/vpcOrigin",
        "vpcOriginEndpointConfig.originProtocolPolicy",
        "match-viewer",
        "vpcOriginEndpointConfig.originProtocolPolicy is 'match-viewer'",
        "vpcOriginEndpointConfig.originProtocolPolicy is not set",
        "vpcOriginEndpointConfig is not known yet",
    ),
    Case(
        "cloudfront-distribution-origin-tls",
        "cloudfront/vpcOrigin",
        "vpcOriginEndpointConfig.originSslProtocols.items",
        ["TLSv1.2", "TLSv1.1"],
        "vpcOriginEndpointConfig.originSslProtocols allows TLSv1.1",
        KEPT,
        "vpcOriginEndpointConfig is not known yet",
    ),
    Case(
        "cloudfront-distribution-origin-tls",
        "cloudfront/distribution",
        "origins.0.customOriginConfig.originProtocolPolicy",
        "http-only",
        "origins[0].customOriginConfig.originProtocolPolicy is 'http-only'",
        "origins[0].customOriginConfig.originProtocolPolicy is not set",
        "origins[0].customOriginConfig is not known yet",
    ),
    Case(
        "cloudfront-distribution-origin-tls",
        "cloudfront/distribution",
        "origins.0.customOriginConfig.originSslProtocols",
        ["TLSv1.2", "TLSv1", "SSLv3"],
        "origins[0].customOriginConfig.originSslProtocols allows SSLv3, TLSv1",
        KEPT,
        "origins[0].customOriginConfig is not known yet",
    ),
    Case(
        "cloudfront-distribution-origin-access-control",
        "cloudfront/distribution",
        "origins.1.originAccessControlId",
        "",
        "origins[1].originAccessControlId is not set",
        "origins[1].originAccessControlId is not set",
        KEPT,
    ),
    switch("kms-key-rotation", "kms/key", "enableKeyRotation"),
    key("secretsmanager-secret-customer-key", "secretsmanager/secret", "kmsKeyId"),
    key("cloudwatch-log-group-customer-key", "cloudwatch/logGroup", "kmsKeyId"),
    key("cloudtrail-trail-customer-key", "cloudtrail/trail", "kmsKeyId"),
    switch("cloudtrail-trail-log-validation", "cloudtrail/trail", "enableLogFileValidation"),
    *(
        switch("rds-instance-not-public", one, "publiclyAccessible", wanted=False)
        for one in ("rds/instance", "rds/clusterInstance", "neptune/clusterInstance")
    ),
    *(
        switch("redshift-cluster-not-public", one, "publiclyAccessible", wanted=False)
        for one in ("redshift/cluster", "redshiftserverless/workgroup")
    ),
    switch(
        "dms-replication-instance-not-public",
        "dms/replicationInstance",
        "publiclyAccessible",
        wanted=False,
        default=True,
    ),
    switch("mq-broker-not-public", "mq/broker", "publiclyAccessible", wanted=False),
    Case(
        "msk-cluster-not-public",
        "msk/cluster",
        "brokerNodeGroupInfo.connectivityInfo.publicAccess.type",
        "SERVICE_PROVIDED_EIPS",
        "brokerNodeGroupInfo.connectivityInfo.publicAccess.type is 'SERVICE_PROVIDED_EIPS'",
        KEPT,
        "brokerNodeGroupInfo.connectivityInfo.publicAccess.type is not known yet",
    ),
    *(switch("ec2-instance-no-public-ip", one, "associatePublicIpAddress", wanted=False) for one in DISKS),
    Case(
        "ec2-instance-no-public-ip",
        "ec2/launchTemplate",
        "networkInterfaces.0.associatePublicIpAddress",
        "true",
        "networkInterfaces[0].associatePublicIpAddress is not false",
        KEPT,
        "networkInterfaces[0].associatePublicIpAddress is not known yet",
    ),
    Case(
        "ec2-instance-no-elastic-ip",
        "ec2/eip",
        "instance",
        "i-1",
        "instance is set, so an instance has this public address",
        KEPT,
        "instance is set, so an instance has this public address",
    ),
    Case(
        "ec2-instance-no-elastic-ip",
        "ec2/eipAssociation",
        "instanceId",
        "i-1",
        "instanceId is set, so an instance has this public address",
        KEPT,
        "instanceId is set, so an instance has this public address",
    ),
    switch("ec2-instance-source-dest-check", "ec2/instance", "sourceDestCheck", default=True),
    *(
        case
        for balancer in ("lb/loadBalancer", "alb/loadBalancer")
        for case in (
            switch("lb-load-balancer-access-logs", balancer, "accessLogs.enabled"),
            switch("lb-load-balancer-drop-invalid-headers", balancer, "dropInvalidHeaderFields"),
            switch("lb-load-balancer-deletion-protection", balancer, "enableDeletionProtection"),
        )
    ),
    *(
        switch("ecs-service-no-public-ip", one, "networkConfiguration.assignPublicIp", wanted=False)
        for one in ("ecs/service", "ecs/taskSet")
    ),
    Case(
        "eks-cluster-endpoint-not-open",
        "eks/cluster",
        "vpcConfig",
        {"publicAccessCidrs": ["0.0.0.0/1", "128.0.0.0/1"]},
        "its API endpoint is open to 0.0.0.0/1, 128.0.0.0/1",
        "its API endpoint is open to 0.0.0.0/0",
        "vpcConfig is not known yet",
    ),
    *(
        Case(
            "s3-public-access-block-complete",
            block,
            flag,
            "false",
            f"{flag} is not true",
            f"{flag} is not true (it is not set)",
            f"{flag} is not known yet",
        )
        for block in ("s3/bucketPublicAccessBlock", "s3/accountPublicAccessBlock")
        for flag in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    ),
    *(
        Case(
            "s3-bucket-acl-not-public",
            one,
            "acl",
            "public-read",
            "acl is 'public-read'",
            KEPT,
            "acl is not known yet",
        )
        for one in ("s3/bucketAcl", "s3/bucketAclV2")
    ),
    *(
        Case(
            "ec2-instance-imdsv2",
            one,
            "metadataOptions.httpTokens",
            "optional",
            "metadataOptions.httpTokens is 'optional'",
            "metadataOptions.httpTokens is not set, so the image decides",
            "metadataOptions.httpTokens is not known yet",
        )
        for one in (*DISKS, "ec2/launchTemplate")
    ),
    Case(
        "ebs-snapshots-not-public",
        "ebs/snapshotBlockPublicAccess",
        "state",
        "unblocked",
        "state is 'unblocked'",
        "state is not set",
        "state is not known yet",
    ),
    *(
        Case(
            "rds-snapshot-not-public",
            one,
            "sharedAccounts",
            ["all"],
            "sharedAccounts is 'all'",
            KEPT,
            "sharedAccounts is not known yet",
        )
        for one in ("rds/snapshot", "rds/clusterSnapshot", "rds/snapshotCopy")
    ),
    Case(
        "lambda-function-url-authenticated",
        "lambda/functionUrl",
        "authorizationType",
        "NONE",
        "authorizationType is 'NONE'",
        "authorizationType is not set",
        "authorizationType is not known yet",
    ),
    Case(
        "lambda-permission-not-public",
        "lambda/permission",
        "principal",
        "*",
        "principal is '*', and no source is named",
        KEPT,
        "principal is not known yet",
    ),
    Case(
        "rds-instance-backups",
        "rds/instance",
        "backupRetentionPeriod",
        0,
        "backupRetentionPeriod is 0",
        "backupRetentionPeriod is not set, which is 0",
        "backupRetentionPeriod is not known yet",
    ),
    switch("rds-instance-multi-az", "rds/instance", "multiAz"),
    switch("rds-instance-deletion-protection", "rds/instance", "deletionProtection"),
    *(
        switch("rds-cluster-deletion-protection", one, "deletionProtection")
        for one in ("rds/cluster", "docdb/cluster", "neptune/cluster")
    ),
    switch("dynamodb-table-point-in-time-recovery", "dynamodb/table", "pointInTimeRecovery.enabled"),
    Case(
        "emr-cluster-security-configuration",
        "emr/cluster",
        "securityConfiguration",
        "",
        "securityConfiguration is not set, so its local disks are not encrypted",
        "securityConfiguration is not set, so its local disks are not encrypted",
        KEPT,
    ),
    Case(
        "emr-security-configuration-encrypted",
        "emr/securityConfiguration",
        "configuration",
        '{"EncryptionConfiguration": {"EnableAtRestEncryption": true, "EnableInTransitEncryption": false}}',
        "configuration.EncryptionConfiguration.EnableInTransitEncryption is not true",
        "configuration is not set",
        "configuration is not known yet",
    ),
    Case(
        "lightsail-instance-ports-not-open",
        "lightsail/instancePublicPorts",
        "portInfos.1.cidrs",
        ["10.0.0.0/8", "0.0.0.0/0"],
        "portInfos[1] lets everyone in to port 22",
        "portInfos[1] lets everyone in to port 22",
        "portInfos[1] is not known yet",
    ),
    *(demand(rule, short, one) for rule, short, one in demands()),
    *access.CASES,
    *encryption.CASES,
    *metadata.CASES,
    *resilience.CASES,
    *logging.CASES,
    *compute.CASES,
    *network.CASES,
    *databases.CASES,
]
# The rules whose one property cannot be mutated: the type itself breaks them, or the value stands elsewhere.
WITHOUT_CASE = {
    "ec2-default-vpc-not-used",
    "elb-load-balancer-classic",
    "iam-user-not-used",
    "iam-user-no-own-policies",
}
BROKEN_BY_TYPE = {"iam/user": ["iam-user-not-used"], "elb/loadBalancer": ["elb-load-balancer-classic"]}
ALSO_JUDGED = {("s3-bucket-acl-not-public", "s3/bucket")}


def said(case: Case, inputs: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(one.message, one.undecided) for one in findings(case.rule, make(case.type, inputs=inputs))]


def message(case: Case, says: str | None, *, undecided: bool = False) -> list[tuple[str, bool]]:
    if says is KEPT:
        return []
    prefix = "cannot be decided before `up`: " if undecided else ""
    return [(f"it: {prefix}{says}. {rule_by_id(case.rule).remediation}.", undecided)]


@pytest.mark.parametrize("short", compliant_types())
def test_a_compliant_resource_keeps_every_rule(short: str) -> None:
    expected = BROKEN_BY_TYPE.get(short, [])
    found = [one.rule.id for rule in RESOURCE_RULES for one in rule.findings(make(short))]
    assert expected == found, "the compliant resource is what all the other tests start from"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_changed_property_breaks_the_rule(case: Case) -> None:
    assert message(case, case.says) == said(case, compliant_props(case.type, **{case.path: case.value}))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_missing_value_counts_as_the_default_of_aws(case: Case) -> None:
    props = compliant_props(case.type)
    if case.path.split(".")[0] in props:
        props = compliant_props(case.type, **{case.path: REMOVED})
    assert message(case, case.missing) == said(case, props)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_unknown_value_is_decided_on_purpose(case: Case) -> None:
    says = case.unknown
    undecided = says is not None and says.endswith("not known yet")
    props = compliant_props(case.type, **{case.path: UNKNOWN_WIRE})
    assert message(case, says, undecided=undecided) == said(case, props)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_another_type_is_not_judged(case: Case) -> None:
    inputs = compliant_props(case.type, **{case.path: case.value})
    other = make("ec2/keyPair", inputs=inputs)
    assert findings(case.rule, other) == [], "the rule judges only the types it names"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_resource_that_is_only_read_is_not_judged(case: Case) -> None:
    inputs = compliant_props(case.type, **{case.path: case.value})
    assert findings(case.rule, make(case.type, inputs=inputs, external=True)) == []


def test_every_rule_and_type_has_a_case() -> None:
    judged = {(rule.id, token) for rule in RESOURCE_RULES for token in rule.applies_to}
    tested = {(case.rule, aws(case.type)) for case in CASES} | {
        (rule, aws(f"{short}{suffix}")) for rule, short in ALSO_JUDGED for suffix in ("", "V2")
    }
    left = {rule for rule, token in judged - tested}
    assert left == WITHOUT_CASE, "a rule without a case is a rule that nobody has seen fail"
