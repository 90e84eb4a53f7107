"""A network in a few words: a VPC with a public and a private subnet, and what a test puts into it."""

from typing import Any

from guardrails.graph import Graph, Resource
from guardrails.reachability.exposures import Exposures
from guardrails.reachability.paths import paths_of

from tests.policy.compliant import UNKNOWN_WIRE, make

WORLD = "0.0.0.0/0"
_IDS = {"internetGateway": "igw", "natGateway": "nat", "vpnGateway": "vgw", "securityGroup": "sg"}


class Built:
    """A VPC 10.0.0.0/16; `known` ids stand as values, else each reference is an unknown with a wire."""

    def __init__(self, *, known: bool = True) -> None:
        self.known = known
        self.resources: list[Resource] = []
        ids = {"mainRouteTableId": "rtb-main", "defaultNetworkAclId": "acl-main"} if known else {}
        self.vpc = self.add("ec2/vpc", "vpc", ids, cidrBlock="10.0.0.0/16")
        self.igw = self.add("ec2/internetGateway", "igw", vpcId=self.vpc)
        self.public = self.subnet("public", "10.0.1.0/24", {"cidrBlock": WORLD, "gatewayId": self.igw})
        self.private = self.subnet("private", "10.0.2.0/24")

    def add(self, short: str, name: str, /, outputs: dict[str, Any] | None = None, **inputs: Any) -> Resource:
        wires: dict[str, list[Resource]] = {}
        plain = {key: self._value(value, wires.setdefault(key, [])) for key, value in inputs.items()}
        last = short.rpartition("/")[2]
        made = make(
            short,
            name,
            plain,
            id=f"{_IDS.get(last, last.lower())}-{name}" if self.known else "",
            wires=wires,
            outputs=outputs or {},
        )
        self.resources.append(made)
        return made

    def subnet(self, name: str, block: str, *routes: dict[str, Any], **more: Any) -> Resource:
        """Add a subnet with a route table of its own."""
        made = self.add("ec2/subnet", name, vpcId=self.vpc, cidrBlock=block, **more)
        table = self.add("ec2/routeTable", name, vpcId=self.vpc, routes=list(routes))
        self.add("ec2/routeTableAssociation", name, subnetId=made, routeTableId=table)
        return made

    def group(
        self, name: str, *ingress: dict[str, Any], egress: list[dict[str, Any]] | None = None
    ) -> Resource:
        """Add a security group; without `egress` it lets everything out."""
        out = (
            [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": [WORLD]}]
            if egress is None
            else egress
        )
        return self.add("ec2/securityGroup", name, vpcId=self.vpc, ingress=list(ingress), egress=out)

    def machine(self, name: str, subnet: Resource, *groups: Resource, **more: Any) -> Resource:
        return self.add("ec2/instance", name, subnetId=subnet, vpcSecurityGroupIds=list(groups), **more)

    def database(self, name: str, *subnets: Resource, groups: list[Resource], **more: Any) -> Resource:
        """Add a PostgreSQL with a subnet group of its own."""
        group = self.add("rds/subnetGroup", name, subnetIds=list(subnets))
        return self.add(
            "rds/instance",
            name,
            engine="postgres",
            dbSubnetGroupName=group,
            vpcSecurityGroupIds=groups,
            **more,
        )

    @property
    def graph(self) -> Graph:
        return Graph(self.resources)

    def exposed(self) -> dict[str, list[tuple[bool, str, str]]]:
        """Return what the internet reaches: of each resource whether for sure, from whom and on which ports."""
        graph = self.graph
        return {
            one.resource.name: [(path.sure, path.sources, path.ports) for path in paths_of(graph, one)]
            for one in graph.derive(Exposures).all
        }

    def ways(self, name: str) -> list[str]:
        """Return the ways from the internet to a resource."""
        graph = self.graph
        found = [one for one in graph.derive(Exposures).all if one.resource.name == name]
        return [str(path) for one in found for path in paths_of(graph, one)]

    def _value(self, value: Any, wires: list[Resource]) -> Any:
        if isinstance(value, Resource):
            wires.extend([value] if value not in wires else [])
            return value.id if self.known else UNKNOWN_WIRE
        if isinstance(value, dict):
            return {key: self._value(inner, wires) for key, inner in value.items()}
        return [self._value(inner, wires) for inner in value] if isinstance(value, list) else value


def tcp(port: int, *blocks: str, **more: Any) -> dict[str, Any]:
    """Return a rule of a security group."""
    return {"protocol": "tcp", "fromPort": port, "toPort": port, "cidrBlocks": list(blocks), **more}
