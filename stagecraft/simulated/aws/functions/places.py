"""Regions, zones, accounts and AWS's own names in them."""

from collections.abc import Callable
from typing import Any, Final

from stagecraft.simulated.aws import hosted_zones, prefix_lists, regions
from stagecraft.simulated.aws.functions.calls import Answer, Call, FunctionFailure
from stagecraft.simulated.aws.seeds import HEX, Seed

# https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/billing-getting-started.html
_BILLING_ACCOUNT: Final = "386209384616"


def _region(call: Call) -> Answer:
    region = call.text("name") or call.text("id") or call.region
    return call.answer(
        "exact",
        id=region,
        name=region,
        region=region,
        description=regions.description(region),
        endpoint=f"ec2.{region}.{regions.partition(region).dns_suffix}",
    )


def _regions(call: Call) -> Answer:
    names = sorted(call.partition.regions)
    return call.answer("derived", id=call.partition.name, names=names)


def _partition(call: Call) -> Answer:
    partition = call.partition
    return call.answer(
        "exact",
        id=partition.name,
        partition=partition.name,
        dnsSuffix=partition.dns_suffix,
        reverseDnsPrefix=partition.reverse_dns,
    )


def _caller(call: Call) -> Answer:
    account = call.provider.account_id
    return call.answer(
        "derived",
        id=account,
        accountId=account,
        arn=f"arn:{call.partition.name}:iam::{account}:user/preview",
        userId="AIDA" + Seed(account).text("user", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17),
    )


def _zones(call: Call) -> Answer:
    """List the Availability Zones; Local Zones are listed only where an account opted in to them."""
    excluded = {*call.texts("excludeNames"), *call.texts("excludeZoneIds")}
    chosen = {
        name: zone_id
        for name, zone_id in sorted(regions.zones(call.region).items())
        if not {name, zone_id} & excluded and _matches(call, name, zone_id)
    }
    return call.answer(
        "exact",
        id=call.region,
        region=call.region,
        names=list(chosen),
        zoneIds=list(chosen.values()),
        groupNames=[f"{call.region}-zg-1"] if chosen else [],
    )


def _matches(call: Call, name: str, zone_id: str) -> bool:
    facts = {
        "group-name": f"{call.region}-zg-1",
        "opt-in-status": "opt-in-not-required",
        "region-name": call.region,
        "state": "available",
        "zone-id": zone_id,
        "zone-name": name,
        "zone-type": "availability-zone",
    }
    wanted = list(call.filters())
    if call.text("state"):
        wanted.append(("state", [call.text("state")]))
    return all(facts[key] in values for key, values in wanted if key in facts)


def _zone(call: Call) -> Answer:
    zones = regions.zones(call.region)
    by_id = {zone_id: name for name, zone_id in zones.items()}
    name = call.text("name") or by_id.get(call.text("zoneId"), "")
    if name not in zones:
        wanted = call.text("name") or call.text("zoneId")
        raise FunctionFailure(
            f'no EC2 Availability Zone "{wanted}" in {call.region}; it has {", ".join(zones)}'
        )
    return call.answer(
        "exact",
        id=name,
        name=name,
        nameSuffix=name.removeprefix(call.region),
        zoneId=zones[name],
        groupName=f"{call.region}-zg-1",
        groupLongName=regions.description(call.region) + " 1",
        networkBorderGroup=call.region,
        optInStatus="opt-in-not-required",
        region=call.region,
        state="available",
        zoneType="availability-zone",
        parentZoneId="",
        parentZoneName="",
    )


def _default_tags(call: Call) -> Answer:
    return call.answer("exact", id=call.partition.name, tags=dict(call.provider.default_tags))


def _service(call: Call) -> Answer:
    """Name a service's endpoint: https://docs.aws.amazon.com/general/latest/gr/rande.html."""
    reverse = call.text("reverseDnsName")
    service = call.text("serviceId") or reverse.rpartition(".")[2] or call.text("dnsName").partition(".")[0]
    prefix = call.text("reverseDnsPrefix") or call.partition.reverse_dns
    return call.answer(
        "derived",
        id=f"{prefix}.{call.region}.{service}",
        serviceId=service,
        region=call.region,
        partition=call.partition.name,
        reverseDnsPrefix=prefix,
        reverseDnsName=f"{prefix}.{call.region}.{service}",
        dnsName=f"{service}.{call.region}.{call.partition.dns_suffix}",
        supported=True,
    )


def _service_principal(call: Call) -> Answer:
    """Name a service principal, which ends in amazonaws.com but for a few services in China."""
    service = call.text("serviceName")
    suffix = "amazonaws.com"
    if call.partition.name == "aws-cn" and service in ("codedeploy", "elasticmapreduce", "logs", "ec2"):
        suffix = call.partition.dns_suffix
    return call.answer(
        "derived",
        id=f"{service}.{call.region}.{suffix}",
        name=f"{service}.{suffix}",
        region=call.region,
        suffix=suffix,
    )


def _published(table: dict[str, str], subject: str) -> Callable[[Call], Answer]:
    """Return a function that looks a region up in a table that AWS publishes."""

    def look_up(call: Call) -> Answer:
        if call.region not in table:
            raise FunctionFailure(f'Unknown region ("{call.region}"): AWS publishes no {subject} for it')
        return call.answer("exact", id=table[call.region], region=call.region)

    return look_up


def _load_balancer_zone(call: Call) -> Answer:
    network = call.text("loadBalancerType") == "network"
    table = hosted_zones.NETWORK_LOAD_BALANCER if network else hosted_zones.APPLICATION_LOAD_BALANCER
    return _published(table, "load balancer hosted zone")(call)


def _log_account(call: Call) -> Answer:
    found = _published(hosted_zones.ELB_LOG_ACCOUNT, "load balancer log account")(call)
    return call.answer(
        "exact", **found.result, arn=f"arn:{call.partition.name}:iam::{found.result['id']}:root"
    )


def _billing_account(call: Call) -> Answer:
    return call.answer(
        "exact", id=_BILLING_ACCOUNT, arn=f"arn:{call.partition.name}:iam::{_BILLING_ACCOUNT}:root"
    )


def _log_delivery(call: Call) -> Answer:
    china = call.partition.name == "aws-cn"
    user = hosted_zones.CLOUDFRONT_LOG_DELIVERY_CHINA if china else hosted_zones.CLOUDFRONT_LOG_DELIVERY
    return call.answer("exact", id=user, region=call.region)


def _canonical_user(call: Call) -> Answer:
    user = Seed(call.provider.account_id).text("canonical user", HEX, 64)
    return call.answer("derived", id=user, displayName="")


def _prefix_list(call: Call) -> Answer | None:
    """Answer for the prefix lists that AWS manages; of a list of one's own nothing is known."""
    wanted = dict(call.filters())
    names = [call.text("name"), *wanted.get("prefix-list-name", [])]
    id_ = call.text("prefixListId") or call.text("id") or next(iter(wanted.get("prefix-list-id", [])), "")
    known = {prefix_lists.id_of(name, call.region): name for name in prefix_lists.names(call.region)}
    name = next((name for name in names if name), known.get(id_, ""))
    if not name:
        return None
    id_ = id_ or prefix_lists.id_of(name, call.region)
    weight = prefix_lists.weight(name, call.region)
    facts: dict[str, Any] = {"id": id_, "prefixListId": id_, "name": name, "region": call.region}
    if weight is not None:
        facts |= {
            "maxEntries": weight,
            "ownerId": "AWS",
            "addressFamily": "IPv6" if ".ipv6." in name else "IPv4",
        }
        facts["arn"] = f"arn:{call.partition.name}:ec2:{call.region}:aws:prefix-list/{id_}"
    else:
        facts |= {"maxEntries": 10, "ownerId": call.provider.account_id, "addressFamily": "IPv4"}
        facts["arn"] = (
            f"arn:{call.partition.name}:ec2:{call.region}:{call.provider.account_id}:prefix-list/{id_}"
        )
    # The addresses of a list change week by week.
    return call.answer("derived", **facts, version=1, entries=[], cidrBlocks=[], tags={})


FUNCTIONS: Final[dict[str, Callable[[Call], Answer | None]]] = {
    "aws:cloudfront/getLogDeliveryCanonicalUserId:getLogDeliveryCanonicalUserId": _log_delivery,
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": _prefix_list,
    "aws:ec2/getPrefixList:getPrefixList": _prefix_list,
    "aws:elb/getHostedZoneId:getHostedZoneId": _published(
        hosted_zones.APPLICATION_LOAD_BALANCER, "load balancer hosted zone"
    ),
    "aws:elb/getServiceAccount:getServiceAccount": _log_account,
    "aws:index/getAvailabilityZone:getAvailabilityZone": _zone,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:index/getBillingServiceAccount:getBillingServiceAccount": _billing_account,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getDefaultTags:getDefaultTags": _default_tags,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getRegions:getRegions": _regions,
    "aws:index/getService:getService": _service,
    "aws:index/getServicePrincipal:getServicePrincipal": _service_principal,
    "aws:lb/getHostedZoneId:getHostedZoneId": _load_balancer_zone,
    "aws:s3/getCanonicalUserId:getCanonicalUserId": _canonical_user,
}
