"""What `gate --exposure` lists: every resource that the internet reaches, the nearest first."""

from guardrails.graph import Graph

from stagecraft.gate.exposure import as_text, exposed
from tests.policy.compliant import UNKNOWN_WIRE
from tests.policy.guardrails.reachability.built import WORLD, Built, tcp


def web(block: str = WORLD) -> Graph:
    net = Built()
    net.machine("web", net.public, net.group("web", tcp(443, block)), associatePublicIpAddress=True)
    return net.graph


def test_what_is_reached_is_listed_with_ports_and_hops() -> None:
    (one,) = exposed([("state.json", web())])
    hops = [
        ("internet gateway igw by route 1 of public (0.0.0.0/0)", "ec2/routeTable:RouteTable::public"),
        ("security group web (rule web)", "ec2/securityGroup:SecurityGroup::web"),
        ("ec2/instance web", "ec2/instance:Instance::web"),
    ]
    assert one.as_dict() == {
        "file": "state.json",
        "urn": "urn:pulumi:prod::shop::aws:ec2/instance:Instance::web",
        "type": "aws:ec2/instance:Instance",
        "ports": "tcp 443",
        "sure": True,
        "paths": [
            {
                "sources": "the internet",
                "ports": "tcp 443",
                "sure": True,
                "hops": [{"hop": hop, "urn": f"urn:pulumi:prod::shop::aws:{urn}"} for hop, urn in hops],
            }
        ],
    }


def test_people_read_one_line_a_resource_and_one_a_way() -> None:
    assert as_text(exposed([("a", web()), ("b", Graph(()))]), ["a", "b"]).splitlines() == [
        "a: 1 resource is reachable from the internet",
        "  web (ec2/instance)  tcp 443",
        "    the internet -> internet gateway igw by route 1 of public (0.0.0.0/0) -> security group web (rule web)"
        " -> ec2/instance web",
        "b: no resources are reachable from the internet",
    ]


def test_what_is_not_known_is_listed_as_such() -> None:
    found = exposed([("a", web(UNKNOWN_WIRE))])
    assert "  web (ec2/instance)  tcp 443 (perhaps: an `up` will tell)" in as_text(found, ["a"]).splitlines()
