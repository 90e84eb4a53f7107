"""The runbook: sound by AWS's own API descriptions, and stepped through with a failure at each step."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.model import ListShape, Shape, StringShape, StructureShape
from hypothesis import given
from hypothesis import strategies as st

from components.systems_manager.permissions import automation_permissions
from components.systems_manager.runbook import runbook

_SPEC = importlib.util.spec_from_file_location("automation", Path(__file__).with_name("automation.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
automation = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(automation)

TAGS = {"project": "shop", "environment": "prod"}
DOCUMENT = runbook(
    {
        "AutomationAssumeRole": "arn:aws:iam::111122223333:role/runbook",
        "TopicArn": "arn:aws:sns:eu-west-1:111122223333:alerts",
    },
    TAGS,
)
STEPS = {step["name"]: step for step in DOCUMENT["mainSteps"]}
NAMES = list(STEPS)
UPGRADE = ["StopPostgreSQL", "SnapshotDataVolume", "UpgradePostgreSQL", "StartPostgreSQL"]
STORY = [*UPGRADE, "VerifyPostgreSQLVersion"]
BEFORE_ANY_CHANGE = ["StopPostgreSQL", "SnapshotDataVolume", "WaitForSnapshot"]
AFTER_A_CHANGE = ["UpgradePostgreSQL", "StartPostgreSQL", "VerifyPostgreSQLVersion"]
RESTORING = [
    "StopForRestore",
    "CreateRestoredVolume",
    "WaitForRestoredVolume",
    "DetachDataVolume",
    "WaitForDetachedVolume",
    "AttachRestoredVolume",
    "WaitForAttachedVolume",
    "StartRestoredPostgreSQL",
]
API_CALLS = [name for name, step in STEPS.items() if "Api" in step["inputs"]]


def test_the_document_has_the_schema_version_and_parameters_of_the_story() -> None:
    assert DOCUMENT["schemaVersion"] == "0.3"
    required = [name for name, one in DOCUMENT["parameters"].items() if "default" not in one]
    assert required == ["InstanceId", "DataVolumeId", "TargetVersion"]
    for name, parameter in DOCUMENT["parameters"].items():
        assert parameter["description"], name


def test_names_are_unique_and_every_jump_leads_to_a_step() -> None:
    assert len(NAMES) == len(DOCUMENT["mainSteps"])
    for name, step in STEPS.items():
        for jump in (step.get("nextStep"), step["onFailure"].removeprefix("step:")):
            assert jump in {None, "Continue", *NAMES}, name


def test_every_step_says_what_happens_when_it_fails() -> None:
    assert {name for name, step in STEPS.items() if step["onFailure"] == "Continue"} == {
        name for name, step in STEPS.items() if step.get("isEnd")
    }, "only a notification, which is the end anyhow, may fail without consequence"


def test_an_upgrade_runs_the_steps_of_the_story_in_order() -> None:
    execution = automation.execute(DOCUMENT)
    assert [name for name in execution.steps if name in STORY] == STORY
    assert execution.steps[-1] == "NotifyUpgraded"
    assert execution.status == "Success"


def test_a_volume_that_is_not_the_instances_is_left_alone() -> None:
    execution = automation.execute(DOCUMENT, ["CheckDataVolumeIsAttached"])
    assert execution.steps == ("DescribeDataVolume", "CheckDataVolumeIsAttached", "NotifyAborted")
    assert execution.status == "Failed"


@pytest.mark.parametrize("failing", BEFORE_ANY_CHANGE)
def test_a_failure_before_any_change_starts_postgresql_as_it_was(failing: str) -> None:
    execution = automation.execute(DOCUMENT, [failing])
    assert execution.steps[-3:] == (failing, "StartUnchangedPostgreSQL", "NotifyAborted")
    assert execution.status == "Failed"


@pytest.mark.parametrize("failing", AFTER_A_CHANGE)
def test_a_failure_after_a_change_restores_the_volume_from_the_snapshot_and_tells(failing: str) -> None:
    execution = automation.execute(DOCUMENT, [failing])
    assert list(execution.steps[execution.steps.index(failing) :]) == [failing, *RESTORING, "NotifyRestored"]
    assert execution.status == "Failed", "the upgrade did fail, however well the restore went"


@pytest.mark.parametrize("failing", RESTORING)
def test_a_restore_that_fails_calls_for_a_person_at_once(failing: str) -> None:
    execution = automation.execute(DOCUMENT, ["UpgradePostgreSQL", failing])
    assert execution.steps[-2:] == (failing, "NotifyRestoreFailed")
    assert execution.status == "Failed"


@given(st.sets(st.sampled_from(NAMES)))
def test_whatever_fails_somebody_is_told_and_nothing_is_undefined(failing: set[str]) -> None:
    execution = automation.execute(DOCUMENT, failing)
    assert execution.steps[-1].startswith("Notify")
    critical = [name for name in execution.steps if name in failing and not name.startswith("Notify")]
    assert execution.status == ("Failed" if critical else "Success")


def test_the_data_volume_is_never_deleted() -> None:
    assert not [name for name in API_CALLS if STEPS[name]["inputs"]["Api"].startswith("Delete")]


@pytest.mark.parametrize("name", API_CALLS)
def test_an_api_call_has_the_arguments_that_the_api_takes(name: str) -> None:
    inputs = dict(STEPS[name]["inputs"])
    service = botocore.session.get_session().get_service_model(inputs.pop("Service"))
    operation = service.operation_model(inputs.pop("Api"))
    selectors = [output["Selector"] for output in STEPS[name].get("outputs", ())]
    if "PropertySelector" in inputs:
        selectors.append(inputs.pop("PropertySelector"))
        wanted = inputs.pop("DesiredValues")
        _check_wanted(_selected(operation.output_shape, selectors[-1]), wanted)
    _check_value(operation.input_shape, inputs)
    for selector in selectors:
        assert isinstance(_selected(operation.output_shape, selector), Shape), selector


def _check_value(shape: Shape, value: Any) -> None:
    if isinstance(shape, StructureShape):
        assert set(value) <= set(shape.members), shape.name
        assert set(shape.required_members) <= set(value), shape.name
        for key, inner in value.items():
            _check_value(shape.members[key], inner)
    elif isinstance(shape, ListShape):
        for inner in value:
            _check_value(shape.member, inner)
    elif isinstance(shape, StringShape):
        assert isinstance(value, str), shape.name
        if shape.enum and "{{" not in value:
            assert value in shape.enum
    elif shape.type_name == "boolean":
        assert isinstance(value, bool), shape.name


def _selected(shape: Shape, selector: str) -> Shape:
    for part in re.findall(r"\w+", selector):
        shape = shape.member if part.isdigit() else shape.members[part]
    return shape


def _check_wanted(shape: Shape, wanted: list[str]) -> None:
    assert all("{{" in one or one in shape.enum for one in wanted), wanted


def test_the_role_may_do_what_the_steps_do_and_nothing_else() -> None:
    document = automation_permissions(
        account_id="111122223333",
        region="eu-west-1",
        tags=TAGS,
        volume_key_arn="arn:aws:kms:eu-west-1:111122223333:key/volumes",
        topic_arn="arn:aws:sns:eu-west-1:111122223333:alerts",
        topic_key_arn="arn:aws:kms:eu-west-1:111122223333:key/messages",
    )
    granted = {action for statement in document["Statement"] for action in statement["Action"]}
    done = {f"{STEPS[name]['inputs']['Service']}:{STEPS[name]['inputs']['Api']}" for name in API_CALLS}
    run_command = {
        "ssm:SendCommand",
        "ssm:ListCommands",
        "ssm:ListCommandInvocations",
        "ssm:DescribeInstanceInformation",
    }
    with_tags = {"ec2:CreateTags"}
    assert {action for action in granted if not action.startswith("kms:")} == done | run_command | with_tags


def test_what_changes_something_is_bound_to_the_tags_of_the_stack() -> None:
    document = automation_permissions(
        account_id="111122223333",
        region="eu-west-1",
        tags=TAGS,
        volume_key_arn="k",
        topic_arn="t",
        topic_key_arn="m",
    )
    changing = {"ec2:AttachVolume", "ec2:DetachVolume", "ec2:CreateSnapshot", "ec2:CreateVolume"}
    for statement in document["Statement"]:
        if changing & set(statement["Action"]):
            (tags,) = statement["Condition"].values()
            assert {key.rpartition("/")[2]: value for key, value in tags.items()} == TAGS
