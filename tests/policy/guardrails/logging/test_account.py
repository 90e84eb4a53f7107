"""Trails, recorders and detectors: what they leave out, and what stands beside them."""

from typing import Any

import pytest
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import part, said, told, unclear

TRAIL = "cloudtrail-trail-complete"
RECORDER = "cfg-recorder-complete"
RETENTION = "cloudwatch-log-group-retention"
WHOLE = {"isMultiRegionTrail": True}
LEFT_OUT = "it does not record all management events"
MANAGEMENT = {"fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}
WRITES = {"fieldSelectors": [*MANAGEMENT["fieldSelectors"], {"field": "readOnly", "equals": ["false"]}]}
DATA = {"fieldSelectors": [{"field": "eventCategory", "equals": ["Data"]}]}


def trail(name: str = "it", **inputs: Any) -> Resource:
    return make("cloudtrail/trail", name, {**WHOLE, **inputs})


class TestTrails:
    @pytest.mark.parametrize(
        "inputs",
        [
            {},
            {"isMultiRegionTrail": "true"},
            {"eventSelectors": [{"readWriteType": "All", "includeManagementEvents": True}]},
            {"eventSelectors": [{"dataResources": [{"type": "AWS::S3::Object"}]}]},
            {"advancedEventSelectors": [DATA, MANAGEMENT]},
        ],
    )
    def test_a_whole_trail_keeps_the_rule(self, inputs: dict[str, Any]) -> None:
        assert said(TRAIL, trail(**inputs)) == []

    @pytest.mark.parametrize(
        ("inputs", "what"),
        [
            ({"isMultiRegionTrail": None}, "isMultiRegionTrail is not true (it is not set)"),
            ({"isMultiRegionTrail": False}, "isMultiRegionTrail is not true"),
            ({"enableLogging": False}, "enableLogging is not true"),
            ({"includeGlobalServiceEvents": "false"}, "includeGlobalServiceEvents is not true"),
            ({"eventSelectors": [{"includeManagementEvents": False}]}, LEFT_OUT),
            ({"eventSelectors": [{"readWriteType": "WriteOnly"}]}, LEFT_OUT),
            ({"eventSelectors": [{"excludeManagementEventSources": ["kms.amazonaws.com"]}]}, LEFT_OUT),
            ({"advancedEventSelectors": [DATA]}, LEFT_OUT),
            ({"advancedEventSelectors": [WRITES]}, LEFT_OUT),
        ],
    )
    def test_what_it_leaves_out_breaks_it(self, inputs: dict[str, Any], what: str) -> None:
        assert told(TRAIL, what) == said(TRAIL, trail(**inputs))

    @pytest.mark.parametrize(
        ("inputs", "what"),
        [
            ({"isMultiRegionTrail": UNKNOWN_WIRE}, "isMultiRegionTrail is not known yet"),
            ({"eventSelectors": UNKNOWN_WIRE}, "which events it records is not known yet"),
        ],
    )
    def test_what_is_unknown_is_undecided(self, inputs: dict[str, Any], what: str) -> None:
        assert told(TRAIL, what, undecided=True) == said(TRAIL, trail(**inputs))

    def test_a_trail_of_data_stands_beside_a_whole_one(self) -> None:
        assert said(TRAIL, trail(advancedEventSelectors=[DATA]), trail("other")) == []

    def test_two_halves_are_no_whole(self) -> None:
        halves = trail("a", advancedEventSelectors=[DATA]), trail("b", advancedEventSelectors=[WRITES])
        assert [*told(TRAIL, LEFT_OUT, name="a"), *told(TRAIL, LEFT_OUT, name="b")] == said(TRAIL, *halves)


class TestRecorders:
    def recorder(self, known: bool, **inputs: Any) -> Resource:
        return make("cfg/recorder", inputs=inputs, id="default" if known else "")

    def status(self, recorder: Resource, known: bool, enabled: Any) -> Resource:
        return part("cfg/recorderStatus", recorder, "name", known, {"isEnabled": enabled})

    @pytest.mark.parametrize("group", [{}, {"recordingGroup": {"allSupported": True}}])
    def test_one_that_is_switched_on_keeps_the_rule(self, known: bool, group: dict[str, Any]) -> None:
        recorder = self.recorder(known, **group)
        assert said(RECORDER, recorder, self.status(recorder, known, enabled=True)) == []

    def test_one_that_leaves_kinds_out_breaks_it(self, known: bool) -> None:
        recorder = self.recorder(known, recordingGroup={"allSupported": False})
        expected = told(RECORDER, "recordingGroup.allSupported is not true")
        assert expected == said(RECORDER, recorder, self.status(recorder, known, enabled=True))

    def test_one_that_is_off_breaks_it(self, known: bool) -> None:
        recorder = self.recorder(known)
        assert told(RECORDER, "nothing switches it on") == said(RECORDER, recorder)
        expected = told(RECORDER, "isEnabled of its status is not true")
        assert expected == said(RECORDER, recorder, self.status(recorder, known, enabled=False))

    def test_an_unknown_state_is_undecided(self, known: bool) -> None:
        recorder = self.recorder(known)
        expected = told(RECORDER, "whether it is switched on is not known yet", undecided=True)
        assert expected == said(RECORDER, recorder, self.status(recorder, known, enabled=UNKNOWN_WIRE))

    def test_a_state_that_may_be_of_another_is_undecided(self) -> None:
        recorder = self.recorder(known=False)
        expected = told(RECORDER, "whether it is switched on is not known yet", undecided=True)
        found = said(RECORDER, recorder, *unclear("cfg/recorderStatus", recorder, "name"))
        assert expected == found


def test_a_stack_that_sets_up_an_account_watches_it() -> None:
    rule = "account-services-present"
    policy = make("iam/accountPasswordPolicy", inputs={})
    watchers = [
        make(short, short, {}) for short in ("cloudtrail/trail", "cfg/recorder", "guardduty/detector")
    ]
    assert said(rule, policy, *watchers) == []
    for left_out, name in enumerate(("cloudtrail.Trail", "cfg.Recorder", "guardduty.Detector")):
        others = [one for number, one in enumerate(watchers) if number != left_out]
        expected = told(rule, f"the stack sets up the account, and has no {name}")
        assert expected == said(rule, policy, *others)
    assert said(rule, make("s3/bucket", inputs={})) == [], "another stack leaves that to the account's"


@pytest.mark.parametrize("path", ["accountAggregationSource", "organizationAggregationSource"])
def test_an_aggregator_sees_every_region(path: str) -> None:
    rule, short = "account-detection-on", "cfg/configurationAggregator"
    kept, broken = make(short, inputs={path: {"allRegions": True}}), make(short, inputs={path: {}})
    assert said(rule, kept) == []
    assert told(rule, f"{path}.allRegions is not true (it is not set)") == said(rule, broken)


@pytest.mark.parametrize(
    ("inputs", "kept"),
    [
        ({"retentionInDays": 0}, True),
        ({"retentionInDays": 731}, True),
        ({"retentionInDays": 364}, False),
        ({"logGroupClass": "DELIVERY"}, True),
    ],
)
def test_logs_are_kept_for_a_year_or_for_ever(inputs: dict[str, Any], kept: bool) -> None:
    assert kept is (said(RETENTION, make("cloudwatch/logGroup", inputs=inputs)) == [])
