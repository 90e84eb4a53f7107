"""GuardDuty, Inspector and Access Analyzer, and which of their findings are told."""

import json
from typing import Any

import pytest

from components.detection import Detection, DetectionArgs
from components.detection.notices import notices
from settings.account.detection import FEATURES, DetectionSettings

ACCOUNT = "111122223333"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:topic"


def detection(**changes: Any) -> Detection:
    settings = DetectionSettings(
        **{
            "guard_duty_features": ("S3_DATA_EVENTS",),
            "publishing_frequency": "ONE_HOUR",
            "least_severity": 4,
            "inspector_scans": ("EC2", "LAMBDA"),
            "unused_access_days": 60,
            **changes,
        }
    )
    return Detection("account", DetectionArgs(settings=settings, account_id=ACCOUNT, topic_arn=TOPIC))


def test_the_detector_is_on_and_each_protection_plan_is_on_or_off_by_name(record):
    graph = record(detection)
    (detector,) = graph.of_type("aws:guardduty/detector:Detector")
    assert detector.inputs["enable"] is True
    assert detector.inputs["findingPublishingFrequency"] == "ONE_HOUR"
    features = graph.of_type("aws:guardduty/detectorFeature:DetectorFeature")
    assert {one.inputs["name"]: one.inputs["status"] for one in features} == {
        "S3_DATA_EVENTS": "ENABLED",
        "EKS_AUDIT_LOGS": "DISABLED",
        "EBS_MALWARE_PROTECTION": "DISABLED",
        "RDS_LOGIN_EVENTS": "DISABLED",
        "LAMBDA_NETWORK_LOGS": "DISABLED",
    }, "a plan that is not named is on for a new detector, and costs"
    assert {one.inputs["detectorId"] for one in features} == {detector.id}


def test_inspector_scans_this_account(record):
    graph = record(detection)
    (enabler,) = graph.of_type("aws:inspector2/enabler:Enabler")
    assert enabler.inputs["accountIds"] == [ACCOUNT]
    assert enabler.inputs["resourceTypes"] == ["EC2", "LAMBDA"]


def test_inspector_is_left_out_where_nothing_is_scanned(record):
    graph = record(lambda: detection(inspector_scans=()))
    assert graph.of_type("aws:inspector2/enabler:Enabler") == ()


def test_access_from_outside_and_access_that_nobody_uses_are_looked_for(record):
    graph = record(detection)
    found = {
        one.inputs["analyzerName"]: one.inputs
        for one in graph.of_type("aws:accessanalyzer/analyzer:Analyzer")
    }
    assert set(found) == {"shop-dev-external", "shop-dev-unused"}
    assert found["shop-dev-external"]["type"] == "ACCOUNT"
    assert found["shop-dev-unused"]["type"] == "ACCOUNT_UNUSED_ACCESS"
    assert found["shop-dev-unused"]["configuration"] == {"unusedAccess": {"unusedAccessAge": 60}}


def test_findings_of_each_service_are_told(record):
    graph = record(detection)
    patterns = {
        rule.name: json.loads(rule.inputs["eventPattern"])
        for rule in graph.of_type("aws:cloudwatch/eventRule:EventRule")
    }
    assert patterns == {
        "account-guardduty": {
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", 4]}]},
        },
        "account-inspector": {
            "source": ["aws.inspector2"],
            "detail-type": ["Inspector2 Finding"],
            "detail": {"severity": ["CRITICAL", "HIGH"], "status": ["ACTIVE"]},
        },
        "account-access-analyzer": {"source": ["aws.access-analyzer"], "detail": {"status": ["ACTIVE"]}},
    }
    targets = graph.of_type("aws:cloudwatch/eventTarget:EventTarget")
    assert [TOPIC] * 3 == [target.inputs["arn"] for target in targets]


@pytest.mark.parametrize("notice", list(notices(4)), ids=lambda notice: notice.role)
def test_a_sentence_uses_each_word_that_is_taken_from_the_event(notice):
    import re

    assert set(re.findall(r"<(\w+)>", notice.sentence)) == set(notice.paths)


def test_the_values_are_those_of_the_apis():
    import botocore.session

    session = botocore.session.get_session()

    def values(service: str, shape: str) -> set[str]:
        return set(session.get_service_model(service).shape_for(shape).enum)

    assert set(FEATURES) <= values("guardduty", "DetectorFeature")
    assert {"ACCOUNT", "ACCOUNT_UNUSED_ACCESS"} <= values("accessanalyzer", "Type")
