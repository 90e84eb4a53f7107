"""Address blocks that no two environments may share, compared over all stack files at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import combinations
from typing import Any, Final

from stagecraft.promotion.allowed import Promotion

Network = IPv4Network | IPv6Network
# How many neighbours are tried for a free block: 256 of a /16 are all of 10.0.0.0/8.
_NEIGHBOURS: Final = 256


@dataclass(frozen=True, slots=True)
class _Block:
    """A CIDR block as it stands in a stack file."""

    stack: str
    key: str
    text: str
    network: Network


def check_disjoint(stack_files: Mapping[str, Mapping[str, Any]], promotion: Promotion) -> list[str]:
    """Return a line for each pair of blocks of two stacks that overlap.

    Args:
        stack_files: by stack, what stands under `config:` in its stack file.
        promotion: names under `disjoint` the keys that hold blocks (`shop:network.cidr`).
    """
    blocks = [
        block
        for stack, config in stack_files.items()
        for key in promotion.disjoint
        for block in _blocks(stack, key, config)
    ]
    return [
        _line(second, first, blocks)
        for first, second in combinations(blocks, 2)
        if first.stack != second.stack and first.network.overlaps(second.network)
    ]


def _blocks(stack: str, key: str, config: Mapping[str, Any]) -> Iterator[_Block]:
    """Yield the blocks at a key; what is no block is the settings' own mistake and told there."""
    name, *path = key.split(".")
    value: Any = config.get(name)
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str):
            try:
                yield _Block(stack, key, text, ip_network(text, strict=False))
            except ValueError:
                continue


def _line(block: _Block, other: _Block, blocks: list[_Block]) -> str:
    free = next(_free(block.network, blocks), None)
    way_out = f"; write e.g. {block.key.rpartition('.')[2]}: {free}" if free is not None else ""
    return (
        f"Pulumi.{block.stack}.yaml: {block.key}: '{block.text}' overlaps '{other.text}' "
        f"({other.key} in Pulumi.{other.stack}.yaml); allowed: a block that no other stack uses{way_out}"
    )


def _free(network: Network, blocks: list[_Block]) -> Iterator[Network]:
    """Yield the blocks of the same size above a network that no stack uses and that are as private."""
    for step in range(1, _NEIGHBOURS):
        start = int(network.network_address) + step * network.num_addresses
        if start + network.num_addresses > 1 << network.max_prefixlen:
            return
        candidate = type(network)((start, network.prefixlen))
        taken = any(candidate.overlaps(block.network) for block in blocks)
        if not taken and candidate.is_private == network.is_private:
            yield candidate
