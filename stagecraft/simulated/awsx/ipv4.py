"""IPv4 blocks as the awsx provider counts them."""

from dataclasses import dataclass
from functools import reduce

from stagecraft.simulated.awsx.errors import AwsxError

BITS = 32
_OCTETS = 4
_LARGEST_OCTET = 255
# From this mask on a block has no broadcast address: its last host is its last address (RFC 3021).
_POINT_TO_POINT = 31


@dataclass(frozen=True, slots=True)
class Block:
    """An address and a mask. The address may have host bits, for the legacy strategy makes such blocks."""

    address: int
    mask: int

    @classmethod
    def parse(cls, text: str) -> "Block":
        """Read `10.0.0.0/16`; without a mask it is one address.

        Raises:
            AwsxError: the text is no IPv4 block.
        """
        net, _, mask = text.partition("/")
        octets = net.split(".")
        if len(octets) != _OCTETS or not all(o.isdecimal() and int(o) <= _LARGEST_OCTET for o in octets):
            message = f"Invalid net address: {net}"
            raise AwsxError(message)
        if mask and not (mask.isdecimal() and int(mask) <= BITS):
            message = f"Invalid mask for ip4: {mask}"
            raise AwsxError(message)
        return cls(reduce(lambda sum_, octet: sum_ << 8 | int(octet), octets, 0), int(mask or BITS))

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return int(2 ** (BITS - self.mask))

    @property
    def first(self) -> int:
        """The block's first address: the address without host bits."""
        return self.address // self.size * self.size

    @property
    def end(self) -> int:
        """The block's last address."""
        return self.first + self.size - 1

    @property
    def last_host(self) -> int:
        """The last address that a host may have."""
        return self.end if self.mask >= _POINT_TO_POINT else self.end - 1

    @property
    def aligned(self) -> "Block":
        """The same block, its address without host bits."""
        return Block(self.first, self.mask)

    def next(self) -> "Block":
        """Return the block of the same size that follows."""
        return Block(self.end + 1, self.mask)

    def overlaps(self, other: "Block") -> bool:
        """Tell whether the two share an address."""
        return self.first <= other.end and other.first <= self.end

    def __contains__(self, address: int) -> bool:
        return self.first <= address <= self.end

    def __str__(self) -> str:
        return f"{dotted(self.address)}/{self.mask}"


def block(address: int, mask: int) -> Block:
    """Return the block of this size that holds an address.

    Raises:
        AwsxError: IPv4 has no such mask.
    """
    if mask > BITS:
        message = f"Invalid mask for ip4: {mask}"
        raise AwsxError(message)
    return Block(address, mask).aligned


def dotted(address: int) -> str:
    """Write an address as `10.0.0.1`."""
    return ".".join(str(address >> shift & _LARGEST_OCTET) for shift in (24, 16, 8, 0))


def bits_for(count: int) -> int:
    """Return how many bits number `count` things."""
    return max(count - 1, 0).bit_length()
