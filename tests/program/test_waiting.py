"""Nothing waits for what takes long (CloudFront, NAT gateways, the database) unless it uses it."""

from typing import Any

import pytest
from guardrails.graph import Graph

from stagecraft.report.longest_chain import longest_chain, waiting_for

NAT = "aws:ec2/natGateway:NatGateway"
DATABASE = "aws:rds/instance:Instance"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


@pytest.fixture(scope="module", params=["dev", "staging", "prod"])
def graph(shop: Any, request: pytest.FixtureRequest) -> Graph:
    (view,) = (view for view in shop.views if view.name == request.param)
    return view.graph


def tiers_waiting_for(graph: Graph, type_token: str) -> set[str]:
    urns = waiting_for(graph, type_token)
    return {urn.split("stagecraft:", 1)[1].split(":")[0] for urn in urns if graph.get(urn).custom}


def test_only_the_instances_and_what_watches_them_wait_for_nat(graph: Graph) -> None:
    assert tiers_waiting_for(graph, NAT) == {"network", "app", "operations"}
    network = {graph.get(urn).type for urn in waiting_for(graph, NAT) if "network:Network" in urn}
    assert network == {"aws:ec2/route:Route"}


def test_only_domain_logs_and_alarms_of_the_site_wait_for_cloudfront(graph: Graph) -> None:
    assert tiers_waiting_for(graph, DISTRIBUTION) == {"web", "operations"}


def test_no_instance_waits_for_the_database(graph: Graph) -> None:
    waiting = waiting_for(graph, DATABASE)
    assert tiers_waiting_for(graph, DATABASE) <= {"database", "app", "operations", "recovery"}
    of_the_app = {graph.get(urn).type for urn in waiting if "app:Application" in urn}
    assert of_the_app <= {"aws:ssm/parameter:Parameter"}, (
        "endpoints are parameters; the instances wait, not the up"
    )


def test_the_longest_chain_is_the_databases(graph: Graph) -> None:
    types = [resource.type for resource in longest_chain(graph).resources]
    assert NAT not in types
    assert DATABASE in types or DISTRIBUTION in types
