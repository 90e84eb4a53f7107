"""Which regions the shop can stand in: those that offer every service of it that no setting leaves out."""

import difflib
from collections.abc import Iterator

from settings import aws_facts
from settings.aws_facts import Service
from settings.base import Mistake

PARTITION = "aws"
# What every environment has. DAX is none of it: `tables.dax.nodes` leaves it out.
SHOP: tuple[Service, ...] = (
    "AWS Backup",
    "AWS Systems Manager",
    "AWS WAF",
    "Amazon DynamoDB",
    "Amazon ElastiCache",
    "Amazon RDS",
    "Amazon RDS Proxy",
)
# What copies are kept by, and what is made of them after a disaster.
COPIES: tuple[Service, ...] = ("AWS Backup", "Amazon DynamoDB", "Amazon RDS")


def region_offers_the_shop(region: str) -> Iterator[Mistake]:
    """Tell which services the region lacks."""
    yield from _lacking("aws:region", "aws:region", region, SHOP)


def recovery_region_offers_the_copies(recovery_region: str) -> Iterator[Mistake]:
    """Tell which services the region of the copies lacks."""
    yield from _lacking("recoveryRegion", "shop:recoveryRegion", recovery_region, COPIES)


def is_judged(region: str) -> bool:
    """Tell whether the region may be the stack's at all; any other one is a mistake of its own."""
    return region in aws_facts.regions() and aws_facts.partition(region) == PARTITION


def nearest_region(region: str, *services: Service) -> str:
    """Return the region that offers the services and is called most alike."""
    offering = [name for name in aws_facts.regions_offering(*services) if is_judged(name)]
    return difflib.get_close_matches(region, offering, n=1, cutoff=0)[0]


def _lacking(path: str, key: str, region: str, services: tuple[Service, ...]) -> Iterator[Mistake]:
    if not is_judged(region):
        return
    reasons = {service: aws_facts.lacking(service, region) for service in services}
    missing = [f"{service} ({reason})" for service, reason in reasons.items() if reason]
    if missing:
        yield Mistake(
            path=path,
            problem=f"'{region}' lacks {', '.join(missing)}",
            allowed=f"a region that offers {', '.join(services)} ({aws_facts.services_source()})",
            way_out=f"write e.g. {key}: {nearest_region(region, *services)}",
        )
