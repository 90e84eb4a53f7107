"""Images, networks and engine versions that a program looks up instead of making."""

from collections.abc import Callable
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import regions
from stagecraft.simulated.aws.functions import fallback
from stagecraft.simulated.aws.functions.calls import Answer, Call
from stagecraft.simulated.aws.seeds import Seed

# AWS's default VPC: https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
_DEFAULT_VPC: Final = "172.31.0.0/16"
_DEFAULT_SUBNETS: Final = (
    "172.31.0.0/20",
    "172.31.16.0/20",
    "172.31.32.0/20",
    "172.31.48.0/20",
    "172.31.64.0/20",
)

# The default versions of RDS engines in November 2026 are not published as data; these are majors in support.
_MAJOR_VERSIONS: Final = {
    "aurora-mysql": "8.0",
    "aurora-postgresql": "16",
    "mariadb": "11.4",
    "mysql": "8.4",
    "postgres": "17",
}


def _image(call: Call) -> Answer:
    filters = dict(call.filters())
    architecture = next(iter(filters.get("architecture", [])), "")
    wanted = next(iter(filters.get("name", [])), call.text("nameRegex"))
    if not architecture:
        architecture = "arm64" if "arm64" in wanted or "aarch64" in wanted else "x86_64"
    id_ = next(iter(filters.get("image-id", [])), "") or "ami-0" + call.seed.text(
        "image", "0123456789abcdef", 16
    )
    found = fallback.answer(call)
    facts: dict[str, Any] = {
        "id": id_,
        "imageId": id_,
        "arn": f"arn:{call.partition.name}:ec2:{call.region}::image/{id_}",
        "architecture": architecture,
        "blockDeviceMappings": [],
        "enaSupport": True,
        "hypervisor": "xen",
        "imageType": "machine",
        "name": wanted.replace("*", "2024.01.01"),
        "ownerId": next((owner for owner in call.texts("owners") if owner.isdigit()), "137112412989"),
        "platformDetails": "Linux/UNIX",
        "public": True,
        "rootDeviceName": "/dev/sda1" if "ubuntu" in wanted else "/dev/xvda",
        "rootDeviceType": "ebs",
        "rootSnapshotId": "snap-0" + call.seed.text("snapshot", "0123456789abcdef", 16),
        "state": "available",
        "usageOperation": "RunInstances",
        "virtualizationType": "hvm",
    }
    return Answer({**found.result, **call.answer("derived", **facts).result}, "derived")


def _vpc(call: Call) -> Answer:
    stored = fallback.created(call, "aws:ec2/vpc:Vpc", "id", call.text("id"))
    found = fallback.answer(call)
    if stored:
        return found
    default = call.args.get("default") is True
    id_ = call.text("id") or _vpc_id(call)
    # All that is known of somebody else's VPC is its id.
    facts = {
        "id": id_,
        "arn": f"arn:{call.partition.name}:ec2:{call.region}:{call.provider.account_id}:vpc/{id_}",
        "cidrBlock": call.text("cidrBlock") or (_DEFAULT_VPC if default else "10.0.0.0/16"),
        "default": default,
        "enableDnsHostnames": True,
        "enableDnsSupport": True,
        "instanceTenancy": "default",
        "ownerId": call.provider.account_id,
        "state": "available",
    }
    return Answer({**found.result, **call.answer("invented", **facts).result}, "invented")


def _vpc_id(call: Call) -> str:
    """Return the id of a VPC found by something else than its id; there is one default VPC in a region."""
    if call.args.get("default") is True:
        return "vpc-0" + Seed(f"{call.provider.account_id}/{call.region}").text(
            "default vpc", "0123456789abcdef", 16
        )
    return "vpc-0" + call.seed.text("vpc", "0123456789abcdef", 16)


def _subnet_ids(call: Call) -> Answer:
    """List the subnets that the program made in a VPC, else one of each zone."""
    vpcs = [value for name, values in call.filters() if name == "vpc-id" for value in values]
    made = [
        id_
        for (type_, id_), outputs in call.created.items()
        if type_ == "aws:ec2/subnet:Subnet" and wire.unwrap(outputs.get("vpcId")) in vpcs
    ]
    if made:
        return call.answer("derived", id=call.region, ids=sorted(made), region=call.region)
    count = len(regions.zones(call.region))
    ids = ["subnet-0" + call.seed.text(f"subnet {number}", "0123456789abcdef", 16) for number in range(count)]
    return call.answer("invented", id=call.region, ids=ids, region=call.region)


def _subnet(call: Call) -> Answer:
    id_ = call.text("id") or next((v for n, values in call.filters() if n == "subnet-id" for v in values), "")
    found = fallback.answer(call)
    if fallback.created(call, "aws:ec2/subnet:Subnet", "id", id_):
        return found
    id_ = id_ or "subnet-0" + call.seed.text("subnet", "0123456789abcdef", 16)
    zones = list(regions.zones(call.region).items())
    index = Seed(id_).number("zone", len(zones))
    zone, zone_id = zones[index]
    facts = {
        "id": id_,
        "arn": f"arn:{call.partition.name}:ec2:{call.region}:{call.provider.account_id}:subnet/{id_}",
        "availabilityZone": call.text("availabilityZone") or zone,
        "availabilityZoneId": zone_id,
        "availableIpAddressCount": 4091,
        # As in the default VPC, whose blocks these are: every subnet of it is public.
        "defaultForAz": True,
        "mapPublicIpOnLaunch": True,
        "cidrBlock": call.text("cidrBlock") or _DEFAULT_SUBNETS[index % len(_DEFAULT_SUBNETS)],
        "ownerId": call.provider.account_id,
        "state": "available",
        "vpcId": call.text("vpcId") or _vpc_id(call),
    }
    return Answer({**found.result, **call.answer("invented", **facts).result}, "invented")


def _zone(call: Call) -> Answer:
    """Answer a hosted zone by name or id, with the name as Route 53 has it: without the last dot."""
    name = call.text("name").rstrip(".")
    id_ = call.text("zoneId")
    stored = fallback.created(call, "aws:route53/zone:Zone", "id" if id_ else "name", id_ or name) or {}
    account = call.provider.account_id
    seed = Seed(f"{account}/{id_ or name}/{call.args.get('privateZone') is True}")
    id_ = (
        id_
        or str(stored.get("zoneId", ""))
        or "Z" + seed.text("zone", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 20)
    )
    numbers = [seed.number(f"server {index}", 512) for index in range(4)]
    suffixes = ("com", "net", "org", "co.uk")
    servers = [
        f"ns-{512 * index + number}.awsdns-{number % 64:02}.{suffix}"
        for index, (number, suffix) in enumerate(zip(numbers, suffixes, strict=True))
    ]
    servers = stored.get("nameServers", sorted(servers))
    return call.answer(
        "derived" if name or stored else "invented",
        id=id_,
        zoneId=id_,
        arn=f"arn:{call.partition.name}:route53:::hostedzone/{id_}",
        name=name or str(stored.get("name", "example.com")),
        nameServers=servers,
        primaryNameServer=servers[0],
        callerReference="",
        comment="",
        enableAcceleratedRecovery=False,
        linkedServicePrincipal="",
        linkedServiceDescription="",
        privateZone=call.args.get("privateZone") is True,
        resourceRecordSetCount=2,
        tags=call.args.get("tags") or {},
    )


def _engine_version(call: Call) -> Answer:
    engine = call.text("engine")
    preferred = call.texts("preferredVersions")
    version = call.text("version") or next(iter(preferred), "") or _MAJOR_VERSIONS.get(engine, "")
    found = fallback.answer(call)
    facts = {
        "id": version,
        "version": version,
        "versionActual": version,
        "parameterGroupFamily": call.text("parameterGroupFamily") or _family(engine, version),
        "status": "available",
        "supportsLogExportsToCloudwatch": True,
        "supportsReadReplica": True,
    }
    exactness: Any = "derived" if call.text("version").count(".") else "invented"
    return Answer({**found.result, **call.answer(exactness, **facts).result}, exactness)


def _family(engine: str, version: str) -> str:
    """Name the parameter group family: PostgreSQL's carry the major version, the others' two parts of it.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html
    """
    parts = version.split(".")
    if engine.endswith(("postgres", "postgresql")):
        return f"{engine}{parts[0]}"
    if engine in ("mysql", "mariadb", "aurora-mysql"):
        return f"{engine}{'.'.join(parts[:2])}"
    if engine.startswith("oracle"):
        return f"{engine}-{parts[0]}"
    return f"{engine}-{'.'.join(parts[:2])}"


FUNCTIONS: Final[dict[str, Callable[[Call], Answer | None]]] = {
    "aws:ec2/getAmi:getAmi": _image,
    "aws:ec2/getSubnet:getSubnet": _subnet,
    "aws:ec2/getSubnets:getSubnets": _subnet_ids,
    "aws:ec2/getVpc:getVpc": _vpc,
    "aws:rds/getEngineVersion:getEngineVersion": _engine_version,
    "aws:route53/getZone:getZone": _zone,
}
