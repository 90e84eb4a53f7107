"""The expansion makes what the real provider made when it was run by the real engine.

Compared are each resource's type, name, parent and inputs, and in the whole state its dependencies and those
of its properties. Ids are simulated in the recordings, too, and other ones: of a wire to another resource
only the kind of the id is compared there, and the very resource in the state.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stagecraft import wire
from stagecraft.simulated.aws import SimulatedAws

DATA = Path(__file__).parents[3] / "data"
RECORDINGS = json.loads((DATA / "awsx_recordings.json").read_text())
NAMES = [name for name in RECORDINGS if name.startswith("vpc-") or name == "default-vpc"]
STACK = "pulumi:pulumi:Stack"
ID = re.compile(r"^(vpc|subnet|rtb|igw|nat|eipalloc)-[0-9a-f]{17}$")
# What Check adds to the inputs of every resource; the recordings hold what the provider itself registered.
CHECKED = {"region", "tagsAll"}


def program_of(source: str) -> Any:
    def program() -> None:
        import pulumi_aws as aws
        import pulumi_awsx as awsx

        exec(source, {"aws": aws, "awsx": awsx})  # noqa: S102 - the recorded program, from our own test data

    return program


def comparable(inputs: dict[str, Any]) -> str:
    """Write inputs with the kind of an id in its place, and any IPv6 block as one that only AWS knows."""
    plain = {key: value for key, value in inputs.items() if key not in CHECKED}
    if "ipv6CidrBlock" in plain:
        plain["ipv6CidrBlock"] = wire.UNKNOWN
    kinds = {key: ID.sub(r"\1", value) if isinstance(value, str) else value for key, value in plain.items()}
    return json.dumps(kinds, sort_keys=True)


def row(type_: str, name: str, parent_type: str, parent: str, inputs: dict[str, Any]) -> tuple[str, ...]:
    return type_, name, parent_type, "" if parent_type == STACK else parent, comparable(inputs)


def recorded(resources: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
    return Counter(row(r["type"], r["name"], r["parentType"], r["parent"], r["inputs"]) for r in resources)


def made(deployment: Any) -> Counter[tuple[str, ...]]:
    ours = [r for r in deployment.all() if not r.type.startswith("pulumi:")]
    parents = [deployment.get(r.parent) for r in ours]
    return Counter(row(r.type, r.name, p.type, p.name, r.inputs) for r, p in zip(ours, parents, strict=True))


@pytest.mark.parametrize("name", [name for name in NAMES if "resources" in RECORDINGS[name]])
def test_a_recorded_program_makes_the_recorded_resources(record_raw, name):
    recording = record_raw(program_of(RECORDINGS[name]["program"]), config={"aws:region": "us-east-1"})
    assert (recording.error, recording.problems) == (None, ())
    assert recorded(RECORDINGS[name]["resources"]) == made(recording.deployment)


def test_the_ipv6_blocks_are_the_recorded_ones_where_the_vpcs_is_known(record_raw, monkeypatch):
    create = SimulatedAws.create

    def with_block(*args):
        id_, outputs = create(*args)
        is_vpc = args[1] == "aws:ec2/vpc:Vpc"
        return id_, {**outputs, "ipv6CidrBlock": "2600:1f18:e43d:6500::/56"} if is_vpc else outputs

    monkeypatch.setattr(SimulatedAws, "create", with_block)
    given = RECORDINGS["vpc-ipv6"]
    recording = record_raw(program_of(given["program"]), config={"aws:region": "us-east-1"})
    expected = {
        r["name"]: r["inputs"]["ipv6CidrBlock"] for r in given["resources"] if "ipv6CidrBlock" in r["inputs"]
    }
    assert len(expected) == 6
    subnets = [r for r in recording.deployment.all() if r.type == "aws:ec2/subnet:Subnet"]
    assert expected == {r.name: r.inputs["ipv6CidrBlock"] for r in subnets}


@pytest.mark.parametrize("name", [name for name in NAMES if "error" in RECORDINGS[name]])
def test_a_recorded_program_is_refused_in_the_recorded_words(record_raw, name):
    recording = record_raw(program_of(RECORDINGS[name]["program"]), config={"aws:region": "us-east-1"})
    (problem,) = recording.problems
    assert RECORDINGS[name]["error"] == problem.message


def test_every_strategy_is_recorded():
    programs = [RECORDINGS[name]["program"] for name in NAMES]
    assert len(programs) == 11
    assert sum('subnet_strategy="Auto"' in program for program in programs) == 4


def recorded_state() -> list[dict[str, Any]]:
    return json.loads((DATA / "awsx_vpc_state.json").read_text())["deployment"]["resources"]


def program_of_the_state() -> None:
    import pulumi
    import pulumi_awsx as awsx

    vpc = awsx.ec2.Vpc(
        "net",
        cidr_block="10.20.0.0/16",
        enable_dns_hostnames=True,
        subnet_strategy="Auto",
        nat_gateways={"strategy": "OnePerAz"},
        subnet_specs=[
            {"type": "Public", "name": "pub", "cidr_blocks": [f"10.20.{n}.0/24" for n in range(3)]},
            {"type": "Private", "name": "app", "cidr_blocks": [f"10.20.{n}.0/24" for n in range(10, 13)]},
            {
                "type": "Isolated",
                "name": "db",
                "cidr_blocks": [f"10.20.{n}.0/24" for n in range(20, 23)],
                "tags": {"Tier": "data"},
            },
        ],
        tags={"Env": "test"},
    )
    pulumi.export("vpc_id", vpc.vpc_id)
    pulumi.export("public", vpc.public_subnet_ids)
    pulumi.export("private", vpc.private_subnet_ids)
    pulumi.export("isolated", vpc.isolated_subnet_ids)
    pulumi.export("nat_ips", vpc.nat_gateways.apply(lambda all_: [gateway.public_ip for gateway in all_]))


@pytest.fixture
def state(record_raw):
    recording = record_raw(
        program_of_the_state, project="demo", stack="fresh", config={"aws:region": "us-east-1"}
    )
    assert (recording.error, recording.problems) == (None, ())
    return recording.deployment


def test_the_whole_state_has_the_same_wires(state):
    expected = {r["urn"]: r for r in recorded_state() if not r["type"].startswith("pulumi:")}
    found = {r.urn: r for r in state.all() if not r.type.startswith("pulumi:")}
    assert sorted(expected) == sorted(found)
    for urn, resource in found.items():
        told = expected[urn]
        assert told.get("parent", "") == resource.parent, urn
        assert comparable(told.get("inputs", {})) == comparable(resource.inputs), urn
        assert sorted(told.get("dependencies", [])) == sorted(resource.dependencies), urn
        wires = {key: sorted(urns) for key, urns in told.get("propertyDependencies", {}).items()}
        assert wires == {key: sorted(urns) for key, urns in resource.property_dependencies.items()}, urn


def test_every_wire_of_the_state_leads_to_the_very_resource(state):
    urn_of = {resource.id: resource.urn for resource in state.all() if resource.id}
    wires = [
        (resource.urn, key, urns, urn_of.get(resource.inputs[key]))
        for resource in state.all()
        for key, urns in resource.property_dependencies.items()
        if urns
    ]
    told = [urns for r in recorded_state() for urns in r.get("propertyDependencies", {}).values() if urns]
    assert len(told) == len(wires)
    assert [wire_ for wire_ in wires if wire_[2] != [wire_[3]]] == []


def test_the_component_keeps_no_inputs_and_no_outputs(state):
    component = state.get("urn:pulumi:fresh::demo::awsx:ec2:Vpc::net")
    assert (component.inputs, component.outputs) == ({}, {})
    told = next(r for r in recorded_state() if r["type"] == "awsx:ec2:Vpc")
    assert ("inputs" in told, "outputs" in told) == (False, False)


def test_the_program_receives_the_ids_by_kind(state):
    exports = state.get("urn:pulumi:fresh::demo::pulumi:pulumi:Stack::demo-fresh").outputs
    named = {
        kind: [
            next(r.name for r in state.all() if r.id == id_ and r.type == "aws:ec2/subnet:Subnet")
            for id_ in exports[kind]
        ]
        for kind in ("public", "private", "isolated")
    }
    assert named == {
        "public": ["net-pub-1", "net-pub-2", "net-pub-3"],
        "private": ["net-app-1", "net-app-2", "net-app-3"],
        "isolated": ["net-db-1", "net-db-2", "net-db-3"],
    }
    assert exports["vpc_id"] == state.get("urn:pulumi:fresh::demo::awsx:ec2:Vpc$aws:ec2/vpc:Vpc::net").id
    assert len(exports["nat_ips"]) == 3
