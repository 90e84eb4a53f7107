"""An architecture read off a plan, where some dependencies are known only during the `up`."""

from guardrails.graph import Graph

from stagecraft.delivery.architecture import architecture_hash, completed, not_run_below
from stagecraft.promotion.allowed import parse_promotion
from stagecraft.wire import UNKNOWN
from tests.stagecraft.delivery.conftest import World

TABLE = "aws:ec2/routeTable:RouteTable"
VPC = "aws:ec2/vpc:Vpc"
ROUTE = "aws:ec2/route:Route"


def running(stack: str, *names: str) -> Graph:
    """A stack in which the routes know their table."""
    world = World(stack)
    world.has(VPC, "net")
    world.has(TABLE, "table")
    for name in names:
        world.has(ROUTE, name, routeTableId="rtb-1")
        wired = [world.urn(VPC, "net"), world.urn(TABLE, "table")]
        world.marks(name, dependencies=wired, propertyDependencies={"routeTableId": wired})
    return Graph.from_state(world.state)


def planned(stack: str, *names: str, value: str = UNKNOWN) -> Graph:
    """A plan in which the routes depend on what tells when their table is known."""
    world = World(stack)
    world.plans(VPC, "net")
    world.plans(TABLE, "table")
    for name in names:
        world.plans(ROUTE, name, routeTableId=value)
        wired = [world.urn(VPC, "net")]
        world.marks(name, dependencies=wired, propertyDependencies={"routeTableId": wired})
    return Graph.from_state(world.planned.document)


def test_what_is_unknown_depends_on_what_it_depends_on_in_the_stack_that_runs() -> None:
    lower, plan = running("staging", "nat-a"), planned("prod", "nat-a")
    assert architecture_hash(lower) != architecture_hash(plan)
    assert architecture_hash(lower) == architecture_hash(completed(plan, lower))
    assert [] == not_run_below(lower, plan, parse_promotion({}))


def test_a_further_instance_has_the_counterpart_of_its_role() -> None:
    lower, plan = running("staging", "nat-a"), planned("prod", "nat-a", "nat-b")
    assert architecture_hash(lower) == architecture_hash(completed(plan, lower))


def test_what_is_known_stays_as_it_is() -> None:
    lower, plan = running("staging", "nat-a"), planned("prod", "nat-a", value="rtb-9")
    assert architecture_hash(plan) == architecture_hash(completed(plan, lower))
    assert 2 == len(not_run_below(lower, plan, parse_promotion({})))


def test_a_plan_that_depends_on_something_else_is_not_made_alike() -> None:
    lower = running("staging", "nat-a")
    world = World("prod")
    world.plans(VPC, "net")
    world.plans(TABLE, "table")
    world.plans("aws:ec2/eip:Eip", "address")
    world.plans(ROUTE, "nat-a", routeTableId=UNKNOWN)
    wired = [world.urn("aws:ec2/eip:Eip", "address")]
    world.marks("nat-a", dependencies=wired, propertyDependencies={"routeTableId": wired})
    plan = Graph.from_state(world.planned.document)
    assert architecture_hash(plan) == architecture_hash(completed(plan, lower))
