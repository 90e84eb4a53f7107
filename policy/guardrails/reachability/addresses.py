"""Addresses as one line of numbers: IPv4, then IPv6, then a few sources that have names instead of blocks.

What AWS's own services connect from, or listen on, is public but nobody says where. Each stands as one number
behind the addresses: a rule for the world holds it, a rule for the service's prefix list holds it alone, and a
rule for a part of the internet may hold it.
"""

import ipaddress
from functools import lru_cache
from typing import Final, NamedTuple

from guardrails.cidr import Span, public_part, span
from guardrails.reachability.intervals import IntervalSet, both, covers, union

_V6: Final = 1 << 128
_NAMED: Final = 1 << 130

V4: Final[IntervalSet] = ((0, (1 << 32) - 1),)
V6: Final[IntervalSet] = ((_V6, 2 * _V6 - 1),)
# CloudFront's servers as they face origins, and two services that have gateway endpoints.
CLOUDFRONT: Final[IntervalSet] = ((_NAMED, _NAMED),)
S3: Final[IntervalSet] = ((_NAMED + 2, _NAMED + 2),)
DYNAMODB: Final[IntervalSet] = ((_NAMED + 4, _NAMED + 4),)
SERVICES: Final = {"s3": S3, "dynamodb": DYNAMODB}
NAMED: Final = union((*CLOUDFRONT, *S3, *DYNAMODB))
_NAMES: Final = {CLOUDFRONT: "CloudFront", S3: "Amazon S3", DYNAMODB: "DynamoDB"}
ANYWHERE: Final = union((*V4, *V6, *NAMED))


class Block(NamedTuple):
    """What a CIDR block holds: addresses for sure, and services that it may hold."""

    sure: IntervalSet
    maybe: IntervalSet = ()


NOWHERE: Final = Block(())


def of_span(one: Span) -> IntervalSet:
    """Return the place of a span on the line."""
    base = 0 if one.version == 4 else _V6
    return ((base + one.first, base + one.last),)


PUBLIC_V4: Final = union(interval for part in public_part([span("0.0.0.0/0")]) for interval in of_span(part))
PUBLIC_V6: Final = of_span(span("2000::/3"))
# Everyone outside of private networks; an AWS service that anyone may send packets through is everyone too.
INTERNET_V4: Final = union((*PUBLIC_V4, *CLOUDFRONT))
INTERNET_V6: Final = PUBLIC_V6
# Where a VPC's own addresses may lie when nobody says; also those that RFC 1918 leaves out.
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
PRIVATE_V4: Final = union(
    interval
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
    for interval in of_span(span(text))
)


@lru_cache(maxsize=65_536)
def block(cidr: str) -> Block | None:
    """Return what a CIDR block holds; None for text that is none."""
    try:
        found = span(cidr)
    except ValueError:
        return None
    own = of_span(found)
    if found.version == 6:
        return Block(own)
    if covers(own, PUBLIC_V4):
        return Block(union((*own, *NAMED)))
    return Block(own, NAMED if both(own, PUBLIC_V4) else ())


def show(part: tuple[int, int]) -> str:
    """Write addresses for people: a CIDR block, a range, or the name of a service."""
    first, last = part
    for named, name in _NAMES.items():
        if named[0] == part:
            return name
    if first >= _NAMED:
        return "a service of AWS"
    v6 = first >= _V6
    make = ipaddress.IPv6Address if v6 else ipaddress.IPv4Address
    low, high = (make(value - _V6 if v6 else value) for value in part)
    networks = ipaddress.summarize_address_range(low, high)
    return str(next(networks)) if _is_network(first, last) else f"{low} to {high}"


def _is_network(first: int, last: int) -> bool:
    size = last - first + 1
    return size & (size - 1) == 0 and first % size == 0
