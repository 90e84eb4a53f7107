"""Small networks as plain data, drawn at random, and the same network as a graph of Pulumi resources."""

from dataclasses import dataclass
from typing import Any

from guardrails.graph import Graph, Resource
from hypothesis import strategies as st

from tests.policy.compliant import UNKNOWN_WIRE, make

VPC_BLOCKS = ("10.0.0.0/28", "10.0.1.0/28")
VPC6_BLOCKS = ("2600:1f00::/124", "2600:1f01::/124")
SUBNETS = (
    (0, "10.0.0.0/30", "2600:1f00::/126"),
    (0, "10.0.0.4/30", "2600:1f00::4/126"),
    (0, "10.0.0.8/30", ""),
    (1, "10.0.1.0/30", "2600:1f01::/126"),
)
PUBLIC = ("198.41.0.0/30", "198.41.0.2/31", "198.41.0.0/16", "8.8.8.8/32")
PUBLIC6 = ("2a00::/126", "2a00::1/128", "2a00::/32")
BLOCKS = ("0.0.0.0/0", *VPC_BLOCKS, *(one[1] for one in SUBNETS), "10.0.0.1/32", "10.0.0.6/31", *PUBLIC)
BLOCKS6 = ("::/0", *VPC6_BLOCKS, "2600:1f00::/126", "2600:1f00::5/128", *PUBLIC6)
EDGES = (0, 21, 22, 443, 1023, 1024, 32_767, 32_768, 65_535)


@dataclass(frozen=True)
class GroupRule:
    """A rule of a security group: to or from a block, the members of a group, or its own members (-1)."""

    group: int
    egress: bool
    protocol: str
    ports: tuple[int, int]
    block: str | None
    peer: int | None
    form: str


@dataclass(frozen=True)
class AclRule:
    """An entry of a network ACL."""

    acl: int
    egress: bool
    number: int
    action: str
    protocol: str
    ports: tuple[int, int]
    block: str
    inline: bool


@dataclass(frozen=True)
class RouteRule:
    """A route of a table."""

    table: int
    block: str
    target: str
    inline: bool


@dataclass(frozen=True)
class Machine:
    """An instance; without an address of its own it may have any of its subnet."""

    subnet: int
    groups: tuple[int, ...]
    address: int | None
    public: bool
    v6: bool


@dataclass(frozen=True)
class Network:
    """Two VPCs; each list of `table_of` and `acl_of` says which one a subnet has, None being the default."""

    peered: bool
    group_rules: tuple[GroupRule, ...]
    acl_rules: tuple[AclRule, ...]
    routes: tuple[RouteRule, ...]
    table_of: tuple[int | None, ...]
    main_table: int | None
    acl_of: tuple[int | None, ...]
    machines: tuple[Machine, ...]


GROUPS = TABLES = ACLS = 3
blocks = st.sampled_from(BLOCKS)
any_block = st.sampled_from((*BLOCKS, *BLOCKS6))
protocols = st.sampled_from(("tcp", "tcp", "tcp", "-1", "udp"))
port_pairs = st.tuples(st.sampled_from(EDGES), st.sampled_from(EDGES)).map(
    lambda pair: (min(pair), max(pair))
)


@st.composite
def group_rules(draw: st.DrawFn) -> GroupRule:
    form = draw(st.sampled_from(("inline", "single", "classic")))
    block = draw(st.one_of(st.none(), any_block))
    peer = (
        None if block is not None else draw(st.sampled_from((0, 1, 2, -1) if form != "single" else (0, 1, 2)))
    )
    return GroupRule(
        draw(st.integers(0, GROUPS - 1)),
        draw(st.booleans()),
        draw(protocols),
        draw(port_pairs),
        block,
        peer,
        form,
    )


acl_rules = st.builds(
    AclRule,
    acl=st.integers(0, ACLS - 1),
    egress=st.booleans(),
    number=st.integers(1, 500),
    action=st.sampled_from(("allow", "allow", "deny")),
    protocol=protocols,
    ports=port_pairs,
    block=any_block,
    inline=st.booleans(),
)
routes = st.builds(
    RouteRule,
    table=st.integers(0, TABLES - 1),
    block=st.sampled_from(
        ("0.0.0.0/0", "::/0", "10.0.1.0/28", "10.0.1.0/30", "198.41.0.0/16", "2a00::/32", "10.0.0.4/30")
    ),
    target=st.sampled_from(("igw", "igw", "nat", "pcx")),
    inline=st.booleans(),
)
machines = st.builds(
    Machine,
    subnet=st.integers(0, len(SUBNETS) - 1),
    groups=st.lists(st.integers(0, GROUPS - 1), min_size=1, max_size=2, unique=True).map(tuple),
    address=st.one_of(st.none(), st.integers(0, 3)),
    public=st.sampled_from((True, True, False)),
    v6=st.booleans(),
)


def _own(rule: AclRule) -> Any:
    return rule.acl, rule.egress, rule.number


def _target(rule: RouteRule) -> Any:
    return rule.table, rule.block


_OPEN_GROUPS = (
    *((True, block) for block in ("0.0.0.0/0", "::/0")),
    *((False, block) for block in ("10.0.0.0/28", "10.0.0.4/31", "198.41.0.0/30", "198.0.0.0/8", "::/0")),
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw a network that is open in most places, and what is drawn at random shuts or opens some more.

    Of rules drawn alone hardly any packet passes.
    """
    often, seldom = st.sampled_from((True, True, True, False)), st.sampled_from((True, False, False))
    groups = [
        GroupRule(group, egress, "-1", (0, 0), block, None, "inline")
        for group in range(GROUPS)
        for egress, block in _OPEN_GROUPS
        if draw(often if egress else seldom)
    ]
    entries = [
        AclRule(acl, egress, number, "allow", "-1", (0, 0), block, inline=True)
        for acl in range(ACLS)
        for egress in (True, False)
        for number, block in ((900, "0.0.0.0/0"), (901, "::/0"))
        if draw(often)
    ]
    base = [
        RouteRule(table, block, target, inline=True)
        for table in range(TABLES)
        for block, target in (
            ("0.0.0.0/0", "igw"),
            ("::/0", "igw"),
            ("10.0.0.0/28", "pcx"),
            ("10.0.1.0/28", "pcx"),
        )
        if draw(often)
    ]
    more = draw(st.lists(routes, max_size=4, unique_by=_target))
    drawn = {_target(one) for one in more}
    return Network(
        peered=draw(often),
        group_rules=(*groups, *draw(st.lists(group_rules(), max_size=8))),
        acl_rules=(*entries, *draw(st.lists(acl_rules, max_size=8, unique_by=_own))),
        routes=(*(one for one in base if _target(one) not in drawn), *more),
        table_of=draw(st.tuples(*[st.one_of(st.none(), st.integers(0, TABLES - 1))] * len(SUBNETS))),
        main_table=draw(st.one_of(st.none(), st.integers(0, TABLES - 1))),
        acl_of=draw(st.tuples(*[st.one_of(st.none(), st.integers(0, ACLS - 1))] * len(SUBNETS))),
        machines=tuple(draw(st.lists(machines, min_size=2, max_size=3))),
    )


class Drawn:
    """A network as a graph; `known` ids stand as values, else each reference is an unknown with its wire."""

    def __init__(self, network: Network, *, known: bool) -> None:
        self.known = known
        self.resources: list[Resource] = []
        self.vpcs = [
            self.add("ec2/vpc", f"vpc{i}", cidrBlock=block, ipv6CidrBlock=VPC6_BLOCKS[i])
            for i, block in enumerate(VPC_BLOCKS)
        ]
        self.subnets = [
            self.add(
                "ec2/subnet",
                f"subnet{i}",
                vpcId=self.vpcs[vpc],
                cidrBlock=block,
                **({"ipv6CidrBlock": block6} if block6 else {}),
            )
            for i, (vpc, block, block6) in enumerate(SUBNETS)
        ]
        self._add_gateways(peered=network.peered)
        self._add_tables(network)
        self._add_acls(network)
        self._add_groups(network)
        self.machines = [self._add_machine(i, one) for i, one in enumerate(network.machines)]
        self.graph = Graph(self.resources)

    def add(self, short: str, name: str, /, **inputs: Any) -> Resource:
        made = self._make(short, name, inputs)
        self.resources.append(made)
        return made

    def _make(self, short: str, name: str, inputs: dict[str, Any]) -> Resource:
        wires: dict[str, list[Resource]] = {}
        plain = {key: self._value(value, wires.setdefault(key, [])) for key, value in inputs.items()}
        prefix = {"internetGateway": "igw", "natGateway": "nat"}.get(short.rpartition("/")[2], short)
        return make(short, name, plain, id=f"{prefix}-{name}" if self.known else "", wires=wires)

    def _value(self, value: Any, wires: list[Resource]) -> Any:
        if isinstance(value, Resource):
            wires.append(value)
            return value.id if self.known else UNKNOWN_WIRE
        if isinstance(value, dict):
            return {key: self._value(inner, wires) for key, inner in value.items()}
        return [self._value(inner, wires) for inner in value] if isinstance(value, list) else value

    def _add_gateways(self, *, peered: bool) -> None:
        self.gateways = [
            self.add("ec2/internetGateway", f"igw{i}", vpcId=vpc) for i, vpc in enumerate(self.vpcs)
        ]
        self.nats = [
            self.add("ec2/natGateway", f"nat{i}", subnetId=subnet)
            for i, subnet in ((0, self.subnets[0]), (1, self.subnets[3]))
        ]
        self.peering = None
        if peered:
            self.peering = self.add(
                "ec2/vpcPeeringConnection", "peering", vpcId=self.vpcs[0], peerVpcId=self.vpcs[1]
            )

    def _route(self, rule: RouteRule, vpc: int) -> dict[str, Any] | None:
        if rule.block == VPC_BLOCKS[vpc]:
            return None  # AWS refuses a route for the VPC's own block, which has the local one
        if rule.target == "pcx":
            return {"vpcPeeringConnectionId": self.peering} if self.peering is not None else None
        return {"gatewayId": self.gateways[vpc]} if rule.target == "igw" else {"natGatewayId": self.nats[vpc]}

    def _add_tables(self, network: Network) -> None:
        """Make each table twice, once a VPC: a table belongs to one."""
        self.tables: dict[tuple[int, int], Resource] = {}
        for table in range(TABLES):
            for vpc in range(len(self.vpcs)):
                mine = [
                    (one, target)
                    for one in network.routes
                    if one.table == table and (target := self._route(one, vpc))
                ]
                inline = [
                    {_key(one.block, inline=True): one.block, **target} for one, target in mine if one.inline
                ]
                made = self.add("ec2/routeTable", f"table{table}-{vpc}", vpcId=self.vpcs[vpc], routes=inline)
                self.tables[table, vpc] = made
                for number, (one, target) in enumerate(mine):
                    if not one.inline:
                        block = {_key(one.block, inline=False): one.block}
                        self.add(
                            "ec2/route", f"route{table}-{vpc}-{number}", routeTableId=made, **block, **target
                        )
        for i, chosen in enumerate(network.table_of):
            if chosen is not None:
                table = self.tables[chosen, SUBNETS[i][0]]
                self.add(
                    "ec2/routeTableAssociation", f"table-of-{i}", subnetId=self.subnets[i], routeTableId=table
                )
        if network.main_table is not None:
            for i, vpc in enumerate(self.vpcs):
                table = self.tables[network.main_table, i]
                self.add("ec2/mainRouteTableAssociation", f"main-of-{i}", vpcId=vpc, routeTableId=table)

    def _add_acls(self, network: Network) -> None:
        for acl in range(ACLS):
            for vpc in range(len(self.vpcs)):
                members = [
                    self.subnets[i]
                    for i, chosen in enumerate(network.acl_of)
                    if chosen == acl and SUBNETS[i][0] == vpc
                ]
                mine = [one for one in network.acl_rules if one.acl == acl]
                lists = {
                    way: [
                        _entry(one, "ruleNo", "action")
                        for one in mine
                        if one.inline and one.egress is (way == "egress")
                    ]
                    for way in ("ingress", "egress")
                }
                made = self.add(
                    "ec2/networkAcl", f"acl{acl}-{vpc}", vpcId=self.vpcs[vpc], subnetIds=members, **lists
                )
                for number, one in enumerate(mine):
                    if not one.inline:
                        entry = _entry(one, "ruleNumber", "ruleAction")
                        self.add(
                            "ec2/networkAclRule",
                            f"acl{acl}-{vpc}-{number}",
                            networkAclId=made,
                            egress=one.egress,
                            **entry,
                        )

    def _add_groups(self, network: Network) -> None:
        named = [self._make("ec2/securityGroup", f"group{i}", {}) for i in range(GROUPS)]
        self.groups = []
        for i in range(GROUPS):
            mine = [one for one in network.group_rules if one.group == i and one.form == "inline"]
            lists = {
                way: [_group_rule(one, named) for one in mine if one.egress is (way == "egress")]
                for way in ("ingress", "egress")
            }
            self.groups.append(self.add("ec2/securityGroup", f"group{i}", vpcId=self.vpcs[0], **lists))
        for number, one in enumerate(network.group_rules):
            rule = _group_rule(one, self.groups)
            if one.form == "classic":
                self.add(
                    "ec2/securityGroupRule",
                    f"rule{number}",
                    securityGroupId=self.groups[one.group],
                    type="egress" if one.egress else "ingress",
                    **_classic(rule),
                )
            if one.form == "single":
                way = "Egress" if one.egress else "Ingress"
                self.add(
                    f"vpc/securityGroup{way}Rule",
                    f"rule{number}",
                    securityGroupId=self.groups[one.group],
                    **_single(rule),
                )

    def _add_machine(self, number: int, one: Machine) -> Resource:
        _, block, block6 = SUBNETS[one.subnet]
        more: dict[str, Any] = {}
        if one.address is not None:
            more["privateIp"] = _nth(block, one.address)
        if one.v6 and block6:
            more["ipv6AddressCount"] = 1
        return self.add(
            "ec2/instance",
            f"machine{number}",
            subnetId=self.subnets[one.subnet],
            vpcSecurityGroupIds=[self.groups[i] for i in one.groups],
            associatePublicIpAddress=one.public,
            **more,
        )


def _nth(block: str, number: int) -> str:
    head, _, last = block.partition("/")[0].rpartition(".")
    return f"{head}.{int(last) + number}"


def _key(block: str, *, inline: bool) -> str:
    family = "ipv6CidrBlock" if ":" in block else "cidrBlock"
    return family if inline else f"destination{family[0].upper()}{family[1:]}"


def _entry(rule: AclRule, number: str, action: str) -> dict[str, Any]:
    return {
        number: rule.number,
        action: rule.action,
        "protocol": rule.protocol,
        "fromPort": rule.ports[0],
        "toPort": rule.ports[1],
        _key(rule.block, inline=True): rule.block,
    }


def _group_rule(rule: GroupRule, groups: list[Resource]) -> dict[str, Any]:
    made: dict[str, Any] = {"protocol": rule.protocol, "fromPort": rule.ports[0], "toPort": rule.ports[1]}
    if rule.block is not None:
        made["ipv6CidrBlocks" if ":" in rule.block else "cidrBlocks"] = [rule.block]
    elif rule.peer == -1:
        made["self"] = True
    else:
        made["securityGroups"] = [groups[rule.peer or 0]]
    return made


def _classic(rule: dict[str, Any]) -> dict[str, Any]:
    made = dict(rule)
    peers = made.pop("securityGroups", None)
    return {**made, "sourceSecurityGroupId": peers[0]} if peers else made


def _single(rule: dict[str, Any]) -> dict[str, Any]:
    made = {"ipProtocol": rule["protocol"], "fromPort": rule["fromPort"], "toPort": rule["toPort"]}
    if "securityGroups" in rule:
        made["referencedSecurityGroupId"] = rule["securityGroups"][0]
    for many, one in (("cidrBlocks", "cidrIpv4"), ("ipv6CidrBlocks", "cidrIpv6")):
        if many in rule:
            made[one] = rule[many][0]
    return made
