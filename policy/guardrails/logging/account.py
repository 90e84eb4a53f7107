"""The account: trails, configuration history and detectors miss nothing."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import (
    ResourceCheck,
    by_type,
    must_be_given,
    must_be_one_of,
    show,
    switch,
    truth,
    unknown,
)
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_TRAILS: Final = (aws("cloudtrail/trail"),)
_STORE: Final = aws("cloudtrail/eventDataStore")
_RECORDERS: Final = (aws("cfg/recorder"),)
_AGGREGATOR: Final = aws("cfg/configurationAggregator")
_WATCHERS: Final = {
    aws("cloudtrail/trail"): "cloudtrail.Trail",
    aws("cfg/recorder"): "cfg.Recorder",
    aws("guardduty/detector"): "guardduty.Detector",
}
_INSPECTED: Final = ("EC2", "ECR", "LAMBDA")


def _trail(graph: Graph, trail: Resource) -> Iterator[Problem]:
    """Judge a trail; one that records data only stands beside one that records management events."""
    yield from switch(trail.inputs, "enableLogging", wanted=True, default=True)
    yield from switch(trail.inputs, "isMultiRegionTrail", wanted=True, default=False)
    yield from switch(trail.inputs, "includeGlobalServiceEvents", wanted=True, default=True)
    others = [one for one in graph.of_type(*_TRAILS) if one.urn != trail.urn]
    problem = _management(trail)
    if problem is not None and all(_management(one) is not None for one in others):
        yield problem


def _management(trail: Resource) -> Problem | None:
    """Return what keeps a trail from recording all management events."""
    classic, advanced = items(trail.inputs, "eventSelectors"), items(trail.inputs, "advancedEventSelectors")
    if UNKNOWN in (*classic, *advanced):
        return unknown("which events it records")
    if advanced:
        whole = any(_selects_management(one) for one in advanced)
    else:
        whole = not classic or any(_records_all(one) for one in classic)
    return None if whole else Problem("it does not record all management events")


def _records_all(selector: Any) -> bool:
    return (
        truth(at(selector, "includeManagementEvents"), default=True) is True
        and plain(at(selector, "readWriteType")) in (None, "All")
        and not items(selector, "excludeManagementEventSources")
    )


def _selects_management(selector: Any) -> bool:
    """Tell whether an advanced selector takes all management events: by category, and by nothing else."""
    fields = {
        plain(at(one, "field")): [plain(value) for value in items(one, "equals")]
        for one in items(selector, "fieldSelectors")
        if one is not UNKNOWN and isinstance(plain(at(one, "field")), str)
    }
    return fields == {"eventCategory": ["Management"]}


def _recorder(graph: Graph, recorder: Resource) -> Iterator[Problem]:
    yield from switch(recorder.inputs, "recordingGroup.allSupported", wanted=True, default=True)
    found = graph.referrers(recorder, (aws("cfg/recorderStatus"),), "name", _RECORDERS)
    states = [truth(one.asked("isEnabled"), default=False) for one in found.sure]
    if UNKNOWN in states or (found.maybe and not found.sure):
        yield unknown("whether it is switched on")
    elif True not in states:
        yield Problem("nothing switches it on" if not states else "isEnabled of its status is not true")


def _inspector(enabler: Resource) -> Iterator[Problem]:
    types = [plain(one) for one in items(enabler.inputs, "resourceTypes")]
    missing = [one for one in _INSPECTED if one not in types]
    if UNKNOWN in types:
        yield unknown("resourceTypes")
    elif missing:
        yield Problem(f"resourceTypes has no {', '.join(map(show, missing))}")


def _aggregator(aggregator: Resource) -> Iterator[Problem]:
    """Judge an aggregator, of accounts or of an organisation."""
    for path in ("accountAggregationSource", "organizationAggregationSource"):
        if plain(at(aggregator.inputs, path)) is not None:
            yield from switch(aggregator.inputs, f"{path}.allRegions", wanted=True, default=False)


def _features(detector: Resource) -> Iterator[Problem]:
    """Judge a detector, and the data sources that it says something of in the old way."""
    yield from switch(detector.inputs, "enable", wanted=True, default=True)
    for path in ("s3Logs.enable", "kubernetes.auditLogs.enable"):
        if at(detector.inputs, f"datasources.{path}") is not None:
            yield from switch(detector.inputs, f"datasources.{path}", wanted=True, default=True)


def _store(store: Resource) -> Iterator[Problem]:
    for path in ("multiRegionEnabled", "terminationProtectionEnabled"):
        yield from switch(store.inputs, path, wanted=True, default=True)


def _retention(group: Resource) -> Iterator[Problem]:
    """Judge for how long a log group keeps logs: 0 is for ever, and nothing said is for ever by accident."""
    days = plain(at(group.inputs, "retentionInDays"))
    if plain(at(group.inputs, "logGroupClass")) == "DELIVERY":
        return  # CloudWatch keeps these for two days, whatever is asked for
    if days is UNKNOWN:
        yield unknown("retentionInDays")
    elif days is None:
        yield Problem("retentionInDays is not set, so logs are kept, and paid for, for ever")
    elif not isinstance(days, int | float) or 0 < days < 365:
        yield Problem(f"retentionInDays is {show(days)}, less than 365 days")


def _services(graph: Graph, _: Resource) -> Iterator[Problem]:
    """Judge a stack that sets up an account, which it tells by the policy of passwords."""
    for token, name in _WATCHERS.items():
        if not graph.of_type(token):
            yield Problem(f"the stack sets up the account, and has no {name}")


_DETECTORS: Final[dict[str, ResourceCheck]] = {
    aws("guardduty/detector"): _features,
    aws("macie2/account"): must_be_one_of("status", ("ENABLED",), default="ENABLED"),
    aws("inspector2/enabler"): _inspector,
    _AGGREGATOR: _aggregator,
    _STORE: _store,
}

RULES: Final = (
    GraphRule(
        id="cloudtrail-trail-complete",
        applies_to=_TRAILS,
        statement="Trails record all management events, of all Regions.",
        risk="Whoever takes over the account works where nobody records it.",
        remediation="Pass is_multi_region_trail=True, and selectors that leave no management event out",
        severity="high",
        topics=("logging",),
        url=security_hub("CloudTrail.1"),
        controls=(
            "FSBP CloudTrail.1",
            "CIS-5.0 3.1",
            "Checkov CKV_AWS_67",
            "Checkov CKV_AWS_251",
        ),
        check=_trail,
    ),
    ResourceRule(
        id="cloudtrail-trail-cloudwatch",
        applies_to=_TRAILS,
        statement="Trails are sent to CloudWatch Logs, where alarms can watch them.",
        risk="An attack is found when somebody looks, not when it happens.",
        remediation="Pass cloud_watch_logs_group_arn and cloud_watch_logs_role_arn to cloudtrail.Trail",
        severity="low",
        topics=("logging",),
        url=security_hub("CloudTrail.5"),
        controls=("FSBP CloudTrail.5", "Checkov CKV2_AWS_10", "cdk-nag CloudTrailCloudWatchLogsEnabled"),
        check=must_be_given("cloudWatchLogsGroupArn"),
    ),
    GraphRule(
        id="cfg-recorder-complete",
        applies_to=_RECORDERS,
        statement="AWS Config records all kinds of resources, and is switched on.",
        risk="Nobody can tell who changed what, nor what is open now.",
        remediation="Pass recording_group with all_supported=True, and add cfg.RecorderStatus",
        severity="medium",
        topics=("logging",),
        url=security_hub("Config.1"),
        controls=("FSBP Config.1", "CIS-5.0 3.3", "Checkov CKV2_AWS_45", "Checkov CKV2_AWS_48"),
        check=_recorder,
    ),
    ResourceRule(
        id="account-detection-on",
        applies_to=tuple(_DETECTORS),
        statement="What watches the account is switched on, for all that it can watch.",
        risk="An attack goes on for months before anybody sees it.",
        remediation="Pass the value that switches it on, in every Region and for every kind of resource",
        severity="high",
        topics=("logging",),
        url=security_hub("GuardDuty.1"),
        controls=(
            "FSBP GuardDuty.1",
            "FSBP Macie.1",
            *(f"FSBP Inspector.{number}" for number in range(1, 5)),
            "Checkov CKV_AWS_121",
            "Checkov CKV_AWS_238",
            "Checkov CKV2_AWS_3",
        ),
        check=by_type(_DETECTORS),
    ),
    GraphRule(
        id="account-services-present",
        applies_to=(aws("iam/accountPasswordPolicy"),),
        statement="A stack that sets up an account has a trail, AWS Config and GuardDuty.",
        risk="An attack goes on for months before anybody sees it.",
        remediation="Add it to the stack of the account",
        severity="high",
        topics=("logging",),
        url=security_hub("GuardDuty.1"),
        controls=("FSBP CloudTrail.1", "FSBP Config.1", "FSBP GuardDuty.1", "Checkov CKV2_AWS_3"),
        check=_services,
    ),
    ResourceRule(
        id="guardduty-features-on",
        applies_to=(aws("guardduty/detectorFeature"),),
        statement="GuardDuty watches all that it is told of.",
        risk="An attack on what it leaves out is not seen.",
        remediation="Pass status='ENABLED' to guardduty.DetectorFeature; what is not used costs nothing",
        severity="medium",
        topics=("logging",),
        url="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html",
        controls=tuple(f"FSBP GuardDuty.{number}" for number in range(5, 14)),
        check=must_be_one_of("status", ("ENABLED",), default=None),
    ),
    ResourceRule(
        id="cloudwatch-log-group-retention",
        applies_to=(aws("cloudwatch/logGroup"),),
        statement="Log groups say for how long they keep logs: a year at least.",
        risk="An attack is found after months, and its traces are gone.",
        remediation="Pass retention_in_days=365 or more to cloudwatch.LogGroup, or 0 for ever",
        severity="medium",
        topics=("logging",),
        url=security_hub("CloudWatch.16"),
        controls=(
            "Security Hub CloudWatch.16",
            "Checkov CKV_AWS_66",
            "Checkov CKV_AWS_338",
            "cdk-nag CloudWatchLogGroupRetentionPeriod",
        ),
        check=_retention,
    ),
)
