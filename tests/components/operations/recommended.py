"""What AWS says of the metrics that the shop's alarms watch, read on 2026-11-21: the oracle of the tables.

RECOMMENDED is AWS's list of recommended alarms, as far as the shop has what they are about:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
namespace, metric, dimensions: statistic, comparison, threshold if AWS names one, period, periods, missing data

DOCUMENTED are metrics without a recommended alarm, with their dimensions, by the page that documents them.
"""

GREATER, AT_LEAST = "GreaterThanThreshold", "GreaterThanOrEqualToThreshold"
LESS, AT_MOST = "LessThanThreshold", "LessThanOrEqualToThreshold"

Key = tuple[str, str, str]
Advice = tuple[str, str, float | None, int, int, str]

RECOMMENDED: dict[Key, Advice] = {
    ("AWS/CloudFront", "5xxErrorRate", "DistributionId Region"): ("Average", GREATER, None, 60, 5, "missing"),
    ("AWS/Route53", "HealthCheckStatus", "HealthCheckId"): ("Average", LESS, 1, 60, 3, "breaching"),
    ("AWS/CertificateManager", "DaysToExpiry", "CertificateArn"): (
        "Minimum",
        AT_MOST,
        44,
        86_400,
        1,
        "breaching",
    ),
    ("AWS/EC2", "CPUUtilization", "InstanceId"): ("Average", GREATER, 80, 300, 3, "missing"),
    ("AWS/EC2", "StatusCheckFailed", "InstanceId"): ("Maximum", AT_LEAST, 1, 300, 2, "missing"),
    ("AWS/AutoScaling", "GroupInServiceCapacity", "AutoScalingGroupName"): (
        "Average",
        LESS,
        None,
        60,
        10,
        "breaching",
    ),
    ("AWS/RDS", "CPUUtilization", "DBInstanceIdentifier"): ("Average", GREATER, 90, 60, 5, "breaching"),
    ("AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier"): (
        "Average",
        GREATER,
        None,
        60,
        5,
        "breaching",
    ),
    ("AWS/RDS", "FreeableMemory", "DBInstanceIdentifier"): ("Average", LESS, None, 60, 15, "breaching"),
    ("AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier"): ("Minimum", LESS, None, 60, 5, "breaching"),
    ("AWS/RDS", "ReadLatency", "DBInstanceIdentifier"): ("p90", GREATER, None, 60, 5, "missing"),
    ("AWS/RDS", "WriteLatency", "DBInstanceIdentifier"): ("p90", GREATER, None, 60, 5, "missing"),
    ("AWS/RDS", "DBLoad", "DBInstanceIdentifier"): ("Average", GREATER, None, 60, 15, "missing"),
    ("AWS/RDS", "EBSByteBalance%", "DBInstanceIdentifier"): ("Average", LESS, 10, 60, 3, "missing"),
    ("AWS/RDS", "EBSIOBalance%", "DBInstanceIdentifier"): ("Average", LESS, 10, 60, 3, "missing"),
    ("AWS/RDS", "MaximumUsedTransactionIDs", "DBInstanceIdentifier"): (
        "Average",
        GREATER,
        1_000_000_000,
        60,
        1,
        "missing",
    ),
    ("AWS/RDS", "ReplicaLag", "DBInstanceIdentifier"): ("Maximum", GREATER, 60, 60, 10, "breaching"),
    ("AWS/ElastiCache", "CPUUtilization", "CacheClusterId CacheNodeId"): (
        "Average",
        GREATER,
        None,
        60,
        5,
        "missing",
    ),
    ("AWS/ElastiCache", "CurrConnections", "CacheClusterId CacheNodeId"): (
        "Average",
        GREATER,
        None,
        60,
        10,
        "missing",
    ),
    ("AWS/ElastiCache", "EngineCPUUtilization", "CacheClusterId"): (
        "Average",
        GREATER,
        90,
        60,
        5,
        "missing",
    ),
    ("AWS/ElastiCache", "DatabaseMemoryUsagePercentage", "CacheClusterId"): (
        "Average",
        GREATER,
        None,
        60,
        5,
        "missing",
    ),
    ("AWS/ElastiCache", "ReplicationLag", "CacheClusterId"): ("Average", GREATER, None, 60, 15, "missing"),
    ("AWS/DynamoDB", "ReadThrottleEvents", "TableName"): ("Sum", GREATER, None, 60, 5, "notBreaching"),
    ("AWS/DynamoDB", "WriteThrottleEvents", "TableName"): ("Sum", GREATER, None, 60, 5, "notBreaching"),
    ("AWS/DynamoDB", "ReadThrottleEvents", "TableName GlobalSecondaryIndexName"): (
        "Sum",
        GREATER,
        None,
        60,
        5,
        "notBreaching",
    ),
    ("AWS/DynamoDB", "WriteThrottleEvents", "TableName GlobalSecondaryIndexName"): (
        "Sum",
        GREATER,
        None,
        60,
        5,
        "notBreaching",
    ),
    ("AWS/DynamoDB", "SystemErrors", "TableName"): ("Sum", GREATER, None, 60, 15, "notBreaching"),
    ("AWS/DynamoDB", "SuccessfulRequestLatency", "TableName Operation"): (
        "Average",
        GREATER,
        None,
        60,
        10,
        "missing",
    ),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName"): ("Maximum", AT_LEAST, None, 60, 15, "missing"),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"): (
        "Average",
        AT_LEAST,
        None,
        60,
        15,
        "missing",
    ),
    ("AWS/NATGateway", "ErrorPortAllocation", "NatGatewayId"): ("Sum", GREATER, 0, 60, 15, "missing"),
    ("AWS/NATGateway", "PacketsDropCount", "NatGatewayId"): ("Sum", GREATER, None, 60, 5, "missing"),
    ("AWS/Lambda", "Errors", "FunctionName"): ("Sum", GREATER, None, 60, 3, "missing"),
    ("AWS/Lambda", "Throttles", "FunctionName"): ("Sum", AT_LEAST, None, 60, 5, "missing"),
    ("AWS/S3", "OperationsFailedReplication", "SourceBucket DestinationBucket RuleId"): (
        "Maximum",
        GREATER,
        0,
        60,
        5,
        "missing",
    ),
    ("AWS/SNS", "NumberOfNotificationsFailed", "TopicName"): ("Sum", GREATER, None, 60, 5, "notBreaching"),
}

_ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
_WAF = "https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html"
_PROXY = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html"
_DAX = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-metrics-dimensions-dax.html"
_GROUP = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html"
_CACHE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html"
_AGENT = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html"

DOCUMENTED: dict[Key, str] = {
    ("AWS/ApplicationELB", "RejectedConnectionCount", "LoadBalancer"): _ALB,
    ("AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer TargetGroup"): _ALB,
    ("AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer TargetGroup"): _ALB,
    ("AWS/ApplicationELB", "TargetTLSNegotiationErrorCount", "LoadBalancer TargetGroup"): _ALB,
    # A web ACL of CloudFront has no dimension Region.
    ("AWS/WAFV2", "BlockedRequests", "WebACL Rule"): _WAF,
    ("AWS/WAFV2", "BlockedRequests", "WebACL Rule Region"): _WAF,
    ("AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName"): _GROUP,
    ("AWS/AutoScaling", "GroupDesiredCapacity", "AutoScalingGroupName"): _GROUP,
    ("AWS/RDS", "DatabaseConnectionsBorrowLatency", "ProxyName"): _PROXY,
    ("AWS/RDS", "DatabaseConnectionsSetupFailed", "ProxyName"): _PROXY,
    ("AWS/ElastiCache", "Evictions", "CacheClusterId"): _CACHE,
    ("AWS/DAX", "CPUUtilization", "ClusterId"): _DAX,
    ("AWS/DAX", "CacheMemoryUtilization", "ClusterId"): _DAX,
    ("AWS/DAX", "FaultRequestCount", "ClusterId"): _DAX,
    ("AWS/Events", "FailedInvocations", "RuleName"): _EVENTS,
    ("shop/dev", "mem_used_percent", "AutoScalingGroupName"): _AGENT,
    ("shop/dev", "disk_used_percent", "AutoScalingGroupName path fstype"): _AGENT,
}

# Where an alarm is other than AWS recommends, and why.
DEVIATIONS: dict[str, str] = {
    "app-cpu": "of all instances of the group together, which scaling replaces one by one",
    "app-status": "of any instance of the group, which scaling replaces one by one",
    "app-too-few": "instances in place of capacity units, which are the same without weights",
    "db-primary-cpu": "60 % in place of 90 %: the story's threshold, a setting",
    "db-r1-cpu": "60 % in place of 90 %: the story's threshold, a setting",
    "table-carts-errors": "DynamoDB counts them by table and operation alone, so they are summed",
    "table-orders-errors": "DynamoDB counts them by table and operation alone, so they are summed",
    "queue-uploads-dead": "one message among dead letters is one too many",
    "queue-untold-stack-dead": "one message among dead letters is one too many",
    "queue-untold-edge-dead": "one message among dead letters is one too many",
    "rotation-errors": "it runs once in weeks: three failures in a row would never be seen",
    "rotation-throttles": "it runs once in weeks: five throttles in a row would never be seen",
    "replication-failed": "one object that is not copied is one too many",
    "alerts-stack-undelivered": "one alert that is not delivered is one too many",
    "alerts-edge-undelivered": "one alert that is not delivered is one too many",
}
