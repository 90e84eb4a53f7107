"""The prefix lists that AWS manages: their names, their ids and how many addresses they may hold."""

from typing import Final

from stagecraft.simulated.aws.seeds import HEX, Seed

CLOUDFRONT: Final = "com.amazonaws.global.cloudfront.origin-facing"

# https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
_REGIONAL: Final = (
    "s3",
    "dynamodb",
    "vpc-lattice",
    "ipv6.vpc-lattice",
    "ec2-instance-connect",
    "route53-healthchecks",
)

# Of how many entries of a security group or route table a reference to the list counts for (same page).
_WEIGHTS: Final = {
    CLOUDFRONT: 55,
    "dynamodb": 1,
    "ec2-instance-connect": 2,
    "route53-healthchecks": 25,
    "s3": 1,
    "vpc-lattice": 10,
    "ipv6.vpc-lattice": 10,
}

_CLOUDFRONT_IDS: Final = {
    "ap-northeast-1": "pl-58a04531",
    "ap-northeast-2": "pl-22a6434b",
    "ap-south-1": "pl-9aa247f3",
    "ap-southeast-1": "pl-31a34658",
    "ap-southeast-2": "pl-b8a742d1",
    "ca-central-1": "pl-38a64351",
    "eu-central-1": "pl-a3a144ca",
    "eu-north-1": "pl-fab65393",
    "eu-west-1": "pl-4fa04526",
    "eu-west-2": "pl-93a247fa",
    "eu-west-3": "pl-75b1541c",
    "sa-east-1": "pl-5da64334",
    "us-east-1": "pl-3b927c52",
    "us-east-2": "pl-b6a144df",
    "us-west-1": "pl-4ea04527",
    "us-west-2": "pl-82a045eb",
}


def id_of(name: str, region: str) -> str:
    """Return the id of a prefix list: CloudFront's own where AWS's is known, else one of AWS's form."""
    if name == CLOUDFRONT and region in _CLOUDFRONT_IDS:
        return _CLOUDFRONT_IDS[region]
    return "pl-" + Seed(f"{region}/{name}").text("id", HEX, 8)


def names(region: str) -> list[str]:
    """Return the names of the prefix lists that AWS manages in a region."""
    return [CLOUDFRONT, *(f"com.amazonaws.{region}.{service}" for service in _REGIONAL)]


def weight(name: str, region: str) -> int | None:
    """Return how many entries a reference to an AWS-managed list counts for; None for a list of one's own."""
    return _WEIGHTS.get(name.removeprefix(f"com.amazonaws.{region}."))
