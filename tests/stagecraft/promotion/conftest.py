"""Small stacks to compare, written as a program would register them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from guardrails.graph import Graph, Resource


class Stack:
    """Registers resources under the engine's URNs; parents and wires are the resources themselves."""

    def __init__(self, name: str, project: str = "shop") -> None:
        self.name = name
        self.project = project
        self.resources: list[Resource] = []
        self._types: dict[str, str] = {}
        self.root = self.add("pulumi:pulumi:Stack", f"{project}-{name}", custom=False)

    def add(
        self,
        type_: str,
        name: str,
        *,
        parent: Resource | None = None,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
        wires: Mapping[str, list[Resource]] | None = None,
        custom: bool = True,
        protect: bool = False,
        id_: str = "",
    ) -> Resource:
        above = parent.urn if parent else self.resources[0].urn if self.resources else None
        chain = self._types[above] if parent and above else ""
        types = f"{chain}${type_}" if chain else type_
        urn = f"urn:pulumi:{self.name}::{self.project}::{types}::{name}"
        self._types[urn] = types
        wired = {key: tuple(target.urn for target in targets) for key, targets in (wires or {}).items()}
        resource = Resource(
            urn=urn,
            type=type_,
            name=name,
            parent=above,
            custom=custom,
            protect=protect,
            id=id_ or f"{name}-{hashlib.sha256(urn.encode()).hexdigest()[:12]}" if custom else "",
            inputs=inputs or {},
            outputs=outputs if outputs is not None else inputs or {},
            dependencies=tuple(sorted({urn for urns in wired.values() for urn in urns})),
            property_dependencies=wired,
        )
        self.resources.append(resource)
        return resource

    def component(self, type_: str, name: str, parent: Resource | None = None, **inputs: Any) -> Resource:
        return self.add(type_, name, parent=parent, inputs=inputs, custom=False)

    @property
    def graph(self) -> Graph:
        return Graph(self.resources)


@pytest.fixture(scope="session")
def stack() -> type[Stack]:
    return Stack


@pytest.fixture(scope="session")
def small_shop() -> Any:
    """A network and a database as settings of an environment would make them."""

    def build(
        name: str,
        *,
        zones: str = "ab",
        replicas: int = 0,
        instance_class: str = "db.t4g.medium",
        block: int = 10,
    ) -> Stack:
        made = Stack(name)
        network = made.component("stagecraft:network:Network", "shop")
        vpc = made.add(
            "aws:ec2/vpc:Vpc", "shop-vpc", parent=network, inputs={"cidrBlock": f"10.{block}.0.0/16"}
        )
        subnets = [
            made.add(
                "aws:ec2/subnet:Subnet",
                f"shop-data-{zone}",
                parent=network,
                inputs={
                    "vpcId": vpc.id,
                    "cidrBlock": f"10.{block}.{number}.0/24",
                    "availabilityZone": f"eu-west-1{zone}",
                    "tags": {"Name": f"shop-{name}-data-{zone}", "Environment": name},
                },
                wires={"vpcId": [vpc]},
            )
            for number, zone in enumerate(zones)
        ]
        database = made.component("stagecraft:database:Database", "shop")
        group = made.add(
            "aws:rds/subnetGroup:SubnetGroup",
            "shop-data",
            parent=database,
            inputs={"subnetIds": [subnet.id for subnet in subnets]},
            wires={"subnetIds": subnets},
        )
        primary = made.add(
            "aws:rds/instance:Instance",
            "shop-primary",
            parent=database,
            inputs={"instanceClass": instance_class, "dbSubnetGroupName": group.id, "storageEncrypted": True},
            wires={"dbSubnetGroupName": [group]},
        )
        for number in range(1, replicas + 1):
            made.add(
                "aws:rds/instance:Instance",
                f"shop-replica-r{number}",
                parent=database,
                inputs={"instanceClass": instance_class, "replicateSourceDb": primary.id},
                wires={"replicateSourceDb": [primary]},
            )
        return made

    return build
