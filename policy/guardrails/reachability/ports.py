"""Protocols and ports as one line of numbers: a protocol's number, then the port, ICMP type and code, or 0-65535.

A set of these is an `IntervalSet`, so that "everything but TCP 22" is two intervals.
"""

from functools import cache
from typing import Any, Final

from guardrails.checks import number
from guardrails.reachability.intervals import NONE, Interval, IntervalSet
from guardrails.values import UNKNOWN

_WIDTH: Final = 1 << 16
LAST_PORT: Final = _WIDTH - 1
EVERY: Final[IntervalSet] = ((0, 256 * _WIDTH - 1),)
# https://www.iana.org/assignments/protocol-numbers
_NUMBERS: Final = {"icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58, "icmp6": 58}
_NAMES: Final = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6"}
_FEW: Final = 2  # so many protocols are told one by one
_WITH_PORTS: Final = frozenset({6, 17})
_ICMP: Final = frozenset({1, 58})


@cache
def span_of(protocol: int, first: int = 0, last: int = LAST_PORT) -> IntervalSet:
    """Return the ports of a protocol, first to last."""
    if not (0 <= protocol <= 255 and 0 <= first <= last <= LAST_PORT):
        return NONE
    return ((protocol * _WIDTH + first, protocol * _WIDTH + last),)


def tcp(first: int, last: int | None = None) -> IntervalSet:
    """Return a TCP port, or TCP ports first to last."""
    return span_of(6, first, first if last is None else last)


TCP: Final = tcp(0, LAST_PORT)
# The ports that clients may open connections from; see "Ephemeral ports" in
# https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
LINUX: Final = tcp(32_768, 60_999)
AWS_SIDE: Final = tcp(1_024, LAST_PORT)


def of_rule(protocol: Any, first: Any, last: Any) -> IntervalSet | None:
    """Return the ports that a rule names, as AWS reads them; None where they are unknown or make no sense.

    Args:
        protocol: a name or a number; -1 is every protocol, on every port.
        first: the first port; for ICMP the type, -1 being every one.
        last: the last port; for ICMP the code, -1 being every one.
    """
    if protocol is UNKNOWN:
        return None
    which = _protocol(protocol)
    if which == -1:
        return EVERY
    if which is None or which not in _WITH_PORTS | _ICMP:
        return None if which is None else span_of(which)
    if UNKNOWN in (first, last):
        return None
    if which in _ICMP:
        return _icmp(which, first, last)
    if first is None and last is None:
        return span_of(which)
    from_port, to_port = number(first), number(last)
    if from_port is None or to_port is None:
        return None
    if (from_port, to_port) == (-1, -1):
        return span_of(which)
    return span_of(which, int(from_port), int(to_port)) or None


def _protocol(protocol: Any) -> int | None:
    text = str(protocol).strip().lower()
    if text in ("-1", "all", "-1.0"):
        return -1
    if text in _NUMBERS:
        return _NUMBERS[text]
    found = number(text)
    return int(found) if found is not None and 0 <= found <= 255 else None


def _icmp(protocol: int, type_: Any, code: Any) -> IntervalSet | None:
    kind, detail = number(type_), number(code)
    if type_ is None or kind == -1:
        return span_of(protocol)
    if kind is None or not 0 <= kind <= 255:
        return None
    if detail is None or not 0 <= detail <= 255:
        return span_of(protocol, int(kind) * 256, int(kind) * 256 + 255)
    return span_of(protocol, int(kind) * 256 + int(detail), int(kind) * 256 + int(detail))


def show(ports: IntervalSet) -> str:
    """Write ports for people: `tcp 22, 443-445; udp`."""
    if ports == EVERY:
        return "every protocol and port"
    parts: dict[str, list[str]] = {}
    for first, last in ports:
        low, high = first // _WIDTH, last // _WIDTH
        begin, end = low + (first % _WIDTH > 0), high - (last % _WIDTH < LAST_PORT)
        if end - begin < _FEW:
            begin, end = high + 1, high
        for protocol in range(low, begin):  # what is not told as a stretch of whole protocols
            start = first % _WIDTH if protocol == low else 0
            _add(parts, protocol, start, last % _WIDTH if protocol == high else LAST_PORT)
        if begin <= end:
            parts.setdefault(f"protocols {begin}-{end}", [])
            for protocol in range(end + 1, high + 1):
                _add(parts, protocol, 0, last % _WIDTH)
    return "; ".join(f"{name} {', '.join(found)}" if found else name for name, found in parts.items())


def _add(parts: dict[str, list[str]], protocol: int, first: int, last: int) -> None:
    found = parts.setdefault(_NAMES.get(protocol, f"protocol {protocol}"), [])
    if (first, last) != (0, LAST_PORT) and protocol in _WITH_PORTS:
        found.append(str(first) if first == last else f"{first}-{last}")


def one_of(ports: IntervalSet) -> Interval:
    """Return the stretch of ports to show as a witness: a TCP one where there is one."""
    for first, last in ports:
        if first <= TCP[0][1] and last >= TCP[0][0]:
            return max(first, TCP[0][0]), min(last, TCP[0][1])
    return ports[0]
