"""The steps of the security chain: who may connect to whom, on which port.

    entry ──► elb ──► app ──┬──► proxy ──► rds
                            ├──► rds (replicas)
                            ├──► cache
                            ├──► dax
                            └──► endpoint

What stands here is let through, by one rule on either side, and nothing else is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

HTTPS: Final = 443

# A group a tier: the name that its resources have, and what its description says.
TIERS: Final[Mapping[str, str]] = {
    "elb": "Load balancer",
    "app": "Application",
    "proxy": "Database proxy",
    "rds": "Database",
    "cache": "Cache",
    "dax": "DynamoDB Accelerator",
    "endpoint": "Interface endpoints",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One tier may open TCP connections to one port of another."""

    source: str
    target: str
    port: int
    description: str


def plan_steps(
    *, app_port: int, proxy_port: int, database_port: int, cache_port: int, dax_port: int
) -> tuple[Step, ...]:
    """Return every step between two tiers.

    The database, the cache and the endpoints start no connections. Writes go through the proxy, which holds
    the connections; a read replica has no proxy, so that the application connects to it by itself. The
    rotation of the master password asks RDS's API and has no step here.
    """
    return (
        Step(
            source="elb",
            target="app",
            port=app_port,
            description="Requests from the load balancer to the application",
        ),
        Step(
            source="app",
            target="proxy",
            port=proxy_port,
            description="Queries from the application to the database proxy",
        ),
        Step(
            source="proxy",
            target="rds",
            port=database_port,
            description="Queries from the database proxy to the database",
        ),
        Step(
            source="app",
            target="rds",
            port=database_port,
            description="Queries from the application to the read replicas",
        ),
        Step(
            source="app",
            target="cache",
            port=cache_port,
            description="Commands from the application to the cache",
        ),
        Step(
            source="app",
            target="dax",
            port=dax_port,
            description="Requests from the application to the tables, through DAX",
        ),
        Step(
            source="app",
            target="endpoint",
            port=HTTPS,
            description="HTTPS from the application to AWS APIs",
        ),
    )
