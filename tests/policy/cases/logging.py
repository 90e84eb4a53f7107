"""What breaks the rules on logging and detection that one resource decides."""

from tests.policy.cases.harness import KEPT, Case, choice, switch

_METRICS = "visibilityConfig.cloudwatchMetricsEnabled"
_INSIGHTS = "monitoringInterval"


def _listed(rule: str, short: str, path: str, value: list[str], missing: str) -> Case:
    return Case(
        rule,
        short,
        path,
        value,
        f"{path} has no {missing}",
        f"{path} is not set",
        f"{path} is not known yet",
    )


CASES = [
    *(
        _listed("database-logs", short, path, value, missing)
        for short, path, value, missing in (
            ("rds/instance", "enabledCloudwatchLogsExports", ["upgrade"], "'postgresql'"),
            ("rds/cluster", "enabledCloudwatchLogsExports", ["audit"], "'postgresql'"),
            ("docdb/cluster", "enabledCloudwatchLogsExports", ["profiler"], "'audit'"),
            ("neptune/cluster", "enableCloudwatchLogsExports", ["slowquery"], "'audit'"),
            ("redshiftserverless/namespace", "logExports", ["useractivitylog"], "'userlog', 'connectionlog'"),
        )
    ),
    *(
        Case(
            "database-logs",
            short,
            "logPublishingOptions.0.logType",
            "INDEX_SLOW_LOGS",
            "logPublishingOptions has no 'AUDIT_LOGS'",
            "logPublishingOptions has no 'AUDIT_LOGS'",
            "logPublishingOptions[0] is not known yet",
        )
        for short in ("opensearch/domain", "elasticsearch/domain")
    ),
    *(switch("service-logs", "mq/broker", path) for path in ("logs.general", "logs.audit")),
    Case(
        "service-logs",
        "msk/cluster",
        "loggingInfo.brokerLogs.cloudwatchLogs.enabled",
        "false",
        "loggingInfo.brokerLogs names no enabled destination",
        "loggingInfo.brokerLogs names no enabled destination",
        "loggingInfo.brokerLogs is not known yet",
    ),
    _listed("service-logs", "eks/cluster", "enabledClusterLogTypes", ["api"], "'audit'"),
    choice("service-logs", "sfn/stateMachine", "loggingConfiguration.level", "OFF", "OFF"),
    Case(
        "service-logs",
        "codebuild/project",
        "logsConfig.cloudwatchLogs.status",
        "DISABLED",
        "logsConfig writes neither to CloudWatch Logs nor to S3",
        KEPT,
        KEPT,
    ),
    *(
        Case(
            "service-logs",
            short,
            "accessLogSettings.destinationArn",
            "",
            "accessLogSettings.destinationArn is not set",
            "accessLogSettings.destinationArn is not set",
            KEPT,
        )
        for short in ("apigateway/stage", "apigatewayv2/stage")
    ),
    *(
        case
        for short in ("rds/instance", "rds/clusterInstance")
        for case in (
            Case(
                "rds-instance-monitored",
                short,
                _INSIGHTS,
                0,
                f"{_INSIGHTS} is 0",
                f"{_INSIGHTS} is not set, which is 0",
                f"{_INSIGHTS} is not known yet",
            ),
            switch("rds-instance-monitored", short, "performanceInsightsEnabled"),
        )
    ),
    switch("api-traced", "apigateway/stage", "xrayTracingEnabled"),
    switch("api-traced", "sfn/stateMachine", "tracingConfiguration.enabled"),
    *(
        case
        for short in ("wafv2/webAcl", "wafv2/ruleGroup")
        for case in (
            switch("wafv2-metrics", short, _METRICS),
            switch("wafv2-metrics", short, f"rules.0.{_METRICS}", name=f"rules[0].{_METRICS}"),
        )
    ),
    *(
        switch("lb-load-balancer-connection-logs", short, "connectionLogs.enabled")
        for short in ("lb/loadBalancer", "alb/loadBalancer")
    ),
    switch(
        "apigateway-no-data-trace", "apigateway/methodSettings", "settings.dataTraceEnabled", wanted=False
    ),
    Case(
        "ecs-task-logs",
        "ecs/taskDefinition",
        "containerDefinitions",
        [{"name": "app"}],
        "containerDefinitions[0].logConfiguration is not set",
        KEPT,
        "containerDefinitions is not known yet",
    ),
    Case(
        "ecs-cluster-insights",
        "ecs/cluster",
        "settings",
        [{"name": "containerInsights", "value": "disabled"}],
        "containerInsights is 'disabled'",
        "containerInsights is not set, which is 'disabled'",
        "settings[0] is not known yet",
    ),
    choice(
        "ecs-cluster-exec-logs",
        "ecs/cluster",
        "configuration.executeCommandConfiguration.logging",
        "NONE",
        kept=True,
    ),
    Case(
        "cloudtrail-trail-cloudwatch",
        "cloudtrail/trail",
        "cloudWatchLogsGroupArn",
        "",
        "cloudWatchLogsGroupArn is not set",
        "cloudWatchLogsGroupArn is not set",
        KEPT,
    ),
    switch("account-detection-on", "guardduty/detector", "enable", default=True),
    *(
        switch("account-detection-on", "guardduty/detector", f"datasources.{path}.enable", default=True)
        for path in ("s3Logs", "kubernetes.auditLogs")
    ),
    choice("account-detection-on", "macie2/account", "status", "PAUSED", kept=True),
    Case(
        "account-detection-on",
        "inspector2/enabler",
        "resourceTypes",
        ["EC2"],
        "resourceTypes has no 'ECR', 'LAMBDA'",
        "resourceTypes has no 'EC2', 'ECR', 'LAMBDA'",
        "resourceTypes is not known yet",
    ),
    switch("account-detection-on", "cfg/configurationAggregator", "accountAggregationSource.allRegions"),
    *(
        switch("account-detection-on", "cloudtrail/eventDataStore", path, default=True)
        for path in ("multiRegionEnabled", "terminationProtectionEnabled")
    ),
    choice("guardduty-features-on", "guardduty/detectorFeature", "status", "DISABLED"),
    Case(
        "cloudwatch-log-group-retention",
        "cloudwatch/logGroup",
        "retentionInDays",
        90,
        "retentionInDays is '90', less than 365 days",
        "retentionInDays is not set, so logs are kept, and paid for, for ever",
        "retentionInDays is not known yet",
    ),
]
