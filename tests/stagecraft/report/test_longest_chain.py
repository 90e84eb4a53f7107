"""The longest chain of resources that wait for each other."""

import pytest
from guardrails.graph import Graph, Resource

from stagecraft.report.longest_chain import longest_chain, needs, waiting_for

DATABASE = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
COMPONENT = "awsx:ec2:Vpc"


def made(
    name: str,
    after: tuple[str, ...] = (),
    type_: str = BUCKET,
    parent: str | None = None,
    custom: bool = True,
) -> Resource:
    return Resource(
        urn=urn(name, type_),
        type=type_,
        name=name,
        parent=parent,
        custom=custom,
        dependencies=after,
    )


def urn(name: str, type_: str = BUCKET) -> str:
    return f"urn:pulumi:dev::shop::{type_}::{name}"


def test_the_chain_with_the_most_minutes_is_longer_than_the_one_with_the_most_links() -> None:
    first, second, third = made("a"), made("b", (urn("a"),)), made("c", (urn("b"),))
    slow = made("db", (), DATABASE)
    replica = made("replica", (slow.urn,), DATABASE)
    chain = longest_chain(Graph([first, second, third, slow, replica]))
    assert [resource.name for resource in chain.resources] == ["db", "replica"]
    assert chain.minutes == pytest.approx(24)


def test_a_child_waits_for_its_parent_resource() -> None:
    chain = longest_chain(Graph([made("bucket"), made("child", parent=urn("bucket"))]))
    assert [resource.name for resource in chain.resources] == ["bucket", "child"]


def test_a_child_of_a_component_does_not_wait_for_its_siblings() -> None:
    component = made("vpc", type_=COMPONENT, custom=False)
    slow = made("slow", (), DATABASE, parent=component.urn)
    sibling = made("sibling", parent=component.urn)
    assert list(needs(Graph([component, slow, sibling]), sibling)) == []


def test_who_depends_on_a_component_waits_for_all_that_is_in_it() -> None:
    component = made("vpc", type_=COMPONENT, custom=False)
    inner = made("inner", type_="x:y:Inner", custom=False, parent=component.urn)
    slow = made("slow", (), DATABASE, parent=inner.urn)
    after = made("after", (component.urn,))
    graph = Graph([component, inner, slow, after])
    assert {after.urn} == waiting_for(graph, DATABASE)


def test_waiting_goes_on_through_every_link_and_leaves_out_who_does_not_wait() -> None:
    database = made("db", (), DATABASE)
    middle, last = made("middle", (database.urn,)), made("last", (urn("middle"),))
    graph = Graph([database, middle, last, made("free")])
    assert {middle.urn, last.urn} == waiting_for(graph, DATABASE)


def test_a_chain_may_be_longer_than_python_recurses() -> None:
    resources = [made("0")] + [made(str(place), (urn(str(place - 1)),)) for place in range(1, 5_000)]
    chain = longest_chain(Graph(reversed(resources)))
    assert len(chain.resources) == 5_000


def test_resources_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="waits for itself"):
        longest_chain(Graph([made("a", (urn("b"),)), made("b", (urn("a"),))]))


def test_a_stack_of_nothing_takes_no_time() -> None:
    assert longest_chain(Graph([])).resources == ()
