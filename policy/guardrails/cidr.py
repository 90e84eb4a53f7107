"""Which addresses a set of CIDR blocks covers, and whether that is the world."""

import ipaddress
from collections.abc import Iterable
from contextlib import suppress
from typing import Final, NamedTuple


class Span(NamedTuple):
    """Addresses of one IP version, first to last."""

    version: int
    first: int
    last: int


def span(cidr: str) -> Span:
    """Return the addresses of a CIDR block; raise ValueError for text that is none."""
    network = ipaddress.ip_network(cidr.strip(), strict=False)
    return Span(network.version, int(network.network_address), int(network.broadcast_address))


def spans(texts: Iterable[object]) -> list[Span]:
    """Return the addresses of CIDR blocks; what is none, AWS refuses, and it covers nothing."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(span(str(text)))
    return found


# Not reachable over the internet: https://www.iana.org/assignments/iana-ipv4-special-registry
_PRIVATE_V4: Final = tuple(
    map(
        span,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/3",
        ),
    )
)
# Of IPv6 only this block is given out: https://www.iana.org/assignments/ipv6-unicast-address-assignments
_GLOBAL_V6: Final = span("2000::/3")
# More public addresses than this are the world, however they are cut into blocks: AWS takes a policy with a
# range wider than /8 (IPv4) or /32 (IPv6) for public, see "The meaning of public" in
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
_WORLD: Final = {4: 2 ** (32 - 8), 6: 2 ** (128 - 32)}


def union(blocks: Iterable[Span]) -> list[Span]:
    """Merge spans that overlap or touch; the result is in order and has no two spans that touch."""
    merged: list[Span] = []
    for one in sorted(blocks):
        if merged and merged[-1].version == one.version and one.first <= merged[-1].last + 1:
            merged[-1] = merged[-1]._replace(last=max(merged[-1].last, one.last))
        else:
            merged.append(one)
    return merged


def public_part(blocks: Iterable[Span]) -> list[Span]:
    """Return the addresses that lie on the internet, private and reserved blocks cut out."""
    rest: list[Span] = []
    for one in union(blocks):
        keep = [one] if one.version == 4 else _common(one, _GLOBAL_V6)
        for hole in _PRIVATE_V4:
            keep = without(keep, hole)
        rest.extend(keep)
    return rest


def is_world(blocks: Iterable[Span]) -> bool:
    """Tell whether addresses that count as one cover more of the internet than any one company has."""
    sizes = {4: 0, 6: 0}
    for part in public_part(blocks):
        sizes[part.version] += part.last - part.first + 1
    return any(sizes[version] > limit for version, limit in _WORLD.items())


def without(blocks: Iterable[Span], hole: Span) -> list[Span]:
    """Return the addresses that lie outside of a hole."""
    return [part for piece in blocks for part in _cut(piece, hole)]


def within(blocks: Iterable[Span], frame: Span) -> list[Span]:
    """Return the addresses that lie inside of a frame."""
    return [part for piece in blocks for part in _common(piece, frame)]


def _cut(piece: Span, hole: Span) -> list[Span]:
    if hole.version != piece.version or hole.last < piece.first or piece.last < hole.first:
        return [piece]
    parts = (piece._replace(last=hole.first - 1), piece._replace(first=hole.last + 1))
    return [part for part in parts if part.first <= part.last]


def _common(one: Span, other: Span) -> list[Span]:
    first, last = max(one.first, other.first), min(one.last, other.last)
    return [one._replace(first=first, last=last)] if one.version == other.version and first <= last else []
