"""Databases and services: what they see is written down."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import (
    ResourceCheck,
    by_type,
    each,
    must_be_given,
    must_be_one_of,
    must_be_true,
    number,
    show,
    truth,
    unknown,
)
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import DB_CLUSTER, DB_INSTANCE, aws
from guardrails.values import UNKNOWN, at, items, plain

_EXPORTS: Final = "enabledCloudwatchLogsExports"
_SEARCH: Final = (aws("opensearch/domain"), aws("elasticsearch/domain"))
# The logs that an engine must export, by what its name holds.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
_ENGINES: Final = (
    ("postgres", ("postgresql",)),
    ("mysql", ("audit", "error")),
    ("mariadb", ("audit", "error")),
    ("oracle", ("alert", "audit")),
    ("sqlserver", ("error",)),
    ("db2", ("diag.log",)),
)


def _must_list(path: str, *wanted: str) -> ResourceCheck:
    """Return a check that a list holds some values; where none is named, that it is not empty."""

    def check(resource: Resource) -> Iterator[Problem]:
        listed = [plain(one) for one in items(resource.inputs, path)]
        missing = [one for one in wanted if one not in listed]
        if UNKNOWN in listed:
            yield unknown(path)
        elif not listed:
            yield Problem(f"{path} is not set")
        elif missing:
            yield Problem(f"{path} has no {', '.join(map(show, missing))}")

    return check


def _rds(database: Resource) -> Iterator[Problem]:
    """Judge a database by its engine; a replica that leaves the engine out exports something at least."""
    engine = plain(at(database.inputs, "engine"))
    if engine is UNKNOWN:
        yield unknown("engine")
        return
    wanted = next((logs for name, logs in _ENGINES if name in str(engine)), ())
    yield from _must_list(_EXPORTS, *wanted)(database)


def _domain(domain: Resource) -> Iterator[Problem]:
    kinds = set()
    for label, option in each(domain.inputs, "logPublishingOptions"):
        kind = UNKNOWN if option is UNKNOWN else plain(at(option, "logType"))
        state = truth(at(option, "enabled"), default=True)
        if kind is UNKNOWN or state is UNKNOWN:
            yield unknown(label)
            return
        if state:
            kinds.add(str(kind))
    for wanted in ("AUDIT_LOGS", "ES_APPLICATION_LOGS"):
        if wanted not in kinds:
            yield Problem(f"logPublishingOptions has no '{wanted}'")


def _broker(broker: Resource) -> Iterator[Problem]:
    """Judge a broker: RabbitMQ has no log of audits."""
    yield from must_be_true("logs.general")(broker)
    engine = plain(at(broker.inputs, "engineType"))
    if isinstance(engine, str) and engine.lower() == "activemq":
        yield from must_be_true("logs.audit")(broker)


def _kafka(cluster: Resource) -> Iterator[Problem]:
    path = "loggingInfo.brokerLogs"
    states = [
        truth(at(cluster.inputs, f"{path}.{one}.enabled"), default=False)
        for one in ("cloudwatchLogs", "firehose", "s3")
    ]
    if UNKNOWN in states and True not in states:
        yield unknown(path)
    elif True not in states:
        yield Problem(f"{path} names no enabled destination")


def _build(project: Resource) -> Iterator[Problem]:
    """Judge a project: it writes to CloudWatch Logs unless it is told not to."""
    cloudwatch = plain(at(project.inputs, "logsConfig.cloudwatchLogs.status"))
    bucket = plain(at(project.inputs, "logsConfig.s3Logs.status"))
    if cloudwatch == "DISABLED" and bucket != "ENABLED":
        yield Problem("logsConfig writes neither to CloudWatch Logs nor to S3")


def _watched(database: Resource) -> Iterator[Problem]:
    interval = plain(at(database.inputs, "monitoringInterval"))
    if interval is UNKNOWN:
        yield unknown("monitoringInterval")
    elif not number(interval):
        yield Problem("monitoringInterval is " + ("not set, which is 0" if interval is None else "0"))


def _insights(database: Resource) -> Iterator[Problem]:
    yield from _watched(database)
    yield from must_be_true("performanceInsightsEnabled")(database)


def _redshift(graph: Graph, cluster: Resource) -> Iterator[Problem]:
    tokens = (aws("redshift/logging"),)
    found = graph.referrers(cluster, tokens, "clusterIdentifier", (cluster.type,))
    if not found.sure:
        yield (
            unknown("which audit log it has") if found.maybe else Problem("nothing records who asks it what")
        )


_DATABASES: Final[dict[str, ResourceCheck]] = {
    DB_INSTANCE: _rds,
    DB_CLUSTER: _rds,
    aws("docdb/cluster"): _must_list(_EXPORTS, "audit"),
    aws("neptune/cluster"): _must_list("enableCloudwatchLogsExports", "audit"),
    aws("redshiftserverless/namespace"): _must_list("logExports", "userlog", "connectionlog"),
    **dict.fromkeys(_SEARCH, _domain),
}
_STAGE: Final[Any] = must_be_given("accessLogSettings.destinationArn")
_SERVICES: Final[dict[str, ResourceCheck]] = {
    aws("mq/broker"): _broker,
    aws("msk/cluster"): _kafka,
    aws("eks/cluster"): _must_list("enabledClusterLogTypes", "audit"),
    aws("sfn/stateMachine"): must_be_one_of(
        "loggingConfiguration.level", ("ALL", "ERROR", "FATAL"), default="OFF"
    ),
    aws("codebuild/project"): _build,
    aws("apigateway/stage"): _STAGE,
    aws("apigatewayv2/stage"): _STAGE,
}
_TRACED: Final[dict[str, ResourceCheck]] = {
    aws("apigateway/stage"): must_be_true("xrayTracingEnabled"),
    aws("sfn/stateMachine"): must_be_true("tracingConfiguration.enabled"),
}

RULES: Final = (
    ResourceRule(
        id="database-logs",
        applies_to=tuple(_DATABASES),
        statement="Databases write down who connected, and what went wrong.",
        risk="After an attack nobody can tell who read what.",
        remediation="Name the logs in enabled_cloudwatch_logs_exports (Neptune: "
        "enable_cloudwatch_logs_exports; OpenSearch: log_publishing_options)",
        severity="medium",
        topics=("logging",),
        url=security_hub("RDS.9"),
        controls=(
            "FSBP RDS.9",
            "FSBP RDS.34",
            "FSBP RDS.36",
            "FSBP RDS.37",
            "FSBP RDS.40",
            "FSBP RDS.42",
            "FSBP DocumentDB.4",
            "FSBP Neptune.2",
            "FSBP Opensearch.4",
            "FSBP Opensearch.5",
            "Checkov CKV_AWS_84",
            "Checkov CKV_AWS_101",
            "Checkov CKV_AWS_129",
            "Checkov CKV_AWS_317",
            "Checkov CKV_AWS_324",
            "cdk-nag AwsSolutions-RDS16",
            "cdk-nag AwsSolutions-OS9",
            "cdk-nag AwsSolutions-DOC5",
            "cdk-nag AwsSolutions-N5",
        ),
        check=by_type(_DATABASES),
    ),
    ResourceRule(
        id="service-logs",
        applies_to=tuple(_SERVICES),
        statement="Brokers, clusters, workflows, builds and APIs write down what they do.",
        risk="After a fault or an attack nobody can tell what happened.",
        remediation="Pass the property that names the log group, or switches the log on",
        severity="medium",
        topics=("logging",),
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_detect_investigate_events_app_service_logging.html",
        controls=(
            "FSBP APIGateway.9",
            "FSBP CodeBuild.4",
            "FSBP EKS.8",
            "FSBP MQ.2",
            "FSBP StepFunctions.1",
            "CIS-7.0 4.10",
            "Checkov CKV_AWS_37",
            "Checkov CKV_AWS_48",
            "Checkov CKV_AWS_76",
            "Checkov CKV_AWS_80",
            "Checkov CKV_AWS_197",
            "Checkov CKV_AWS_285",
            "cdk-nag AwsSolutions-APIG1",
            "cdk-nag AwsSolutions-EKS2",
            "cdk-nag AwsSolutions-MSK6",
            "cdk-nag AwsSolutions-SF1",
            "CP apigatewayv2-stage-enable-access-logging",
        ),
        check=by_type(_SERVICES),
    ),
    GraphRule(
        id="redshift-cluster-audit-log",
        applies_to=(aws("redshift/cluster"),),
        statement="Redshift clusters write down who asked what.",
        risk="After an attack nobody can tell who read what.",
        remediation="Add redshift.Logging for the cluster",
        severity="medium",
        topics=("logging",),
        url=security_hub("Redshift.4"),
        controls=("FSBP Redshift.4", "Checkov CKV_AWS_71", "cdk-nag AwsSolutions-RS5"),
        check=_redshift,
    ),
    ResourceRule(
        id="rds-instance-monitored",
        applies_to=(DB_INSTANCE, aws("rds/clusterInstance")),
        statement="Databases are watched from inside: the operating system, and what waits for what.",
        risk="A slow database is seen by customers first, and nobody can tell why.",
        remediation="Pass monitoring_interval=60 with monitoring_role_arn, and performance_insights_enabled=True",
        severity="low",
        topics=("logging",),
        url=security_hub("RDS.6"),
        controls=(
            "FSBP RDS.6",
            "Checkov CKV_AWS_118",
            "Checkov CKV_AWS_353",
            "CP rds-instance-enable-performance-insights",
        ),
        check=_insights,
    ),
    ResourceRule(
        id="api-traced",
        applies_to=tuple(_TRACED),
        statement="Requests can be followed through APIs and workflows.",
        risk="Nobody can tell which of many services is slow or fails.",
        remediation="Pass xray_tracing_enabled=True (Step Functions: tracing_configuration)",
        severity="low",
        topics=("logging",),
        url=security_hub("APIGateway.3"),
        controls=(
            "FSBP APIGateway.3",
            "Checkov CKV_AWS_73",
            "Checkov CKV_AWS_284",
            "cdk-nag AwsSolutions-SF2",
        ),
        check=by_type(_TRACED),
    ),
)
