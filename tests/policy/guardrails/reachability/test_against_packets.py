"""The engine's sets hold exactly the packets that a naive oracle lets pass, on small networks at random."""

from guardrails.reachability import addresses, ports
from guardrails.reachability.endpoints import Endpoints, Seat
from guardrails.reachability.filters import Passed
from guardrails.reachability.flows import Flows
from guardrails.reachability.intervals import holds
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.guardrails.reachability.packet_oracle import addresses_of, internet_reaches, reaches
from tests.policy.guardrails.reachability.small_networks import (
    EDGES,
    Drawn,
    Network,
    networks,
)

ANY_PORT = st.one_of(
    st.sampled_from(EDGES), st.sampled_from((20, 23, 444, 1025, 40_000)), st.integers(0, 65_535)
)
PROTOCOL = st.sampled_from(("tcp", "tcp", "udp"))
CLIENTS = ("198.41.0.0", "198.41.0.1", "198.41.0.2", "198.41.0.3", "198.41.1.0", "8.8.8.8", "8.8.8.9",
           "2a00::", "2a00::1", "2a00::3", "2a00::4", "2a01::")  # fmt: skip


def code(protocol: str, port: int) -> int:
    return ports.of_rule(protocol, port, port)[0][0]


def seats(drawn: Drawn) -> list[Seat]:
    endpoints = drawn.graph.derive(Endpoints)
    found = [endpoints.by_urn[one.urn] for one in drawn.machines]
    assert all(one.placed and len(one.seats) == 1 for one in found), "each machine lies in its subnet"
    return [one.seats[0] for one in found]


def told(network: Network, source: int, target: int, protocol: str, port: int) -> tuple[bool, bool]:
    """Return whether some addresses of two machines can talk, and whether all of one IP version can."""
    here, there = network.machines[source], network.machines[target]
    answers = {
        version: [
            reaches(network, here, there, (one, other), protocol, port)
            for one in addresses_of(here, version)
            for other in addresses_of(there, version)
        ]
        for version in (4, 6)
    }
    return any(map(any, answers.values())), any(found and all(found) for found in answers.values())


def holding(passed: Passed, number: int) -> tuple[bool, bool]:
    return holds(passed.may, number), holds(passed.must, number)


@given(networks(), st.lists(st.tuples(PROTOCOL, ANY_PORT), min_size=4, max_size=4))
@settings(max_examples=150)
def test_machines_reach_each_other_exactly_where_packets_pass(
    network: Network, asked: list[tuple[str, int]]
) -> None:
    drawn = Drawn(network, known=True)
    flows, places = drawn.graph.derive(Flows), seats(drawn)
    for source in range(len(places)):
        for target in range(len(places)):
            passed = flows.between(places[source], places[target])
            for protocol, port in asked:
                expected = told(network, source, target, protocol, port)
                assert expected == holding(passed, code(protocol, port)), (
                    f"{source} to {target}: {protocol} {port}"
                )


@given(networks(), st.lists(st.tuples(PROTOCOL, ANY_PORT), min_size=3, max_size=3))
@settings(max_examples=150)
def test_the_internet_reaches_a_machine_exactly_where_packets_pass(
    network: Network, asked: list[tuple[str, int]]
) -> None:
    drawn = Drawn(network, known=True)
    flows = drawn.graph.derive(Flows)
    for machine, seat in zip(network.machines, seats(drawn), strict=True):
        streams = flows.from_internet(seat)
        for client in CLIENTS:
            place = addresses.block(client).sure[0][0]
            passed = next(
                (one.passed for one in streams if one.source[0] <= place <= one.source[1]), Passed((), ())
            )
            for protocol, port in asked:
                expected = internet_reaches(network, machine, client, protocol, port)
                assert (expected, expected) == holding(passed, code(protocol, port)), (
                    f"{client} to {protocol} {port}"
                )


@given(networks(), st.lists(st.tuples(PROTOCOL, ANY_PORT), min_size=4, max_size=4))
@settings(max_examples=150)
def test_a_preview_never_calls_shut_what_packets_pass_nor_open_what_they_do_not(
    network: Network, asked: list[tuple[str, int]]
) -> None:
    drawn = Drawn(network, known=False)
    flows, places = drawn.graph.derive(Flows), seats(drawn)
    for source in range(len(places)):
        for target in range(len(places)):
            passed = flows.between(places[source], places[target])
            for protocol, port in asked:
                some, every = told(network, source, target, protocol, port)
                may, must = holding(passed, code(protocol, port))
                assert may or not some, f"{source} to {target}: {protocol} {port} passes"
                assert every or not must, f"{source} to {target}: {protocol} {port} does not always pass"
