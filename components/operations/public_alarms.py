"""Alarms on what visitors meet: CloudFront, web ACLs, certificates, the load balancer and the instances.

Sources of names, statistics, periods and of what a missing value means:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
and, where AWS recommends no alarm, the service's own list of metrics, named at the table.
"""

from collections.abc import Iterator
from functools import partial

import pulumi

from components.operations.alarm import DAY, FIVE_MINUTES, Alarm
from settings.operations import ApplicationAlarms, EdgeAlarms

# Minutes for which a group may have fewer instances than it must, so that a new one can start.
STARTING_MINUTES = 10


def edge_alarms(
    settings: EdgeAlarms, *, distribution_id: pulumi.Input[str], health_check_id: pulumi.Input[str]
) -> Iterator[Alarm]:
    """Watch CloudFront and the health check, both of which are measured in us-east-1."""
    yield Alarm(
        role="edge-errors",
        description="CloudFront answers too many requests with a server error.",
        namespace="AWS/CloudFront",
        metric="5xxErrorRate",
        dimensions={"DistributionId": distribution_id, "Region": "Global"},
        statistic="Average",
        threshold=settings.server_error_percent.threshold,
        periods=settings.server_error_percent.periods,
        missing="missing",
        place="edge",
    )
    yield Alarm(
        role="edge-health",
        description="Route 53 cannot reach the shop from outside.",
        namespace="AWS/Route53",
        metric="HealthCheckStatus",
        dimensions={"HealthCheckId": health_check_id},
        statistic="Average",
        comparison="LessThanThreshold",
        threshold=1,
        periods=3,
        missing="breaching",
        place="edge",
    )


def certificate_alarms(
    settings: EdgeAlarms, *, cloudfront: pulumi.Input[str], regional: pulumi.Input[str]
) -> Iterator[Alarm]:
    """Watch that ACM renews the certificates, by their ARNs."""
    of_acm = partial(
        Alarm,
        description="A certificate ends soon and has not been renewed. Look at its validation records.",
        namespace="AWS/CertificateManager",
        metric="DaysToExpiry",
        statistic="Minimum",
        comparison="LessThanOrEqualToThreshold",
        threshold=settings.certificate_days,
        period_seconds=DAY,
        periods=1,
        missing="breaching",
    )
    yield of_acm(role="edge-certificate-cloudfront", dimensions={"CertificateArn": cloudfront}, place="edge")
    yield of_acm(role="edge-certificate-regional", dimensions={"CertificateArn": regional})


def firewall_alarms(
    settings: EdgeAlarms,
    *,
    region: pulumi.Input[str],
    cloudfront_acl: pulumi.Input[str],
    regional_acl: pulumi.Input[str],
) -> Iterator[Alarm]:
    """Watch what the web ACLs block, by the names of their metrics.

    A web ACL of CloudFront has no dimension `Region`:
    https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
    """
    of_waf = partial(
        Alarm,
        description="A web ACL blocks many requests: an attack, or a rule that is too strict.",
        namespace="AWS/WAFV2",
        metric="BlockedRequests",
        statistic="Sum",
        threshold=settings.blocked_requests.threshold,
        periods=settings.blocked_requests.periods,
        missing="notBreaching",
    )
    yield of_waf(
        role="edge-blocked-cloudfront", dimensions={"WebACL": cloudfront_acl, "Rule": "ALL"}, place="edge"
    )
    yield of_waf(
        role="edge-blocked-regional",
        dimensions={"WebACL": regional_acl, "Rule": "ALL", "Region": region},
    )


def load_balancer_alarms(
    settings: ApplicationAlarms, *, load_balancer: pulumi.Input[str], target_group: pulumi.Input[str]
) -> Iterator[Alarm]:
    """Watch the load balancer and its target group, by the suffixes of their ARNs.

    Errors and unhealthy instances are watched by the application tier, whose deployments they roll back.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    """
    dimensions = {"LoadBalancer": load_balancer}
    of_balancer = partial(
        Alarm, namespace="AWS/ApplicationELB", dimensions=dimensions, missing="notBreaching"
    )
    of_targets = partial(
        Alarm,
        namespace="AWS/ApplicationELB",
        dimensions={**dimensions, "TargetGroup": target_group},
        missing="notBreaching",
    )
    yield of_balancer(
        role="app-balancer-rejected",
        description="The load balancer has as many connections as it can have, and rejects others.",
        metric="RejectedConnectionCount",
        statistic="Sum",
        threshold=0,
        periods=1,
        felt=True,
    )
    yield of_targets(
        role="app-none-healthy",
        description="No instance is healthy: nobody answers.",
        # The maximum over the load balancer's nodes: each of them counts.
        metric="HealthyHostCount",
        statistic="Maximum",
        comparison="LessThanThreshold",
        threshold=1,
        periods=2,
        felt=True,
    )
    yield of_targets(
        role="app-slow",
        description="One request of twenty takes too long.",
        metric="TargetResponseTime",
        statistic="p95",
        # It is measured in seconds.
        threshold=settings.response_time.threshold / 1000,
        periods=settings.response_time.periods,
        felt=True,
    )
    yield of_targets(
        role="app-tls",
        description="The load balancer cannot agree with an instance on TLS.",
        metric="TargetTLSNegotiationErrorCount",
        statistic="Sum",
        threshold=0,
        periods=3,
    )


def group_alarms(
    settings: ApplicationAlarms, *, group: pulumi.Input[str], least: int, most: int
) -> Iterator[Alarm]:
    """Watch the instances of an Auto Scaling group, by its name and its least and most instances.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
    """
    of_group = partial(Alarm, namespace="AWS/AutoScaling", dimensions={"AutoScalingGroupName": group})
    of_instances = partial(Alarm, namespace="AWS/EC2", dimensions={"AutoScalingGroupName": group})
    yield of_group(
        role="app-too-few",
        description="The group has fewer instances than it must. Look at its scaling activities.",
        metric="GroupInServiceInstances",
        statistic="Average",
        comparison="LessThanThreshold",
        threshold=least,
        periods=STARTING_MINUTES,
        missing="breaching",
    )
    yield of_group(
        role="app-at-most",
        description="The group has all instances that it may have: it cannot grow with a higher load.",
        metric="GroupDesiredCapacity",
        statistic="Minimum",
        comparison="GreaterThanOrEqualToThreshold",
        threshold=most,
        periods=settings.minutes_at_most_instances,
        missing="notBreaching",
    )
    yield of_instances(
        role="app-cpu",
        description="The instances work at the end of their CPU, and scaling does not help.",
        metric="CPUUtilization",
        statistic="Average",
        threshold=settings.cpu_percent.threshold,
        period_seconds=FIVE_MINUTES,
        periods=settings.cpu_percent.periods,
        missing="missing",
    )
    yield of_instances(
        role="app-status",
        description="An instance fails the status checks of EC2.",
        metric="StatusCheckFailed",
        statistic="Maximum",
        comparison="GreaterThanOrEqualToThreshold",
        threshold=1,
        period_seconds=FIVE_MINUTES,
        periods=2,
        missing="missing",
    )


def agent_alarms(settings: ApplicationAlarms, *, group: pulumi.Input[str], namespace: str) -> Iterator[Alarm]:
    """Watch what only the CloudWatch agent on the instances sees; it leaves the instance's name out.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html
    """
    of_agent = partial(Alarm, namespace=namespace, statistic="Maximum", missing="missing")
    yield of_agent(
        role="app-memory",
        description="An instance is short of memory.",
        metric="mem_used_percent",
        dimensions={"AutoScalingGroupName": group},
        threshold=settings.memory_percent.threshold,
        periods=settings.memory_percent.periods,
    )
    yield of_agent(
        role="app-disk",
        description="An instance is short of disk.",
        metric="disk_used_percent",
        # Amazon Linux 2023 formats its root volume with XFS.
        dimensions={"AutoScalingGroupName": group, "path": "/", "fstype": "xfs"},
        threshold=settings.disk_percent.threshold,
        periods=settings.disk_percent.periods,
    )
