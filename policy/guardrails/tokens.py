"""Type tokens of the AWS provider, written as its documentation writes them: `rds/instance`."""

from typing import Final


def aws(short: str) -> str:
    """Return the type token of an AWS resource: `rds/instance` is `aws:rds/instance:Instance`."""
    name = short.rpartition("/")[2]
    return f"aws:{short}:{name[0].upper()}{name[1:]}"


STACK: Final = "pulumi:pulumi:Stack"

VPC: Final = aws("ec2/vpc")
DEFAULT_VPC: Final = aws("ec2/defaultVpc")
SUBNET: Final = aws("ec2/subnet")
DEFAULT_SUBNET: Final = aws("ec2/defaultSubnet")
ROUTE_TABLE: Final = aws("ec2/routeTable")
DEFAULT_ROUTE_TABLE: Final = aws("ec2/defaultRouteTable")
INTERNET_GATEWAY: Final = aws("ec2/internetGateway")
VPN_GATEWAY: Final = aws("ec2/vpnGateway")
SECURITY_GROUP: Final = aws("ec2/securityGroup")
DEFAULT_SECURITY_GROUP: Final = aws("ec2/defaultSecurityGroup")
INSTANCE: Final = aws("ec2/instance")
LAUNCH_TEMPLATE: Final = aws("ec2/launchTemplate")
LAUNCH_CONFIGURATION: Final = aws("ec2/launchConfiguration")

# One resource, two families of tokens.
LOAD_BALANCERS: Final = (aws("lb/loadBalancer"), aws("alb/loadBalancer"))
LISTENERS: Final = (aws("lb/listener"), aws("alb/listener"))
LISTENER_RULES: Final = (aws("lb/listenerRule"), aws("alb/listenerRule"))

# `s3/bucket` is the former BucketV2 since version 7 of the provider; the V2 tokens still exist as aliases.
BUCKETS: Final = (aws("s3/bucket"), aws("s3/bucketV2"))


def bucket_part(name: str) -> tuple[str, str]:
    """Return both tokens of a separate bucket resource: `Versioning` is BucketVersioning and its V2."""
    return aws(f"s3/bucket{name}"), aws(f"s3/bucket{name}V2")


DB_INSTANCE: Final = aws("rds/instance")
DB_CLUSTER: Final = aws("rds/cluster")
