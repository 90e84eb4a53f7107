"""CloudFront, WAF, Route 53, load balancers and API Gateway: who asked for what is written down."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import each, must_be_false, must_be_true, show, switch, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import LOAD_BALANCERS, aws
from guardrails.values import UNKNOWN, at, items, plain

_DISTRIBUTIONS: Final = (aws("cloudfront/distribution"),)
_SOURCES: Final = (aws("cloudwatch/logDeliverySource"),)
_DELIVERIES: Final = (aws("cloudwatch/logDelivery"),)
_ACL: Final = aws("wafv2/webAcl")
_CLASSIC: Final = (aws("waf/webAcl"), aws("wafregional/webAcl"))
_GROUP: Final = aws("wafv2/ruleGroup")
_METRICS: Final = "visibilityConfig.cloudwatchMetricsEnabled"
_ZONES: Final = (aws("route53/zone"),)
_STAGES: Final = (aws("apigateway/stage"),)
_SETTINGS: Final = aws("apigateway/methodSettings")


def _distribution(graph: Graph, distribution: Resource) -> Iterator[Problem]:
    """Judge both ways to get logs: the old one inside, and delivery through CloudWatch beside it."""
    if plain(at(distribution.inputs, "loggingConfig.bucket")) not in (None, ""):
        return
    found = graph.referrers(distribution, _SOURCES, "resourceArn", _DISTRIBUTIONS)
    deliveries = [
        graph.referrers(source, _DELIVERIES, "deliverySourceName", _SOURCES)
        for source in (*found.sure, *found.maybe)
    ]
    if any(one.sure for one in deliveries) and found.sure:
        return
    if any(one.sure or one.maybe for one in deliveries):
        yield unknown("which log delivery it has")
    else:
        yield Problem("nothing records its requests")


def _acl_logs(graph: Graph, acl: Resource) -> Iterator[Problem]:
    """Judge a web ACL; a classic one says inside where its log goes."""
    if plain(at(acl.inputs, "loggingConfiguration.logDestination")) not in (None, ""):
        return
    tokens = (aws("wafv2/webAclLoggingConfiguration"),)
    found = graph.referrers(acl, tokens, "resourceArn", (_ACL,))
    if not found.sure:
        yield (
            unknown("which logging configuration it has")
            if found.maybe
            else Problem("nothing records what it blocks")
        )


def _acl_metrics(resource: Resource) -> Iterator[Problem]:
    """Judge a web ACL or rule group, and each of its rules."""
    yield from must_be_true(_METRICS)(resource)
    for label, rule in each(resource.inputs, "rules"):
        if rule is UNKNOWN:
            yield unknown(label)
        else:
            yield from switch(rule, _METRICS, wanted=True, default=False, label=f"{label}.{_METRICS}")


def _zone(graph: Graph, zone: Resource) -> Iterator[Problem]:
    """Judge a public zone; what is asked of a private one the resolver records."""
    if items(zone.inputs, "vpcs"):
        return
    found = graph.referrers(zone, (aws("route53/queryLog"),), "zoneId", _ZONES)
    if not found.sure:
        yield unknown("which query log it has") if found.maybe else Problem("nothing records what is asked")


def _connections(balancer: Resource) -> Iterator[Problem]:
    if plain(at(balancer.inputs, "loadBalancerType")) in (None, "application"):
        yield from switch(balancer.inputs, "connectionLogs.enabled", wanted=True, default=False)


def _execution(graph: Graph, stage: Resource) -> Iterator[Problem]:
    """Judge a stage by the settings of all its methods: `*/*`."""
    found: dict[str, Any] = graph.derive(_settings_by_stage)
    levels = found.get(stage.urn, [])
    if UNKNOWN in levels:
        yield unknown("the logging level of its methods")
    elif not any(one in ("ERROR", "INFO") for one in levels):
        what = show(levels[0]) if levels else "not set, which is 'OFF'"
        yield Problem(f"the logging level of its methods is {what}")


def _settings_by_stage(graph: Graph) -> dict[str, list[Any]]:
    """Return the logging levels of all methods of each stage, by its URN."""
    levels: dict[str, list[Any]] = {}
    for settings in graph.of_type(_SETTINGS):
        if plain(settings.asked("methodPath")) != "*/*":
            continue
        level = plain(settings.asked("settings.loggingLevel"))
        for stage in _stages_of(graph, settings):
            levels.setdefault(stage.urn, []).append(level)
    return levels


def _stages_of(graph: Graph, settings: Resource) -> Iterator[Resource]:
    """Yield the stages that settings are made for: those of the API with that name."""
    wired = graph.wired(settings, "stageName", *_STAGES)
    yield from wired
    for stage in graph.derive(_stages_by_name).get(_stage_name(settings), ()):
        if stage not in wired:
            yield stage


def _stages_by_name(graph: Graph) -> dict[tuple[str, str], list[Resource]]:
    stages: dict[tuple[str, str], list[Resource]] = {}
    for stage in graph.of_type(*_STAGES):
        stages.setdefault(_stage_name(stage), []).append(stage)
    stages.pop(("", ""), None)
    return stages


def _stage_name(resource: Resource) -> tuple[str, str]:
    """Return the API and the stage that a resource names; nothing where either is not known yet."""
    api, name = plain(resource.asked("restApi")), plain(resource.asked("stageName"))
    return (api, name) if isinstance(api, str) and isinstance(name, str) else ("", "")


RULES: Final = (
    GraphRule(
        id="cloudfront-distribution-logs",
        applies_to=_DISTRIBUTIONS,
        statement="CloudFront writes down who asked for what.",
        risk="After an attack nobody can tell who asked for what.",
        remediation="Pass logging_config, or add cloudwatch.LogDeliverySource and LogDelivery",
        severity="medium",
        topics=("logging",),
        url=security_hub("CloudFront.5"),
        controls=(
            "FSBP CloudFront.5",
            "CIS-7.0 4.10",
            "Checkov CKV_AWS_86",
            "cdk-nag AwsSolutions-CFR3",
            "CP cloudfront-distribution-enable-access-logging",
        ),
        check=_distribution,
    ),
    GraphRule(
        id="wafv2-web-acl-logs",
        applies_to=(_ACL, *_CLASSIC),
        statement="Web ACLs write down what they block.",
        risk="Nobody can tell an attack from a rule that keeps customers out.",
        remediation="Add wafv2.WebAclLoggingConfiguration for the web ACL",
        severity="medium",
        topics=("logging",),
        url=security_hub("WAF.11"),
        controls=("Security Hub WAF.11", "FSBP WAF.1", "Checkov CKV2_AWS_31", "cdk-nag WAFv2LoggingEnabled"),
        check=_acl_logs,
    ),
    ResourceRule(
        id="wafv2-metrics",
        applies_to=(_ACL, _GROUP),
        statement="Web ACLs, and each of their rules, count what they match.",
        risk="Nobody sees an attack while it lasts.",
        remediation="Pass cloudwatch_metrics_enabled=True in every visibility_config",
        severity="medium",
        topics=("logging",),
        url=security_hub("WAF.12"),
        controls=("FSBP WAF.12",),
        check=_acl_metrics,
    ),
    GraphRule(
        id="route53-zone-query-log",
        applies_to=_ZONES,
        statement="What is asked of public zones is written down.",
        risk="Nobody sees who looks for names that should not be known.",
        remediation="Add route53.QueryLog for the zone",
        severity="medium",
        topics=("logging",),
        url=security_hub("Route53.2"),
        controls=("FSBP Route53.2", "Checkov CKV2_AWS_39"),
        check=_zone,
    ),
    ResourceRule(
        id="lb-load-balancer-connection-logs",
        applies_to=LOAD_BALANCERS,
        statement="Application load balancers write down who connected, and with which TLS.",
        risk="Nobody can tell who failed to connect, nor who still speaks old TLS.",
        remediation="Pass connection_logs with bucket and enabled=True to lb.LoadBalancer",
        severity="low",
        topics=("logging",),
        url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html",
        check=_connections,
    ),
    GraphRule(
        id="apigateway-stage-execution-log",
        applies_to=_STAGES,
        statement="REST APIs write down what failed.",
        risk="Nobody can tell why a call failed.",
        remediation="Add apigateway.MethodSettings with method_path='*/*' and logging_level='ERROR'",
        severity="medium",
        topics=("logging",),
        url=security_hub("APIGateway.1"),
        controls=("FSBP APIGateway.1", "Checkov CKV2_AWS_4", "cdk-nag AwsSolutions-APIG6"),
        check=_execution,
    ),
    ResourceRule(
        id="apigateway-no-data-trace",
        applies_to=(_SETTINGS,),
        statement="API Gateway does not write down what customers send.",
        risk="Whoever may read the logs reads passwords, addresses and orders.",
        remediation="Leave data_trace_enabled out in settings of apigateway.MethodSettings",
        severity="medium",
        topics=("logging",),
        url="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
        controls=("Checkov CKV_AWS_276",),
        check=must_be_false("settings.dataTraceEnabled"),
    ),
)
