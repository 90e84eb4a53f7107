"""Which properties keep a deployment safe, and in which direction each must not go: data with reasons.

A path names the items of a list by the property that tells them apart: `rules[name].action`. A type is a glob
in which only `*` is special; a property name that means the same in every AWS service is listed for all.
"""

from dataclasses import dataclass
from typing import Final

from stagecraft.delivery.directions import Direction, fewer, gone, less, lower, off, on, weaker, wider

AWS: Final = ("aws:*",)

_ZONE: Final = "it no longer survives the loss of a zone"
_CAPACITY: Final = "fewer of them are left when one fails"
_DELETE: Final = "a mistake can delete it"
_BACKUP: Final = "less of the past can be brought back"
_OLD: Final = "what was overwritten or deleted is gone sooner"
_LOGS: Final = "evidence is gone sooner, or never written"
_CRYPT: Final = "its data is no longer encrypted as it was"
_TRANSIT: Final = "its traffic is no longer encrypted as it was"
_PUBLIC: Final = "it is opened to the internet"
_FILTER: Final = "requests that were stopped are let through"
_ALARM: Final = "nobody is told any more"
_ACCESS: Final = "less stands between a caller and it"


@dataclass(frozen=True, slots=True)
class Guard:
    """A property that keeps something safe.

    Attributes:
        path: where it stands among the inputs.
        worse: tells whether it went where it must not.
        reason: what that does.
        types: the resource types that it means this in.
        new_items: judge an item that only the new list has: it takes away what was there without it.
    """

    path: str
    worse: Direction
    reason: str
    types: tuple[str, ...] = AWS
    new_items: bool = True


_TLS: Final = ("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021")
_DISTRIBUTION: Final = ("aws:cloudfront/distribution:Distribution",)
_BUCKET_RULES: Final = ("aws:s3/bucketLifecycleConfiguration*:*",)
_BUCKET_KEYS: Final = ("aws:s3/bucketServerSideEncryptionConfiguration*:*",)
_PLAN: Final = ("aws:backup/plan:Plan",)
_WAF: Final = ("aws:wafv2/webAcl:WebAcl", "aws:wafv2/ruleGroup:RuleGroup")
_ACTIONS: Final = weaker("allow", "count", "captcha", "challenge", "block")
_DOMAIN: Final = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
_TRAIL: Final = ("aws:cloudtrail/trail:Trail",)

GUARDS: Final = (
    # Availability
    *(
        Guard(path, off(), _ZONE)
        for path in (
            "multiAz",
            "multiAzEnabled",
            "automaticFailoverEnabled",
            "availabilityZoneRelocationEnabled",
        )
    ),
    Guard("clusterConfig.zoneAwarenessEnabled", off(), _ZONE, _DOMAIN),
    Guard("clusterConfig.multiAzWithStandbyEnabled", off(), _ZONE, _DOMAIN),
    *(
        Guard(path, fewer, _ZONE)
        for path in (
            "availabilityZones",
            "vpcZoneIdentifiers",
            "subnets",
            "subnetIds",
            "networkConfiguration.subnets",
        )
    ),
    *(
        Guard(path, less(), _CAPACITY)
        for path in (
            "numCacheClusters",
            "replicasPerNodeGroup",
            "numReplicasPerShard",
            "replicationFactor",
            "minSize",
            "minCapacity",
            "clusterConfig.instanceCount",
            "numberOfBrokerNodes",
            "numberOfNodes",
            "scalingConfig.minSize",
        )
    ),
    Guard("desiredCount", less(), _CAPACITY, ("aws:ecs/service:Service",)),
    # Protection against a mistaken deletion
    *(
        Guard(path, off(), _DELETE)
        for path in (
            "deletionProtection",
            "deletionProtectionEnabled",
            "enableDeletionProtection",
            "disableApiTermination",
            "terminationProtection",
            "deleteProtection",
        )
    ),
    *(Guard(path, on(), _DELETE) for path in ("forceDestroy", "forceDelete", "skipFinalSnapshot")),
    Guard("deleteAutomatedBackups", on(default=True), _BACKUP),
    Guard("bypassPolicyLockoutSafetyCheck", on(), _DELETE),
    Guard("deletionWindowInDays", less(default=30), _DELETE, ("aws:kms/*",)),
    Guard("recoveryWindowInDays", less(default=30), _DELETE, ("aws:secretsmanager/secret:Secret",)),
    # Backups and old versions
    *(
        Guard(path, less(), _BACKUP)
        for path in (
            "backupRetentionPeriod",
            "snapshotRetentionLimit",
            "automatedSnapshotRetentionPeriod",
            "automaticBackupRetentionDays",
        )
    ),
    Guard("pointInTimeRecovery.enabled", off(), _BACKUP),
    Guard("pointInTimeRecovery.recoveryPeriodInDays", less(default=35, unset=0), _BACKUP),
    Guard("pointInTimeRecovery.status", lower("DISABLED", "ENABLED"), _BACKUP),
    Guard("backupPolicy.status", lower("DISABLED", "ENABLED"), _BACKUP),
    Guard("rules[ruleName].lifecycle.deleteAfter", less(forever=True), _BACKUP, _PLAN, new_items=False),
    Guard("rules[ruleName].targetVaultName", gone, _BACKUP, _PLAN),
    Guard("minRetentionDays", less(), _BACKUP, ("aws:backup/*",)),
    Guard("versioningConfiguration.status", lower("Disabled", "Suspended", "Enabled"), _OLD),
    Guard("versioning.enabled", off(), _OLD, ("aws:s3/bucket*:*",)),
    Guard("rules[id].noncurrentVersionExpiration.noncurrentDays", less(forever=True), _OLD, _BUCKET_RULES),
    Guard("rules[id].expiration.days", less(forever=True), _OLD, _BUCKET_RULES),
    Guard("rule.defaultRetention.days", less(), _OLD),
    Guard("rule.defaultRetention.years", less(), _OLD),
    Guard("rule.defaultRetention.mode", lower("none", "GOVERNANCE", "COMPLIANCE"), _OLD),
    Guard("messageRetentionSeconds", less(default=345600), _OLD, ("aws:sqs/queue:Queue",)),
    Guard("retentionPeriod", less(default=24), _OLD, ("aws:kinesis/stream:Stream",)),
    # Logs and alarms
    Guard("retentionInDays", less(forever=True), _LOGS, ("aws:cloudwatch/logGroup:LogGroup",)),
    Guard("enabledCloudwatchLogsExports", fewer, _LOGS),
    Guard("accessLogs.enabled", off(), _LOGS),
    Guard("accessLogs.bucket", gone, _LOGS),
    Guard("loggingConfig.bucket", gone, _LOGS, _DISTRIBUTION),
    Guard("enableLogging", off(default=True), _LOGS, _TRAIL),
    Guard("enableLogFileValidation", off(), _LOGS, _TRAIL),
    Guard("isMultiRegionTrail", off(), _LOGS, _TRAIL),
    Guard("includeGlobalServiceEvents", off(default=True), _LOGS, _TRAIL),
    Guard("alarmActions", gone, _ALARM),
    Guard("actionsEnabled", off(default=True), _ALARM),
    # Encryption at rest
    *(
        Guard(path, off(), _CRYPT)
        for path in (
            "storageEncrypted",
            "encrypted",
            "atRestEncryptionEnabled",
            "encryptAtRest.enabled",
            "serverSideEncryption.enabled",
            "enableKeyRotation",
        )
    ),
    *(
        Guard(path, gone, _CRYPT)
        for path in (
            "kmsKeyId",
            "kmsKeyArn",
            "kmsKey",
            "kmsMasterKeyId",
            "encryptAtRest.kmsKeyId",
            "serverSideEncryption.kmsKeyArn",
            "performanceInsightsKmsKeyId",
        )
    ),
    Guard(
        "rules.applyServerSideEncryptionByDefault.sseAlgorithm",
        lower("AES256", "aws:kms", "aws:kms:dsse"),
        _CRYPT,
        _BUCKET_KEYS,
    ),
    Guard("rules.applyServerSideEncryptionByDefault.kmsMasterKeyId", gone, _CRYPT, _BUCKET_KEYS),
    # Encryption in transit
    Guard("transitEncryptionEnabled", off(), _TRANSIT),
    Guard("transitEncryptionMode", lower("preferred", "required"), _TRANSIT),
    Guard("nodeToNodeEncryption.enabled", off(), _TRANSIT),
    Guard("domainEndpointOptions.enforceHttps", off(), _TRANSIT, _DOMAIN),
    Guard("protocol", lower("HTTP", "HTTPS"), _TRANSIT, ("aws:lb/listener:Listener",)),
    Guard("viewerCertificate.minimumProtocolVersion", lower(*_TLS), _TRANSIT, _DISTRIBUTION),
    Guard(
        "defaultCacheBehavior.viewerProtocolPolicy",
        lower("allow-all", "redirect-to-https", "https-only"),
        _TRANSIT,
        _DISTRIBUTION,
    ),
    Guard(
        "orderedCacheBehaviors[pathPattern].viewerProtocolPolicy",
        lower("allow-all", "redirect-to-https", "https-only"),
        _TRANSIT,
        _DISTRIBUTION,
    ),
    Guard(
        "origins[originId].customOriginConfig.originProtocolPolicy",
        lower("http-only", "match-viewer", "https-only"),
        _TRANSIT,
        _DISTRIBUTION,
    ),
    # Access
    *(
        Guard(path, on(), _PUBLIC)
        for path in (
            "publiclyAccessible",
            "mapPublicIpOnLaunch",
            "associatePublicIpAddress",
            "networkConfiguration.assignPublicIp",
        )
    ),
    Guard("vpcConfig.endpointPublicAccess", on(default=True), _PUBLIC, ("aws:eks/cluster:Cluster",)),
    *(
        Guard(path, off(), _PUBLIC)
        for path in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    ),
    Guard("internal", off(), _PUBLIC, ("aws:lb/loadBalancer:LoadBalancer",)),
    *(
        Guard(path, wider, _ACCESS, ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",))
        for path in ("cidrIpv4", "cidrIpv6")
    ),
    Guard("permissionsBoundary", gone, _ACCESS, ("aws:iam/*",)),
    Guard("iamDatabaseAuthenticationEnabled", off(), _ACCESS),
    Guard("mfaConfiguration", lower("OFF", "OPTIONAL", "ON"), _ACCESS, ("aws:cognito/userPool:UserPool",)),
    Guard("metadataOptions.httpTokens", lower("optional", "required"), _ACCESS),
    Guard("imageTagMutability", lower("MUTABLE", "IMMUTABLE"), _ACCESS),
    # Filters in front
    Guard("webAclId", gone, _FILTER),
    Guard("defaultAction", weaker("allow", "block"), _FILTER, _WAF),
    Guard("rules[name].action", _ACTIONS, _FILTER, _WAF),
    Guard("rules[name].overrideAction", weaker("count", "none"), _FILTER, _WAF),
    Guard("rules[name].statement", gone, _FILTER, _WAF),
    Guard(
        "rules[name].statement.managedRuleGroupStatement.ruleActionOverrides[name].actionToUse",
        weaker("allow", "count", "captcha", "challenge", "block", default="block"),
        _FILTER,
        _WAF,
    ),
)

# What keeps something else safe by being there, and what its deletion does. Where what it keeps goes with it,
# nothing is lost.
GUARDIANS: Final = {
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _PUBLIC,
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": _PUBLIC,
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions": _PUBLIC,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _CRYPT,
    "aws:ebs/encryptionByDefault:EncryptionByDefault": _CRYPT,
    "aws:s3/bucketPolicy:BucketPolicy": _ACCESS,
    "aws:secretsmanager/secretRotation:SecretRotation": _ACCESS,
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": _ACCESS,
    "aws:ec2/networkAcl:NetworkAcl": _ACCESS,
    "aws:s3/bucketVersioning:BucketVersioning": _OLD,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _OLD,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _BACKUP,
    "aws:backup/plan:Plan": _BACKUP,
    "aws:backup/selection:Selection": _BACKUP,
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _BACKUP,
    "aws:backup/vaultPolicy:VaultPolicy": _BACKUP,
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": _BACKUP,
    "aws:dynamodb/tableReplica:TableReplica": _BACKUP,
    "aws:wafv2/webAcl:WebAcl": _FILTER,
    "aws:wafv2/webAclAssociation:WebAclAssociation": _FILTER,
    "aws:s3/bucketLogging:BucketLogging": _LOGS,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _LOGS,
    "aws:ec2/flowLog:FlowLog": _LOGS,
    "aws:route53/queryLog:QueryLog": _LOGS,
    "aws:cloudtrail/trail:Trail": _LOGS,
    "aws:cfg/recorder:Recorder": _LOGS,
    "aws:cfg/recorderStatus:RecorderStatus": _LOGS,
    "aws:guardduty/detector:Detector": _ALARM,
    "aws:securityhub/account:Account": _ALARM,
    "aws:accessanalyzer/analyzer:Analyzer": _ALARM,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _ALARM,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _ALARM,
    "aws:appautoscaling/target:Target": _CAPACITY,
    "aws:appautoscaling/policy:Policy": _CAPACITY,
    "aws:autoscaling/policy:Policy": _CAPACITY,
    "aws:rds/instance:Instance": _CAPACITY,
    "aws:rds/clusterInstance:ClusterInstance": _CAPACITY,
    "aws:docdb/clusterInstance:ClusterInstance": _CAPACITY,
    "aws:neptune/clusterInstance:ClusterInstance": _CAPACITY,
    "aws:ec2/natGateway:NatGateway": _ZONE,
    "aws:ec2/subnet:Subnet": _ZONE,
}
