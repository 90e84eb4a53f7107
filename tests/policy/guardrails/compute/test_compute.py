"""Roles of instances and tasks, scans of images, containers by system, and what AWS patches no more."""

import json
from pathlib import Path
from typing import Any

import cfnlint
import pytest
from guardrails.compute.versions import AS_OF, DEPRECATED
from guardrails.resource import Resource

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import said, told

LIFECYCLE = Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json"
ROLE = "ec2-instance-role"
SCANNED = "ecr-repository-scanned"
DIFFER = "ecs-task-roles-differ"
PROFILE = {"iamInstanceProfile": {"arn": UNKNOWN_WIRE}}


class TestRolesOfInstances:
    @pytest.mark.parametrize("short", ["ec2/instance", "ec2/spotInstanceRequest"])
    def test_an_instance_has_a_profile(self, short: str) -> None:
        assert said(ROLE, make(short, inputs={"iamInstanceProfile": UNKNOWN_WIRE})) == []
        assert told(ROLE, "iamInstanceProfile is not set") == said(ROLE, make(short, inputs={}))

    @pytest.mark.parametrize("key", ["id", "name"])
    def test_or_takes_that_of_its_template(self, known: bool, key: str) -> None:
        def started(template: Resource) -> Resource:
            value = "lt-1" if known else UNKNOWN_WIRE
            return make(
                "ec2/instance", inputs={"launchTemplate": {key: value}}, wires={"launchTemplate": [template]}
            )

        identity = "lt-1" if known else ""
        with_role = make("ec2/launchTemplate", "template", PROFILE, id=identity)
        without = make("ec2/launchTemplate", "template", {}, id=identity)
        assert said(ROLE, with_role, started(with_role)) == []
        expected = told(ROLE, "iamInstanceProfile of template is not set")
        assert expected == said(ROLE, without, started(without))

    @pytest.mark.parametrize("mixed", [True, False])
    def test_a_group_takes_that_of_its_template(self, known: bool, mixed: bool) -> None:
        template = make("ec2/launchTemplate", "template", {}, id="lt-1" if known else "")
        value = "lt-1" if known else UNKNOWN_WIRE
        path, inputs = "launchTemplate", {"launchTemplate": {"id": value}}
        if mixed:
            specification = {"launchTemplateSpecification": {"launchTemplateId": value}}
            path = "mixedInstancesPolicy"
            inputs = {path: {"launchTemplate": specification}}
        group = make("autoscaling/group", inputs=inputs, wires={path: [template]})
        assert told(ROLE, "iamInstanceProfile of template is not set") == said(ROLE, template, group)

    def test_a_launch_configuration_counts(self, known: bool) -> None:
        identity = "lc" if known else ""
        configuration = make("ec2/launchConfiguration", "old", {"iamInstanceProfile": "app"}, id=identity)
        value = "lc" if known else UNKNOWN_WIRE
        wires = {"launchConfiguration": [configuration]}
        group = make("autoscaling/group", inputs={"launchConfiguration": value}, wires=wires)
        assert said(ROLE, configuration, group) == []

    def test_a_template_of_eks_is_not_judged(self) -> None:
        assert said(ROLE, make("ec2/launchTemplate", inputs={})) == []
        outside = make("ec2/instance", inputs={"launchTemplate": {"id": "lt-9"}})
        assert said(ROLE, outside) == []


class TestImages:
    BROKEN = "imageScanningConfiguration.scanOnPush is not true (it is not set)"

    def test_a_repository_scans(self) -> None:
        scanned = make("ecr/repository", inputs={"imageScanningConfiguration": {"scanOnPush": True}})
        assert said(SCANNED, scanned) == []
        assert told(SCANNED, self.BROKEN) == said(SCANNED, make("ecr/repository", inputs={}))

    @pytest.mark.parametrize(
        ("frequency", "expected"),
        [
            ("SCAN_ON_PUSH", []),
            ("CONTINUOUS_SCAN", []),
            ("MANUAL", told(SCANNED, BROKEN)),
            (UNKNOWN_WIRE, told(SCANNED, "how the registry scans images is not known yet", undecided=True)),
        ],
    )
    def test_or_the_registry_does(self, frequency: str, expected: list[str]) -> None:
        registry = make(
            "ecr/registryScanningConfiguration", "registry", {"rules": [{"scanFrequency": frequency}]}
        )
        assert expected == said(SCANNED, make("ecr/repository", inputs={}), registry)


class TestRolesOfTasks:
    def role(self, name: str, known: bool) -> Resource:
        return make(
            "iam/role", name, {}, id=name if known else "", outputs={"arn": f"arn:{name}"} if known else {}
        )

    def task(self, known: bool, starts: Resource, runs: Resource) -> Resource:
        wires = {"executionRoleArn": [starts], "taskRoleArn": [runs]}
        inputs = {path: f"arn:{one.name}" if known else UNKNOWN_WIRE for path, (one,) in wires.items()}
        return make("ecs/taskDefinition", inputs=inputs, wires=wires)

    def test_two_roles_keep_the_rule(self, known: bool) -> None:
        starts, runs = self.role("starts", known), self.role("runs", known)
        assert said(DIFFER, starts, runs, self.task(known, starts, runs)) == []

    def test_one_role_breaks_it(self, known: bool) -> None:
        role = self.role("both", known)
        expected = told(DIFFER, "executionRoleArn and taskRoleArn are the same role")
        assert expected == said(DIFFER, role, self.task(known, role, role))

    def test_a_role_outside_of_the_stack_is_told_by_its_arn(self) -> None:
        same = {"executionRoleArn": "arn:x", "taskRoleArn": "arn:x"}
        expected = told(DIFFER, "executionRoleArn and taskRoleArn are the same role")
        assert expected == said(DIFFER, make("ecs/taskDefinition", inputs=same))

    @pytest.mark.parametrize("path", ["executionRoleArn", "taskRoleArn"])
    def test_a_task_with_one_role_is_not_judged(self, path: str) -> None:
        assert said(DIFFER, make("ecs/taskDefinition", inputs={path: "arn:x"})) == []


@pytest.mark.parametrize("rule", ["ecs-task-confined", "ecs-task-read-only-root", "ecs-task-not-root"])
class TestContainers:
    def task(self, rule: str, definitions: Any, **inputs: Any) -> list[str]:
        return said(rule, make("ecs/taskDefinition", inputs={"containerDefinitions": definitions, **inputs}))

    def test_windows_knows_none_of_this(self, rule: str) -> None:
        platform = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
        assert self.task(rule, json.dumps([{"privileged": True}]), runtimePlatform=platform) == []

    def test_what_cannot_be_read_is_told(self, rule: str) -> None:
        assert told(rule, "its containerDefinitions is no JSON") == self.task(rule, "{")
        expected = told(rule, "containerDefinitions[0] is not known yet", undecided=True)
        assert expected == self.task(rule, [UNKNOWN_WIRE])

    def test_a_secret_that_a_preview_does_not_show_is_undecided(self, rule: str) -> None:
        expected = told(rule, "containerDefinitions is a secret that is not shown", undecided=True)
        assert expected == self.task(rule, "[secret]")

    @pytest.mark.parametrize("definitions", [None, 5, {}, '"text"'])
    def test_what_is_no_list_has_no_containers(self, rule: str, definitions: Any) -> None:
        assert self.task(rule, definitions) == []


@pytest.mark.parametrize(
    ("rule", "container", "what"),
    [
        ("ecs-task-confined", {"privileged": UNKNOWN_WIRE}, "privileged is not known yet"),
        (
            "ecs-task-read-only-root",
            {"readonlyRootFilesystem": UNKNOWN_WIRE},
            "readonlyRootFilesystem is not known yet",
        ),
        ("ecs-task-not-root", {"user": UNKNOWN_WIRE}, "user is not known yet"),
    ],
)
def test_what_is_unknown_in_a_container_is_undecided(rule: str, container: dict[str, Any], what: str) -> None:
    task = make("ecs/taskDefinition", inputs={"containerDefinitions": [container]})
    assert told(rule, f"containerDefinitions[0].{what}", undecided=True) == said(rule, task)


@pytest.mark.parametrize(
    ("container", "what"),
    [
        ({}, "user is not set, so the image decides, and most run as root"),
        ({"user": "root"}, "user is 'root'"),
        ({"user": ""}, "user is ''"),
    ],
)
def test_a_container_says_that_it_is_not_root(container: dict[str, Any], what: str) -> None:
    rule = "ecs-task-not-root"
    task = make("ecs/taskDefinition", inputs={"containerDefinitions": [container]})
    assert told(rule, f"containerDefinitions[0].{what}") == said(rule, task)


def test_deprecated_runtimes_are_those_of_aws() -> None:
    known: dict[str, dict[str, str]] = json.loads(LIFECYCLE.read_text())
    container_only = {"dotnet9"}
    expected = {name for name, dates in known.items() if dates["deprecated"] <= AS_OF} - container_only
    assert expected == set(DEPRECATED)


@pytest.mark.parametrize(
    ("version", "kept"),
    [("1.31", True), ("1.33", True), ("2.0", True), ("1.9", False), (None, True), ("x", True)],
)
def test_kubernetes_is_compared_by_its_numbers(version: str | None, kept: bool) -> None:
    cluster = make("eks/cluster", inputs={"version": version})
    assert kept is (said("eks-cluster-version", cluster) == [])
