"""The IPv6 blocks of a VPC's subnets."""

import ipaddress

from stagecraft.simulated.awsx.errors import AwsxError

# AWS gives a VPC a /56 and a subnet a /64: 256 subnets.
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
_VPC_MASK = "56"
_LAST_SUBNET = 255
_FIXED_GROUPS = 3


def subnet_block(vpc_block: str | None, index: int) -> str:
    """Return the /64 of this index in a VPC's /56.

    Raises:
        AwsxError: the VPC has no IPv6 block, or one that cannot be divided so.
    """
    if not vpc_block:
        message = (
            "Subnets with assignIpv6AddressOnCreation=true require the VPC to have an IPv6 CIDR block. "
            "Set assignGeneratedIpv6CidrBlock=true or provide ipv6CidrBlock."
        )
        raise AwsxError(message)
    address, _, mask = vpc_block.partition("/")
    groups = address.split(":")
    refusals = {
        f'"{vpc_block}" is not a valid IPv6 CIDR block': not (address and mask),
        f'"{address}" is not a valid IPv6 address': not _is_ipv6(address),
        f"VPC must be a /56 block (got /{mask})": mask != _VPC_MASK,
        "index must be an integer from 0-255": not 0 <= index <= _LAST_SUBNET,
        f"Vpc ipv6 cidr block was not in an expected form: {vpc_block}": not "".join(groups[3:4]),
    }
    for message, refused in refusals.items():
        if refused:
            raise AwsxError(message)
    fourth = int(groups[_FIXED_GROUPS], 16) & ~_LAST_SUBNET | index
    return f"{':'.join(groups[:_FIXED_GROUPS])}:{fourth:x}::/64"


def _is_ipv6(address: str) -> bool:
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        return False
    return True
