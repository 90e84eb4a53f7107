"""Type tokens under which the SDK offers one AWS resource more than once."""

from functools import cache
from typing import Final

# alb and lb, and the legacy modules, are the same load balancers; BucketV2 and its companions became Bucket.
_MODULES: Final = {
    "alb": "lb",
    "applicationloadbalancing": "lb",
    "elasticloadbalancingv2": "lb",
    "elasticloadbalancing": "elb",
}


@cache
def canonical(token: str) -> str:
    """Return the token under which the tables of the simulated AWS list a type."""
    package, module, member = token.split(":")
    service, slash, rest = module.partition("/")
    if service in _MODULES:
        return f"{package}:{_MODULES[service]}{slash}{rest}:{member}"
    if service == "s3" and member.startswith("Bucket") and member.endswith("V2"):
        return f"{package}:s3/{rest.removesuffix('V2')}:{member.removesuffix('V2')}"
    return token
