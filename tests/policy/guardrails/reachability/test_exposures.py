"""What the internet reaches, and how: with the ids of a state, and with the unknown ones of a first preview."""

from typing import Any

import pytest

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.guardrails.reachability.built import WORLD, Built, tcp

INTERNET = "the internet"
EVERYTHING = {
    "protocol": "-1",
    "cidrBlock": WORLD,
    "fromPort": 0,
    "toPort": 0,
    "ruleNo": 200,
    "action": "allow",
}


@pytest.fixture(params=[True, False], ids=["state", "preview"])
def net(request: pytest.FixtureRequest) -> Built:
    return Built(known=request.param)


def test_a_machine_with_a_public_address_is_reached_on_the_ports_of_its_group(net: Built) -> None:
    net.machine("web", net.public, net.group("web", tcp(443, WORLD)), associatePublicIpAddress=True)
    assert net.exposed() == {"web": [(True, INTERNET, "tcp 443")]}
    assert net.ways("web") == [
        "the internet -> internet gateway igw by route 1 of public (0.0.0.0/0) -> security group web (rule web)"
        " -> ec2/instance web"
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"subnet": "private"},
        {"associatePublicIpAddress": False},
        {"block": "10.0.0.0/8"},
    ],
    ids=["no route", "no address", "a private block"],
)
def test_each_hop_alone_keeps_the_internet_out(net: Built, change: dict[str, Any]) -> None:
    group = net.group("web", tcp(443, change.get("block", WORLD)))
    subnet = net.private if "subnet" in change else net.public
    net.machine("web", subnet, group, associatePublicIpAddress=change.get("associatePublicIpAddress", True))
    assert net.exposed() == {}


def test_a_network_acl_keeps_packets_out_by_its_first_match(net: Built) -> None:
    net.machine("web", net.public, net.group("web", tcp(22, WORLD)), associatePublicIpAddress=True)
    entry = {"protocol": "tcp", "cidrBlock": WORLD, "fromPort": 22, "toPort": 22}
    net.add(
        "ec2/networkAcl",
        "acl",
        vpcId=net.vpc,
        subnetIds=[net.public],
        ingress=[EVERYTHING, {**entry, "ruleNo": 100, "action": "deny"}],
        egress=[EVERYTHING],
    )
    assert net.exposed() == {}


def test_a_network_acl_that_keeps_the_answers_in_keeps_connections_out_but_not_datagrams(net: Built) -> None:
    udp = {"protocol": "udp", "fromPort": 53, "toPort": 53, "cidrBlocks": [WORLD]}
    net.machine("web", net.public, net.group("web", tcp(53, WORLD), udp), associatePublicIpAddress=True)
    net.add("ec2/networkAcl", "acl", vpcId=net.vpc, subnetIds=[net.public], ingress=[EVERYTHING], egress=[])
    assert net.exposed() == {"web": [(True, INTERNET, "udp 53")]}


def test_the_managed_default_network_acl_holds_for_what_has_no_other(net: Built) -> None:
    net.machine("web", net.public, net.group("web", tcp(22, WORLD)), associatePublicIpAddress=True)
    named = "acl-main" if net.known else net.vpc
    net.add("ec2/defaultNetworkAcl", "closed", defaultNetworkAclId=named, ingress=[], egress=[])
    assert net.exposed() == {}


@pytest.mark.parametrize("form", ["route", "default table", "main association"])
def test_a_subnet_without_an_association_has_the_main_route_table(net: Built, form: str) -> None:
    subnet = net.add("ec2/subnet", "main", vpcId=net.vpc, cidrBlock="10.0.9.0/24")
    net.machine("web", subnet, net.group("web", tcp(22, WORLD)), associatePublicIpAddress=True)
    assert net.exposed() == {}, "the main route table has the local route alone"
    main = "rtb-main" if net.known else net.vpc
    out = {"cidrBlock": WORLD, "gatewayId": net.igw}
    if form == "route":
        net.add("ec2/route", "out", routeTableId=main, destinationCidrBlock=WORLD, gatewayId=net.igw)
    elif form == "default table":
        net.add("ec2/defaultRouteTable", "main", defaultRouteTableId=main, routes=[out])
    else:
        table = net.add("ec2/routeTable", "chosen", vpcId=net.vpc, routes=[out])
        net.add("ec2/mainRouteTableAssociation", "main", vpcId=net.vpc, routeTableId=table)
    assert net.exposed() == {"web": [(True, INTERNET, "tcp 22")]}


@pytest.mark.parametrize(
    ("identity", "owner", "found"),
    [
        ("rtb-main", UNKNOWN_WIRE, True),
        ("rtb-other", UNKNOWN_WIRE, False),
        ("rtb-other", "vpc-of-others", None),
    ],
)
def test_a_route_in_a_main_table_that_is_only_read_counts(
    identity: str, owner: str, found: bool | None
) -> None:
    net = Built()
    subnet = net.add("ec2/subnet", "main", vpcId=net.vpc, cidrBlock="10.0.9.0/24")
    net.machine("web", subnet, net.group("web", tcp(22, WORLD)), associatePublicIpAddress=True)
    net.resources.append(
        make("ec2/routeTable", "read", {}, id=identity, outputs={"vpcId": owner}, external=True)
    )
    net.add("ec2/route", "out", routeTableId=identity, destinationCidrBlock=WORLD, gatewayId=net.igw)
    expected = {} if found is None else {"web": [(found, INTERNET, "tcp 22")]}
    assert expected == net.exposed(), "surely, perhaps, or not at all"


def test_an_elastic_address_makes_a_machine_public(net: Built) -> None:
    machine = net.machine(
        "web", net.public, net.group("web", tcp(22, "203.0.113.0/24")), associatePublicIpAddress=False
    )
    net.add("ec2/eip", "address", instance=machine)
    assert net.exposed() == {"web": [(True, "203.0.113.0/24", "tcp 22")]}


@pytest.mark.parametrize(
    ("said", "by_subnet", "expected"),
    [("true", False, True), ("false", True, None), (None, True, True), (None, False, None)],
)
def test_a_scaling_group_has_the_address_of_its_template_or_subnet(
    net: Built, said: str | None, by_subnet: bool, expected: bool | None
) -> None:
    subnet = net.subnet(
        "own", "10.0.3.0/24", {"cidrBlock": WORLD, "gatewayId": net.igw}, mapPublicIpOnLaunch=by_subnet
    )
    group = net.group("app", tcp(8080, WORLD))
    interface = {"securityGroups": [group], **({"associatePublicIpAddress": said} if said else {})}
    template = net.add("ec2/launchTemplate", "app", networkInterfaces=[interface])
    net.add("autoscaling/group", "app", vpcZoneIdentifiers=[subnet], launchTemplate={"id": template})
    assert net.exposed() == ({"app": [(True, INTERNET, "tcp 8080")]} if expected else {})


def test_ipv6_needs_no_public_switch() -> None:
    net = Built()
    subnet = net.subnet(
        "six", "10.0.6.0/24", {"ipv6CidrBlock": "::/0", "gatewayId": net.igw}, ipv6CidrBlock="2600:1f00::/64"
    )
    group = net.group("web", {"protocol": "tcp", "fromPort": 22, "toPort": 22, "ipv6CidrBlocks": ["::/0"]})
    net.machine("web", subnet, group, ipv6AddressCount=1, associatePublicIpAddress=False)
    assert net.exposed() == {"web": [(True, "the internet by IPv6", "tcp 22")]}


def test_an_egress_only_gateway_lets_nobody_in() -> None:
    net = Built()
    gateway = net.add("ec2/egressOnlyInternetGateway", "out", vpcId=net.vpc)
    subnet = net.subnet(
        "six",
        "10.0.6.0/24",
        {"ipv6CidrBlock": "::/0", "egressOnlyGatewayId": gateway},
        ipv6CidrBlock="2600:1f00::/64",
    )
    group = net.group("web", {"protocol": "tcp", "fromPort": 22, "toPort": 22, "ipv6CidrBlocks": ["::/0"]})
    net.machine("web", subnet, group, ipv6AddressCount=1)
    assert net.exposed() == {}


def balancer(net: Built, *, internal: bool, type_: str = "application", **group: Any) -> Built:
    front = net.group("front", tcp(443, WORLD))
    entry = tcp(8080, **group) if group else tcp(8080, securityGroups=[front])
    back = net.group("back", entry)
    machine = net.machine("app", net.private, back, associatePublicIpAddress=False)
    subnet = net.private if internal else net.public
    made = net.add("lb/loadBalancer", "lb", loadBalancerType=type_, internal=internal, subnets=[subnet],
                   **({"securityGroups": [front]} if type_ == "application" else {}))  # fmt: skip
    protocol = "HTTPS" if type_ == "application" else "TCP"
    targets = net.add(
        "lb/targetGroup", "targets", port=8080, protocol=protocol, targetType="instance", vpcId=net.vpc
    )
    net.add("lb/targetGroupAttachment", "target", targetGroupArn=targets, targetId=machine)
    forward = {"type": "forward", "targetGroupArn": targets}
    net.add(
        "lb/listener", "https", loadBalancerArn=made, port=443, protocol=protocol, defaultActions=[forward]
    )
    return net


def test_a_public_load_balancer_leads_to_private_machines(net: Built) -> None:
    assert balancer(net, internal=False).exposed() == {
        "app": [(True, INTERNET, "tcp 8080")],
        "lb": [(True, INTERNET, "tcp 443")],
    }
    assert net.ways("app") == [
        "the internet -> lb/loadBalancer lb -> lb/listener https -> lb/targetGroup targets"
        " -> lb/targetGroupAttachment target -> security group front (rule front) -> security group back (rule back)"
        " -> ec2/instance app"
    ]


def test_an_internal_load_balancer_leads_nowhere(net: Built) -> None:
    assert balancer(net, internal=True).exposed() == {}


def test_a_load_balancer_without_a_listener_on_the_port_is_not_reached_there(net: Built) -> None:
    balancer(net, internal=False)
    front = next(one for one in net.resources if one.name == "front")
    front.inputs["ingress"].append(tcp(8443, WORLD))
    assert net.exposed()["lb"] == [(True, INTERNET, "tcp 443")]


def test_targets_of_a_network_load_balancer_see_the_client(net: Built) -> None:
    found = balancer(net, internal=False, type_="network", cidrBlocks=["203.0.113.0/24"]).exposed()
    assert found["app"] == [(True, INTERNET, "tcp 8080")]


def test_targets_of_a_network_load_balancer_shut_out_clients_that_they_do_not_name(net: Built) -> None:
    found = balancer(net, internal=False, type_="network", cidrBlocks=["10.0.0.0/16"]).exposed()
    assert "app" not in found


def test_cloudfront_leads_to_an_internal_load_balancer_by_a_vpc_origin(net: Built) -> None:
    front = net.group(
        "front", {"protocol": "tcp", "fromPort": 443, "toPort": 443, "prefixListIds": ["pl-4fa04526"]}
    )
    made = net.add("lb/loadBalancer", "lb", internal=True, subnets=[net.private], securityGroups=[front],
                   outputs={"arn": "arn:lb"} if net.known else {})  # fmt: skip
    config = {
        "arn": "arn:lb" if net.known else made,
        "httpPort": 80,
        "httpsPort": 443,
        "originProtocolPolicy": "https-only",
    }
    origin = net.add("cloudfront/vpcOrigin", "origin", vpcOriginEndpointConfig=config)
    app = {"originId": "app", "domainName": "app.example.com", "vpcOriginConfig": {"vpcOriginId": origin}}
    net.add("cloudfront/distribution", "site", enabled=True, origins=[app])
    assert net.exposed() == {"lb": [(True, INTERNET, "tcp 443")], "site": [(True, INTERNET, "tcp 80, 443")]}


def test_a_group_for_cloudfront_alone_lets_cloudfront_in_and_so_everyone_behind_it(net: Built) -> None:
    group = net.group(
        "web", {"protocol": "tcp", "fromPort": 443, "toPort": 443, "prefixListIds": ["pl-4fa04526"]}
    )
    net.machine("web", net.public, group, associatePublicIpAddress=True)
    assert net.exposed() == {"web": [(True, "CloudFront", "tcp 443")]}


def test_own_prefix_lists_are_known_by_their_entries(net: Built) -> None:
    offices = net.add("ec2/managedPrefixList", "offices", entries=[{"cidr": "203.0.113.0/25"}])
    net.add("ec2/managedPrefixListEntry", "more", prefixListId=offices, cidr="203.0.113.128/25")
    group = net.group("web", {"protocol": "tcp", "fromPort": 22, "toPort": 22, "prefixListIds": [offices]})
    net.machine("web", net.public, group, associatePublicIpAddress=True)
    assert net.exposed() == {"web": [(True, "203.0.113.0/24", "tcp 22")]}


@pytest.mark.parametrize(
    ("mode", "excluded", "expected"),
    [
        ("block-bidirectional", None, []),
        ("block-ingress", None, []),
        ("off", None, [True]),
        (UNKNOWN_WIRE, None, [False]),
        ("block-ingress", "allow-bidirectional", [True]),
        ("block-ingress", "allow-egress", []),
    ],
)
def test_vpc_block_public_access_keeps_the_internet_out(
    net: Built, mode: str, excluded: str | None, expected: list[bool]
) -> None:
    net.machine("web", net.public, net.group("web", tcp(22, WORLD)), associatePublicIpAddress=True)
    net.add("ec2/vpcBlockPublicAccessOptions", "block", internetGatewayBlockMode=mode)
    if excluded:
        net.add(
            "ec2/vpcBlockPublicAccessExclusion", "not", vpcId=net.vpc, internetGatewayExclusionMode=excluded
        )
    assert [sure for sure, _, _ in net.exposed().get("web", [])] == expected


def test_a_route_table_of_the_gateway_may_lead_elsewhere(net: Built) -> None:
    net.machine("web", net.public, net.group("web", tcp(22, WORLD)), associatePublicIpAddress=True)
    table = net.add("ec2/routeTable", "edge", vpcId=net.vpc)
    net.add("ec2/routeTableAssociation", "edge", gatewayId=net.igw, routeTableId=table)
    assert [sure for sure, _, _ in net.exposed()["web"]] == [False]


def test_what_names_no_subnet_lies_in_the_default_vpc() -> None:
    net = Built()
    net.add("ec2/instance", "lost", vpcSecurityGroupIds=[net.group("open", tcp(22, WORLD))])
    assert net.exposed() == {"lost": [(True, INTERNET, "tcp 22")]}


def test_a_search_domain_without_a_vpc_is_on_the_internet() -> None:
    net = Built()
    net.add("opensearch/domain", "search", engineVersion="OpenSearch_2.19")
    assert net.exposed() == {"search": [(True, INTERNET, "tcp 80, 443")]}


def test_a_global_accelerator_reaches_private_machines(net: Built) -> None:
    machine = net.machine(
        "app", net.private, net.group("app", tcp(443, WORLD)), associatePublicIpAddress=False
    )
    accelerator = net.add("globalaccelerator/accelerator", "front")
    listener = net.add("globalaccelerator/listener", "https", acceleratorArn=accelerator, protocol="TCP",
                       portRanges=[{"fromPort": 443, "toPort": 443}])  # fmt: skip
    net.add(
        "globalaccelerator/endpointGroup",
        "group",
        listenerArn=listener,
        endpointConfigurations=[{"endpointId": machine}],
    )
    assert net.exposed()["app"] == [(True, INTERNET, "tcp 443")]


def test_a_public_database_is_reached_even_where_one_subnet_of_two_is_public(net: Built) -> None:
    net.database(
        "db", net.private, net.public, groups=[net.group("db", tcp(5432, WORLD))], publiclyAccessible=True
    )
    assert net.exposed() == {"db": [(True, INTERNET, "tcp 5432")]}


@pytest.mark.parametrize("value", [UNKNOWN_WIRE, "no block", "10.0.0.0/99"])
def test_a_block_that_cannot_be_read_is_perhaps_the_world(value: str) -> None:
    net = Built()
    net.machine("web", net.public, net.group("web", tcp(22, value)), associatePublicIpAddress=True)
    assert [(sure, ports) for sure, _, ports in net.exposed()["web"]] == [(False, "tcp 22")]


def test_a_group_of_another_stack_may_let_in_anyone() -> None:
    net = Built()
    net.add(
        "ec2/instance",
        "web",
        subnetId=net.public,
        vpcSecurityGroupIds=["sg-foreign"],
        associatePublicIpAddress=True,
    )
    assert [(sure, ports) for sure, _, ports in net.exposed()["web"]] == [(False, "every protocol and port")]


def test_a_rule_whose_group_is_unknown_may_belong_to_any_group() -> None:
    net = Built()
    net.machine("web", net.public, net.group("web"), associatePublicIpAddress=True)
    net.add(
        "vpc/securityGroupIngressRule",
        "stray",
        securityGroupId=UNKNOWN_WIRE,
        ipProtocol="tcp",
        fromPort=22,
        toPort=22,
        cidrIpv4=WORLD,
    )
    assert [(sure, ports) for sure, _, ports in net.exposed()["web"]] == [(False, "tcp 22")]


def test_a_route_whose_table_is_unknown_may_stand_in_any_table() -> None:
    net = Built()
    net.machine("web", net.private, net.group("web", tcp(22, WORLD)), associatePublicIpAddress=True)
    net.add("ec2/route", "stray", routeTableId=UNKNOWN_WIRE, destinationCidrBlock=WORLD, gatewayId=net.igw)
    assert [(sure, ports) for sure, _, ports in net.exposed()["web"]] == [(False, "tcp 22")]


def test_a_subnet_that_is_not_in_the_stack_may_be_public() -> None:
    net = Built()
    net.add(
        "ec2/instance",
        "web",
        subnetId="subnet-foreign",
        vpcSecurityGroupIds=[net.group("web", tcp(22, WORLD))],
        associatePublicIpAddress=True,
    )
    assert [(sure, ports) for sure, _, ports in net.exposed()["web"]] == [(False, "tcp 22")]


def test_stores_that_follow_each_other_are_perhaps_anywhere() -> None:
    net = Built()
    group = net.group("db", tcp(5432, WORLD))
    for name, other in (("a", "b"), ("b", "a")):
        net.add("rds/instance", name, engine="postgres", replicateSourceDb=f"db-{other}", vpcSecurityGroupIds=[group],
                publiclyAccessible=True, outputs={"identifier": f"db-{name}"})  # fmt: skip
    assert {sure for found in net.exposed().values() for sure, _, _ in found} == {False}
