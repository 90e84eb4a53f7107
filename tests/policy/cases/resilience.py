"""What breaks the rules on resilience that one resource decides."""

from tests.policy.cases.harness import KEPT, Case, choice, least, switch

CASES = [
    *(
        least("database-backups", short, "backupRetentionPeriod", 6, 7, 1, unit=" days")
        for short in ("rds/cluster", "docdb/cluster", "neptune/cluster")
    ),
    least("database-backups", "redshift/cluster", "automatedSnapshotRetentionPeriod", 6, 7, 1, unit=" days"),
    *(
        least("database-backups", short, "snapshotRetentionLimit", 0, 1, 0, unit=" day")
        for short in ("elasticache/replicationGroup", "elasticache/cluster", "memorydb/cluster")
    ),
    least("database-backups", "elasticache/serverlessCache", "snapshotRetentionLimit", 0, 1, 0),
    *(
        switch("database-two-zones", short, path)
        for short, path in (
            ("elasticache/replicationGroup", "automaticFailoverEnabled"),
            ("elasticache/replicationGroup", "multiAzEnabled"),
            ("redshift/cluster", "multiAz"),
            ("dms/replicationInstance", "multiAz"),
            ("opensearch/domain", "clusterConfig.zoneAwarenessEnabled"),
            ("elasticsearch/domain", "clusterConfig.zoneAwarenessEnabled"),
        )
    ),
    Case(
        "database-two-zones",
        "memorydb/cluster",
        "numReplicasPerShard",
        0,
        "numReplicasPerShard is '0', less than 1",
        KEPT,
        "numReplicasPerShard is not known yet",
    ),
    least("database-two-zones", "dax/cluster", "replicationFactor", 1, 2, 1),
    choice("database-two-zones", "mq/broker", "deploymentMode", "SINGLE_INSTANCE", "SINGLE_INSTANCE"),
    choice("database-two-zones", "timestreaminfluxdb/dbInstance", "deploymentType", "SINGLE_AZ", "SINGLE_AZ"),
    *(
        switch("database-minor-upgrades", short, "autoMinorVersionUpgrade", default=True)
        for short in (
            "rds/instance",
            "rds/clusterInstance",
            "neptune/clusterInstance",
            "elasticache/replicationGroup",
            "elasticache/cluster",
            "memorydb/cluster",
            "dms/replicationInstance",
        )
    ),
    switch("database-minor-upgrades", "mq/broker", "autoMinorVersionUpgrade"),
    switch("database-minor-upgrades", "redshift/cluster", "allowVersionUpgrade", default=True),
    *(
        switch("data-deletion-protection", short, path, default=default)
        for short, path, default in (
            ("dynamodb/table", "deletionProtectionEnabled", False),
            ("dynamodb/tableReplica", "deletionProtectionEnabled", False),
            ("rds/globalCluster", "deletionProtection", False),
            ("docdb/globalCluster", "deletionProtection", False),
            ("neptune/globalCluster", "deletionProtection", False),
            ("neptunegraph/graph", "deletionProtection", True),
        )
    ),
    choice("data-deletion-protection", "cognito/userPool", "deletionProtection", "INACTIVE", "INACTIVE"),
    *(
        case
        for short in ("opensearch/domain", "elasticsearch/domain")
        for case in (
            switch("opensearch-domain-dedicated-masters", short, "clusterConfig.dedicatedMasterEnabled"),
            least(
                "opensearch-domain-dedicated-masters", short, "clusterConfig.dedicatedMasterCount", 2, 3, 0
            ),
        )
    ),
    Case(
        "autoscaling-group-launch-template",
        "autoscaling/group",
        "launchConfiguration",
        "lc-1",
        "launchConfiguration is set",
        KEPT,
        "launchConfiguration is set",
    ),
    Case(
        "autoscaling-group-several-types",
        "autoscaling/group",
        "mixedInstancesPolicy.launchTemplate.overrides",
        [{"instanceType": "m7g.large"}],
        "it starts instances of one type only",
        "it starts instances of one type only",
        "mixedInstancesPolicy.launchTemplate.overrides is not known yet",
    ),
    least("kinesis-stream-retention", "kinesis/stream", "retentionPeriod", 48, 168, 24, unit=" hours"),
    Case(
        "secretsmanager-secret-recovery-window",
        "secretsmanager/secret",
        "recoveryWindowInDays",
        0,
        "recoveryWindowInDays is '0', less than 7 days",
        KEPT,
        "recoveryWindowInDays is not known yet",
    ),
    choice("acm-certificate-renews-itself", "acm/certificate", "validationMethod", "EMAIL", kept=True),
    Case(
        "cloudfront-distribution-origin-failover",
        "cloudfront/distribution",
        "originGroups",
        [],
        "it has no originGroups",
        "it has no originGroups",
        KEPT,
    ),
    switch("lb-load-balancer-cross-zone", "elb/loadBalancer", "crossZoneLoadBalancing", default=True),
    *(
        Case(
            "lb-load-balancer-cross-zone",
            short,
            "loadBalancerType",
            "network",
            "enableCrossZoneLoadBalancing is not true (it is not set)",
            KEPT,
            "loadBalancerType is not known yet",
        )
        for short in ("lb/loadBalancer", "alb/loadBalancer")
    ),
    *(
        Case(
            "s3-lifecycle-ends-uploads",
            short,
            "rules",
            [{"status": "Disabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}],
            "none of its enabled rules ends incomplete uploads",
            "none of its enabled rules ends incomplete uploads",
            "rules is not known yet",
        )
        for short in ("s3/bucketLifecycleConfiguration", "s3/bucketLifecycleConfigurationV2")
    ),
]
