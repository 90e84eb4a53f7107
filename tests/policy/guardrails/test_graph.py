"""The read model: states and previews become one graph, and references are resolved by value or by wires."""

import json
from pathlib import Path
from typing import Any

import pytest
from guardrails.graph import Graph, StateError
from guardrails.resource import SourceFrame
from guardrails.tokens import SECURITY_GROUP, SUBNET, VPC, aws
from guardrails.values import UNKNOWN, Secret

from tests.policy.compliant import UNKNOWN_WIRE, graph, make

AWSX_STATE = Path(__file__).parents[2] / "data" / "awsx_vpc_state.json"
ROOT = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "AAAB"}


def entry(name: str, **more: Any) -> dict[str, Any]:
    return {"urn": f"urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::{name}", "type": VPC, "custom": True, **more}


def state(*entries: dict[str, Any], version: Any = 3) -> dict[str, Any]:
    root = {"urn": ROOT, "type": "pulumi:pulumi:Stack", "custom": False}
    return {"version": version, "deployment": {"manifest": {}, "resources": [root, *entries]}}


def preview(*steps: dict[str, Any], **summary: int) -> dict[str, Any]:
    root = {"op": "same", "urn": ROOT, "newState": {"urn": ROOT, "type": "pulumi:pulumi:Stack"}}
    return {"steps": [root, *steps], "changeSummary": summary}


def step(op: str, name: str, **more: Any) -> dict[str, Any]:
    made = entry(name, **more)
    return {"op": op, "urn": made["urn"], "newState": made}


def test_a_state_export_is_read_in_order_with_everything_the_rules_need() -> None:
    vpc = entry(
        "main",
        id="vpc-1",
        parent=ROOT,
        protect=True,
        provider="urn:p::id",
        inputs={"cidrBlock": "10.0.0.0/16", "tags": SECRET},
        outputs={"arn": UNKNOWN_WIRE},
        dependencies=[ROOT],
        propertyDependencies={"cidrBlock": [ROOT]},
        stackTrace=[
            {"sourcePosition": "project:///net.py#12,5"},
            {},
            {"sourcePosition": "project:///a.py#3"},
        ],
    )
    read = Graph.from_state(state(vpc))
    found = read.get(vpc["urn"])
    assert (read.stack, read.project, len(read.resources)) == ("dev", "shop", 2)
    assert found is not None
    assert (
        found.name, found.id, found.parent, found.custom, found.protect, found.external
    ) == ("main", "vpc-1", ROOT, True, True, False)  # fmt: skip
    assert {"cidrBlock": "10.0.0.0/16", "tags": Secret(UNKNOWN)} == found.inputs
    assert found.outputs == {"arn": UNKNOWN}
    assert (found.property_dependencies, found.dependencies) == ({"cidrBlock": (ROOT,)}, (ROOT,))
    assert (SourceFrame("net.py", 12), SourceFrame("a.py", 3)) == found.source
    assert (found,) == read.children(ROOT) == read.of_type(VPC)


def test_a_state_that_the_real_engine_wrote_is_read() -> None:
    read = Graph.load(AWSX_STATE)
    associations = read.of_type(aws("ec2/routeTableAssociation"))
    named = {one.name: read.refers(one, "subnetId", SUBNET).one.name for one in associations}
    assert (len(read.resources), len(associations)) == (46, 9)
    assert {name: name for name in named} == named, "awsx gives an association the name of its subnet"


def test_what_is_to_be_deleted_is_left_out() -> None:
    read = Graph.from_state(state(entry("old", delete=True), entry("old"), entry("gone", delete=True)))
    assert [one.name for one in read.resources] == ["shop-dev", "old"]


@pytest.mark.parametrize("deployment", [None, {"manifest": {}}, {"resources": None}, {"resources": []}])
def test_a_stack_without_resources_is_an_empty_graph(deployment: Any) -> None:
    assert Graph.from_state({"version": 3, "deployment": deployment}).resources == ()


def test_a_whole_preview_is_read_as_the_stack_that_it_leads_to() -> None:
    steps = [
        step("create", "new"),
        step("same", "kept"),
        step("create-replacement", "moved", inputs={"cidrBlock": "10.1.0.0/16"}),
        step("replace", "moved", inputs={"cidrBlock": "10.2.0.0/16"}),
        {"op": "delete", "urn": entry("gone")["urn"], "oldState": entry("gone")},
        step("read", "read", external=True),
        {
            "op": "create",
            "urn": "urn:pulumi:dev::shop::pulumi:providers:aws::default_7_51_1",
            "newState": {
                "urn": "urn:pulumi:dev::shop::pulumi:providers:aws::default_7_51_1",
                "type": "pulumi:providers:aws",
            },
        },
    ]
    read = Graph.from_state(preview(*steps, create=1, same=3, replace=1, delete=1))
    names = {one.name for one in read.resources}
    assert {"shop-dev", "new", "kept", "moved", "read", "default_7_51_1"} == names
    assert read.get(entry("moved")["urn"]).value("cidrBlock") == "10.2.0.0/16"


def test_a_step_that_changes_nothing_keeps_the_id_and_the_outputs_of_its_old_state() -> None:
    old = {"id": "vpc-1", "outputs": {"arn": "arn:vpc-1"}}
    steps = [{**step(op, op), "oldState": old} for op in ("same", "update", "replace")]
    read = Graph.from_state(preview(*steps, same=2, update=1, replace=1))
    told = {
        one.name: (one.id, dict(one.outputs))
        for one in read.resources
        if one.name in ("same", "update", "replace")
    }
    assert told["same"] == ("vpc-1", {"arn": "arn:vpc-1"})
    assert told["update"] == ("vpc-1", {}), "its outputs may change"
    assert told["replace"] == ("", {}), "another resource takes its place"


def test_a_preview_that_leaves_out_what_stays_the_same_is_refused() -> None:
    with pytest.raises(StateError, match=r"leaves out 2 of its 3 'same' steps.*--show-sames"):
        Graph.from_state(preview(step("create", "new"), create=1, same=3), "preview.json")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "is not a Pulumi state"),
        ("text", "is not a Pulumi state"),
        ({}, "is neither a Pulumi state export nor `pulumi preview --json`"),
        ({"version": 2, "deployment": {}}, "is of version 2, not 3"),
        ({"version": "3", "deployment": {}}, 'is of version "3", not 3'),
        ({"deployment": {}}, "is of version null, not 3"),
        ({"version": 3, "deployment": []}, "has no deployment"),
        ({"version": 3, "checkpoint": {"latest": {}}}, "has no deployment"),
        ({"version": 3, "deployment": {"resources": {}}}, "its resources are no list of objects"),
        ({"version": 3, "deployment": {"resources": [1]}}, "its resources are no list of objects"),
        (state({"type": VPC}), "'None' is no Pulumi URN"),
        (state({"urn": ["x"], "type": VPC}), "is no Pulumi URN"),
        (
            state({"urn": "urn:pulumi:dev::shop::x", "type": VPC}),
            "'urn:pulumi:dev::shop::x' is no Pulumi URN",
        ),
        (state(entry("a", type=None)), "has no type"),
        (state(entry("a", inputs=[1])), "has inputs that are no object"),
        (state(entry("a", parent=["x"])), "has a parent that is no URN"),
        (state(entry("a", parent="urn:pulumi:dev::shop::x::y")), "has a parent that is not in the file"),
        (state(entry("a", parent=entry("a")["urn"])), "is a parent of itself"),
        (state(entry("a", dependencies="x")), "a list of dependencies holds something else than URNs"),
        (state(entry("a", propertyDependencies=[1])), "has propertyDependencies that are no object"),
        (state(entry("a", stackTrace=[1])), "has not the form that Pulumi writes"),
        (state(entry("a"), entry("a")), "twice"),
        (state({**entry("a"), "urn": "urn:pulumi:prod::shop::aws:ec2/vpc:Vpc::a"}), "of 2 stacks"),
        ({"steps": [], "diagnostics": [{"severity": "error"}]}, "ended with an error"),
        ({"steps": []}, "has no changeSummary"),
        ({"steps": 5, "changeSummary": {}}, "its steps are no list of objects"),
    ],
)
def test_what_is_no_whole_state_is_refused_in_one_line(data: Any, says: str) -> None:
    with pytest.raises(StateError, match=says) as caught:
        Graph.from_state(data, "state.json")
    assert str(caught.value).startswith("state.json: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"version": 3, "deployment": {"resources": [{"urn": "urn:pul', "is not whole JSON"),
        (b"", "is not whole JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b'{"version": ' + b"9" * 5000 + b"}", "is not JSON|is of version"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_json_is_refused_in_one_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(StateError, match=says) as caught:
        Graph.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="there is no such file"):
        Graph.load(tmp_path / "none.json")
    with pytest.raises(StateError, match="cannot be read"):
        Graph.load(tmp_path)


def test_values_nested_deeper_than_any_state_are_refused() -> None:
    deep: Any = "x"
    for _ in range(2000):
        deep = [deep]
    with pytest.raises(StateError, match="nested too deeply"):
        Graph.from_state(state(entry("a", inputs={"deep": deep})))


def test_a_parent_that_is_to_be_deleted_is_no_mistake() -> None:
    old = entry("old", delete=True)
    assert len(Graph.from_state(state(old, entry("child", parent=old["urn"]))).resources) == 2


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text("\ufeff" + json.dumps(state()), encoding="utf-8")
    assert len(Graph.load(path).resources) == 1


class TestReferences:
    """A property refers to resources by a value that they have, else by what it depends on."""

    def test_a_known_value_names_the_resource_with_that_id_arn_or_name(self) -> None:
        vpc = make("ec2/vpc", "main", {}, id="vpc-1", outputs={"arn": "arn:vpc"})
        read = graph(vpc)
        assert vpc is read.find("vpc-1", VPC) is read.find("arn:vpc", VPC)
        assert read.find("vpc-1", SUBNET) is None, "the same value of another type is another thing"

    def test_an_unknown_value_names_what_it_is_wired_to(self) -> None:
        vpc = make("ec2/vpc", "main", {})
        subnet = make("ec2/subnet", "a", {"vpcId": UNKNOWN_WIRE}, wires={"vpcId": [vpc]})
        found = graph(vpc, subnet).refers(subnet, "vpcId", VPC)
        assert vpc is found.one

    def test_several_unknowns_name_their_wires_if_these_are_as_many(self) -> None:
        a, b = make("ec2/subnet", "a", {}), make("ec2/subnet", "b", {})
        group = make("rds/subnetGroup", "g", {"subnetIds": [UNKNOWN_WIRE] * 2}, wires={"subnetIds": [a, b]})
        found = graph(a, b, group).refers(group, "subnetIds", SUBNET)
        assert (True, (a, b)) == (found.exact, found.resources)

    def test_an_unknown_with_too_many_wires_is_not_exact(self) -> None:
        a, b = make("ec2/subnet", "a", {}), make("ec2/subnet", "b", {})
        group = make("rds/subnetGroup", "g", {"subnetIds": UNKNOWN_WIRE}, wires={"subnetIds": [a, b]})
        found = graph(a, b, group).refers(group, "subnetIds", SUBNET)
        assert (False, (a, b), 0) == (found.exact, found.resources, found.lost)

    def test_known_values_outside_of_the_stack_are_foreign_and_unwired_unknowns_are_lost(self) -> None:
        group = make("rds/subnetGroup", "g", {"subnetIds": ["subnet-9", UNKNOWN_WIRE]})
        found = graph(group).refers(group, "subnetIds", SUBNET)
        assert (found.exact, found.foreign, found.lost, found.given) == (False, ("subnet-9",), 1, True)

    def test_an_answer_that_aws_has_not_given_yet_refers_to_nothing(self) -> None:
        instance = make("ec2/instance", "i", {}, outputs={"vpcSecurityGroupIds": UNKNOWN_WIRE})
        assert not graph(instance).refers(instance, "vpcSecurityGroupIds", SECURITY_GROUP).given

    def test_a_secret_id_still_names_its_resource(self) -> None:
        vpc = make("ec2/vpc", "main", {}, id="vpc-1")
        sealed = {**SECRET, "plaintext": '"vpc-1"'}
        subnet = make("ec2/subnet", "a", {"vpcId": sealed})
        assert vpc is graph(vpc, subnet).refers(subnet, "vpcId", VPC).one

    def test_who_refers_to_a_resource_is_told_for_sure_or_perhaps(self) -> None:
        a, b = make("ec2/vpc", "a", {}, id="vpc-a"), make("ec2/vpc", "b", {})
        sure = make("ec2/subnet", "s", {"vpcId": "vpc-a"})
        maybe = make("ec2/subnet", "m", {"vpcId": UNKNOWN_WIRE}, wires={"vpcId": [a, b]})
        found = graph(a, b, sure, maybe).referrers(a, (SUBNET,), "vpcId", (VPC,))
        assert ((sure,), (maybe,)) == (found.sure, found.maybe)
