"""The Systems Manager tier: patches, inventory, logged sessions, the runbook's role, hybrid nodes.

Not shown here: that a patch exists; Patch Manager tells after its first scan.
"""

import json
from typing import Any

import botocore.session
import pytest

from components.systems_manager import SystemsManager, SystemsManagerArgs
from components.systems_manager.patching import window_schedule
from settings.systems_manager import PatchWindowSettings, SystemsManagerSettings

TAGS = {"project": "shop", "environment": "dev"}
KEY = "arn:aws:kms:eu-west-1:111122223333:key/logs"
BOUNDARY = "arn:aws:iam::111122223333:policy/shop-dev-boundary"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:alerts"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
BASELINE = "aws:ssm/patchBaseline:PatchBaseline"
GROUP = "aws:ssm/patchGroup:PatchGroup"
WINDOW = "aws:ssm/maintenanceWindow:MaintenanceWindow"
TARGET = "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget"
TASK = "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask"
ASSOCIATION = "aws:ssm/association:Association"
DOCUMENT = "aws:ssm/document:Document"
ACTIVATION = "aws:ssm/activation:Activation"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


def tier(**changes: Any) -> SystemsManager:
    settings = SystemsManagerSettings(
        **{
            "approve_after_days": 7,
            "patch_window": PatchWindowSettings(day="SUN", start="03:30", duration_hours=3, cutoff_hours=1),
            "inventory_every_hours": 12,
            "log_retention_days": 30,
            **changes,
        }
    )
    return SystemsManager(
        "shop",
        SystemsManagerArgs(
            settings=settings,
            tags=TAGS,
            patch_group="shop-dev",
            instance_role_name="shop-app-1234567",
            alerts_topic_arn=TOPIC,
            messages_key_arn="arn:aws:kms:eu-west-1:111122223333:key/messages",
            compute_key_arn="arn:aws:kms:eu-west-1:111122223333:key/compute",
            logs_key_arn=KEY,
            boundary_arn=BOUNDARY,
            account_id="111122223333",
            region="eu-west-1",
        ),
    )


def shape(name: str) -> Any:
    return botocore.session.get_session().get_service_model("ssm").shape_for(name)


def test_the_tier_holds_exactly_these_resources(record):
    graph = record(tier)
    (component,) = graph.of_type("stagecraft:systems_manager:SystemsManager")
    assert sorted(child.type for child in graph.children(component.urn)) == sorted(
        [LOG_GROUP, BASELINE, GROUP, WINDOW, TARGET, TASK, ROLE]
        + [ROLE_POLICY] * 2
        + [ASSOCIATION] * 2
        + [DOCUMENT] * 3
    )


def test_critical_patches_are_approved_at_once_and_others_after_the_settings_days(record):
    (baseline,) = record(tier).of_type(BASELINE)
    assert baseline.inputs["operatingSystem"] in shape("OperatingSystem").enum
    rules = {
        (rule["patchFilters"][1]["values"][0], tuple(rule["patchFilters"][2]["values"])): rule
        for rule in baseline.inputs["approvalRules"]
    }
    assert {key: rule["approveAfterDays"] for key, rule in rules.items()} == {
        ("Security", ("Critical",)): 0,
        ("Security", ("Important", "Medium", "Low")): 7,
        ("Bugfix", ("*",)): 7,
    }
    for rule in rules.values():
        assert rule["complianceLevel"] in shape("PatchComplianceLevel").enum
        assert {one["key"] for one in rule["patchFilters"]} <= set(shape("PatchFilterKey").enum)


def test_the_instances_of_the_patch_group_are_patched_in_the_window(record):
    graph = record(tier)
    (group,), (window,) = graph.of_type(GROUP), graph.of_type(WINDOW)
    (target,), (task,) = graph.of_type(TARGET), graph.of_type(TASK)
    assert group.inputs["patchGroup"] == "shop-dev"
    assert graph.refers(group, "baselineId", BASELINE).one is not None
    assert window.inputs["schedule"] == "cron(30 3 ? * SUN *)"
    assert (window.inputs["duration"], window.inputs["cutoff"]) == (3, 1)
    assert target.inputs["targets"] == [{"key": "tag:PatchGroup", "values": ["shop-dev"]}]
    assert graph.refers(task, "windowId", WINDOW).one == window
    assert task.inputs["targets"] == [{"key": "WindowTargetIds", "values": [target.id]}]
    assert task.inputs["taskArn"] == "AWS-RunPatchBaseline"
    run = task.inputs["taskInvocationParameters"]["runCommandParameters"]
    assert {one["name"]: one["values"] for one in run["parameters"]} == {
        "Operation": ["Install"],
        "RebootOption": ["RebootIfNeeded"],
    }
    (log_group,) = graph.of_type(LOG_GROUP)
    assert run["cloudwatchConfig"] == {
        "cloudwatchLogGroupName": log_group.outputs["name"],
        "cloudwatchOutputEnabled": True,
    }


def test_inventory_and_missing_patches_are_looked_up_on_a_schedule(record):
    found = {one.inputs["name"]: one.inputs for one in record(tier).of_type(ASSOCIATION)}
    assert {name: one["scheduleExpression"] for name, one in found.items()} == {
        "AWS-GatherSoftwareInventory": "rate(12 hours)",
        "AWS-RunPatchBaseline": "rate(1 day)",
    }
    assert found["AWS-RunPatchBaseline"]["parameters"] == {"Operation": "Scan"}, "scans install nothing"
    for one in found.values():
        assert one["targets"] == [{"key": "tag:PatchGroup", "values": ["shop-dev"]}]


def test_one_hour_is_written_in_the_singular_as_the_api_wants_it(record):
    graph = record(lambda: tier(inventory_every_hours=1))
    rates = {one.inputs["scheduleExpression"] for one in graph.of_type(ASSOCIATION)}
    assert "rate(1 hour)" in rates


def test_a_session_is_logged_to_the_encrypted_group_that_the_instances_may_write(record):
    graph = record(tier)
    (log_group,) = graph.of_type(LOG_GROUP)
    assert log_group.inputs["kmsKeyId"] == KEY
    assert log_group.inputs["retentionInDays"] == 30
    documents = {one.name: one for one in graph.of_type(DOCUMENT)}
    session = json.loads(documents["shop-session"].inputs["content"])
    assert documents["shop-session"].inputs["documentType"] == "Session"
    assert session["inputs"]["cloudWatchLogGroupName"] == log_group.outputs["name"]
    assert session["inputs"]["cloudWatchEncryptionEnabled"] is True
    (policy,) = [one for one in graph.of_type(ROLE_POLICY) if one.name == "shop-sessions"]
    assert policy.inputs["role"] == "shop-app-1234567"
    resources = [one["Resource"] for one in json.loads(policy.inputs["policy"])["Statement"]]
    assert resources == [f"{log_group.outputs['arn']}:*", "*"]


def test_documents_are_of_types_that_systems_manager_knows(record):
    graph = record(tier)
    kinds = {one.name: one.inputs["documentType"] for one in graph.of_type(DOCUMENT)}
    assert kinds == {
        "shop-session": "Session",
        "shop-diagnostics": "Command",
        "shop-upgrade-postgresql": "Automation",
    }
    assert set(kinds.values()) <= set(shape("DocumentType").enum)


def test_diagnostics_change_nothing(record):
    (document,) = [one for one in record(tier).of_type(DOCUMENT) if one.name == "shop-diagnostics"]
    content = json.loads(document.inputs["content"])
    assert content["schemaVersion"] == "2.2"
    (step,) = content["mainSteps"]
    assert step["action"] == "aws:runShellScript"
    commands = {command.split()[0] for command in step["inputs"]["runCommand"]}
    assert commands == {"uptime", "free", "df", "systemctl", "journalctl"}


def test_the_runbook_runs_as_a_role_of_its_own_within_the_boundary(record):
    graph = record(tier)
    (role,) = graph.of_type(ROLE)
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "ssm.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"},
        "ArnLike": {"aws:SourceArn": "arn:aws:ssm:*:111122223333:automation-execution/*"},
    }
    (document,) = [one for one in graph.of_type(DOCUMENT) if one.name == "shop-upgrade-postgresql"]
    parameters = json.loads(document.inputs["content"])["parameters"]
    assert parameters["AutomationAssumeRole"]["default"] == role.outputs["arn"]
    assert parameters["TopicArn"]["default"] == TOPIC


def test_without_hybrid_nodes_nobody_outside_of_aws_may_register(record):
    assert record(tier).of_type(ACTIVATION) == ()


def test_hybrid_nodes_register_by_an_activation_whose_code_is_secret(record):
    graph = record(lambda: tier(hybrid_nodes=2))
    (activation,) = graph.of_type(ACTIVATION)
    assert activation.inputs["registrationLimit"] == 2
    (role,) = [one for one in graph.of_type(ROLE) if one.name == "shop-hybrid"]
    assert role.inputs["permissionsBoundary"] == BOUNDARY
    assert graph.refers(activation, "iamRole", ROLE).one == role
    (attachment,) = graph.of_type(ATTACHMENT)
    assert attachment.inputs["policyArn"] == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


@pytest.mark.parametrize(
    ("day", "start", "expression"),
    [("MON", "00:00", "cron(0 0 ? * MON *)"), ("SAT", "23:59", "cron(59 23 ? * SAT *)")],
)
def test_the_window_is_written_as_a_cron_expression(day, start, expression):
    window = PatchWindowSettings(day=day, start=start, duration_hours=1, cutoff_hours=0)
    assert expression == window_schedule(window)
