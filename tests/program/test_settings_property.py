"""Every valid setting gives a program that previews and that the gate lets through.

The configs are drawn from the settings' own JSON Schema, so that a new setting is drawn from its first day on;
what holds between settings, and what AWS offers in the region, is drawn by hand. What this does not prove:
that AWS accepts each value; only an `up` does.
"""

import datetime as dt
import json
import runpy
from functools import cache
from ipaddress import IPv4Network
from operator import itemgetter
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from guardrails.evaluate import evaluate
from guardrails.graph import Graph
from hypothesis import strategies as st

from settings import Settings, aws_facts
from settings.app import LONGEST_SPOT_DRAIN_SECONDS
from settings.app_rules import PRODUCTION_INSTANCES
from settings.app_scaling import MOST_INSTANCES
from settings.backup_hours import closed_minutes, open_hours
from settings.cache import LEAST_WINDOW_MINUTES as LEAST_CACHE_WINDOW_MINUTES
from settings.cache import TIERED_FAMILY
from settings.database import (
    LEAST_AUTOSCALING_PERCENT,
    LEAST_STORAGE_GIB,
    LEAST_WINDOW_MINUTES,
    MOST_ALLOCATED_GIB,
    MOST_REPLICAS,
    MOST_STORAGE_GIB,
    PRODUCTION_BACKUP_DAYS,
)
from settings.loader import validated
from settings.network import LARGEST_VPC_PREFIX, PRIVATE_BLOCKS, SMALLEST_VPC_PREFIX
from settings.offer import COPIES, SHOP
from settings.processor import architecture, family
from settings.recovery import INTERVALS, MOST_DAYS
from settings.recovery_objectives import Means, kept
from settings.root import OTHER_PARTITIONS
from settings.storage import LEAST_DAYS_IN_A_CLASS, PRODUCTION_LOCK_DAYS
from settings.tables import (
    DAX,
    MOST_NODES,
    MOST_RECOVERY_DAYS,
    MOST_UNITS,
    PRODUCTION_NODES,
    PRODUCTION_RECOVERY_DAYS,
)
from settings.tables import (
    LEAST_WINDOW_MINUTES as LEAST_DAX_WINDOW_MINUTES,
)
from settings.web import VPC_ORIGIN_REGIONS
from stagecraft.offline.record import Job, record
from stagecraft.offline.state import export

ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 20)
SCHEMA = Settings.model_json_schema(by_alias=True)
REGIONS, COPY_REGIONS = (
    [region for region in aws_facts.regions_offering(*services) if not region.startswith(OTHER_PARTITIONS)]
    for services in (SHOP, COPIES)
)
DAY = 24 * 60
EXAMPLES = 4
ADDRESSES = st.from_regex(
    r"[a-z0-9+_-]{1,20}(\.[a-z0-9]{1,20})?@[a-z0-9]{1,20}\.example\.com", fullmatch=True
)
# S3 moves nothing from ONEZONE_IA to GLACIER_IR
LOG_CLASSES = (
    {},
    {"infrequentAccessClass": "ONEZONE_IA", "glacierClass": "DEEP_ARCHIVE"},
    {"infrequentAccessClass": "STANDARD_IA", "glacierClass": "GLACIER_IR"},
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Strategy = st.SearchStrategy[Any]
Schema = dict[str, Any]


def from_schema(schema: Schema, **by_hand: Strategy) -> Strategy:
    """Draw what a place of the stack file may hold; the named keys of a mapping are drawn by hand."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return st.one_of([from_schema(option) for option in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    match schema["type"]:
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
        case "string":
            return texts(schema["pattern"], schema.get("maxLength", 2048))
        case "array":
            return st.lists(from_schema(schema["items"]), max_size=3, unique=True)
        case "object":
            keys = {
                key: by_hand[key] if key in by_hand else from_schema(part)
                for key, part in schema["properties"].items()
            }
            required = {key: keys.pop(key) for key in schema.get("required", ())}
            return st.fixed_dictionaries(required, optional=keys)
    raise AssertionError(f"no strategy for {schema}")


@cache
def texts(pattern: str, longest: int) -> Strategy:
    return st.from_regex(pattern, fullmatch=True).filter(lambda value: len(value) <= longest)


def tier(name: str, **by_hand: Strategy) -> Strategy:
    return from_schema(SCHEMA["properties"][name], **by_hand)


@st.composite
def configs(draw: st.DrawFn, environment: str, grade: str) -> dict[str, Any]:
    """Draw the config of a stack file, by its keys in the project's namespace."""
    production, staging = grade == "production", environment == "staging"
    # left out, protection is on
    protected = {"deletionProtection": st.just(value=True) if production else st.booleans()}
    region = draw(st.sampled_from(REGIONS))
    by_hand = {
        "aws:region": st.just(region),
        "recoveryRegion": st.sampled_from([other for other in COPY_REGIONS if other != region]),
        "environment": st.just(environment),
        "grade": st.just(grade),
        "alerts": st.fixed_dictionaries(
            {"notifications": st.lists(ADDRESSES, min_size=1, max_size=3, unique=True)}
        ),
        "network": networks(region, production=production),
        "security": entries(region),
        "storage": storages(protected, production=production),
        "firewall": tier("firewall", **({"mode": st.just("block")} if production else {})),
        "app": apps(region, protected, production=production),
        "database": databases(region, protected, production=production, staging=staging),
        "cache": caches(region, protected, production=production, staging=staging),
        "tables": tables(region, protected, production=production),
        "systemsManager": tier("systemsManager", patchWindow=patch_windows()),
        # drawn last: it follows from what the others hold
        "recovery": st.none(),
    }
    # a tier of which nothing is said above is drawn by its schema alone
    config = {
        key: draw(by_hand[key] if key in by_hand else tier(key, **protected)) for key in SCHEMA["required"]
    }
    config["recovery"] = draw(recoveries(config, protected))
    if draw(st.booleans()):
        config["aws"] = draw(accounts())
    return config


def networks(region: str, *, production: bool) -> Strategy:
    zones = aws_facts.availability_zones(region)
    return tier(
        "network",
        cidr=st.sampled_from(PRIVATE_BLOCKS).flatmap(blocks),
        availabilityZones=st.lists(st.sampled_from(zones), min_size=2, max_size=6, unique=True),
        **({key: st.just("per-az") for key in ("nat", "interfaceEndpoints")} if production else {}),
    )


def entries(region: str) -> Strategy:
    if region in VPC_ORIGIN_REGIONS:
        return tier("security")
    return tier("security", ingress=st.sampled_from(("internet", "cloudfront")))


@st.composite
def blocks(draw: st.DrawFn, within: IPv4Network) -> str:
    prefix = draw(st.integers(max(LARGEST_VPC_PREFIX, within.prefixlen), SMALLEST_VPC_PREFIX))
    size = 2 ** (32 - prefix)
    number = draw(st.integers(0, within.num_addresses // size - 1))
    return f"{within.network_address + number * size}/{prefix}"


@st.composite
def storages(draw: st.DrawFn, protected: dict[str, Strategy], *, production: bool) -> dict[str, Any]:
    storage = draw(
        tier("storage", accessLogs=ages(), auditLogs=audit_logs(production=production), **protected)
    )
    if storage["auditLogs"]["lockMode"] == "COMPLIANCE":
        storage["deletionProtection"] = True
    return dict(storage)


@st.composite
def audit_logs(draw: st.DrawFn, *, production: bool) -> dict[str, Any]:
    least = PRODUCTION_LOCK_DAYS if production else 1
    age = draw(ages().filter(lambda drawn: drawn["expireAfterDays"] >= least))
    mode = "COMPLIANCE" if production else draw(st.sampled_from(("GOVERNANCE", "COMPLIANCE")))
    return {**age, "lockMode": mode, "lockDays": draw(st.integers(least, age["expireAfterDays"]))}


@st.composite
def ages(draw: st.DrawFn) -> dict[str, Any]:
    properties = SCHEMA["$defs"]["AccessLogSettings"]["properties"]
    most = properties["expireAfterDays"]["maximum"]
    infrequent = draw(st.integers(LEAST_DAYS_IN_A_CLASS, most - LEAST_DAYS_IN_A_CLASS - 1))
    glacier = draw(st.integers(infrequent + LEAST_DAYS_IN_A_CLASS, most - 1))
    expiry = draw(st.integers(glacier + 1, most))
    return {
        "infrequentAccessAfterDays": infrequent,
        "glacierAfterDays": glacier,
        "expireAfterDays": expiry,
        **draw(st.sampled_from(LOG_CLASSES)),
    }


@st.composite
def apps(draw: st.DrawFn, region: str, protected: dict[str, Strategy], *, production: bool) -> dict[str, Any]:
    offered = [name for name in aws_facts.instance_types(region) if not name.startswith("mac")]
    processor = architecture(draw(st.sampled_from(offered)))
    types = draw(
        st.lists(
            st.sampled_from([name for name in offered if architecture(name) == processor]),
            min_size=2,
            max_size=4,
            unique=True,
        )
    )
    by_hand = {
        "instanceTypes": st.just(types),
        "instanceFamilies": st.just(sorted({family(name) for name in types})),
        "image": st.one_of(images()),
        "schedules": st.lists(schedules(production=production), max_size=3, unique_by=itemgetter("name")),
        "drainSeconds": st.integers(0, LONGEST_SPOT_DRAIN_SECONDS),
    }
    app = draw(tier("app", **by_hand, **protected))
    least, most = sorted((app["minInstances"], app["maxInstances"]))
    if production and app["onDemandPercent"] < 100:
        app["onDemandBase"] = max(app["onDemandBase"], PRODUCTION_INSTANCES)
    return {**app, "minInstances": max(least, 2 if production else 1), "maxInstances": max(most, 2)}


def images() -> list[Strategy]:
    parts = SCHEMA["$defs"]["ImageSettings"]["properties"]
    return [
        st.just({}),
        *(st.fixed_dictionaries({key: from_schema(part["anyOf"][0])}) for key, part in parts.items()),
    ]


@st.composite
def schedules(draw: st.DrawFn, *, production: bool) -> dict[str, Any]:
    parts = SCHEMA["$defs"]["ScheduleSettings"]["properties"]
    least, desired, most = sorted(draw(st.lists(st.integers(0, MOST_INSTANCES - 2), min_size=3, max_size=3)))
    spare = PRODUCTION_INSTANCES if production else 0
    return {
        "name": draw(from_schema(parts["name"])),
        "cron": f"{draw(st.integers(0, 59))} {draw(st.integers(0, 23))} * * {draw(st.sampled_from(WEEKDAYS))}",
        "timeZone": draw(st.sampled_from(("Etc/UTC", "Europe/Dublin"))),
        "minInstances": least + spare,
        "maxInstances": most + spare,
        **({"desiredInstances": desired + spare} if draw(st.booleans()) else {}),
    }


@st.composite
def databases(
    draw: st.DrawFn, region: str, protected: dict[str, Strategy], *, production: bool, staging: bool
) -> dict[str, Any]:
    majors = [int(version) for version in aws_facts.postgres_versions() if version.isdigit()]
    storage = draw(st.integers(LEAST_STORAGE_GIB, MOST_ALLOCATED_GIB))
    replicas = draw(st.integers(0, MOST_REPLICAS))
    least_days = PRODUCTION_BACKUP_DAYS if production else 1 if replicas or staging else 0
    # A third of a day at most, so that there is an hour left at which AWS Backup may start.
    backup, maintenance = draw(windows(most=DAY // 3))
    by_hand = {
        "majorVersion": st.sampled_from(majors),
        "instanceClass": st.sampled_from(aws_facts.database_classes(region)),
        "allocatedStorageGib": st.just(storage),
        "maxAllocatedStorageGib": st.integers(
            -(-storage * LEAST_AUTOSCALING_PERCENT // 100), MOST_STORAGE_GIB
        ),
        "multiAz": st.just(value=True) if production or staging else st.booleans(),
        "replicas": st.just(replicas),
        "backupRetentionDays": st.integers(least_days, 35),
        "backupWindow": st.just(backup),
        "maintenanceWindow": st.just(maintenance),
    }
    return draw(tier("database", **by_hand, **protected))


@st.composite
def caches(
    draw: st.DrawFn, region: str, protected: dict[str, Strategy], *, production: bool, staging: bool
) -> dict[str, Any]:
    snapshot, maintenance = draw(windows(LEAST_CACHE_WINDOW_MINUTES))
    types = [name for name in aws_facts.cache_node_types(region) if not name.startswith(TIERED_FAMILY)]
    parts = SCHEMA["$defs"]["CacheSettings"]["properties"]
    by_hand = {
        "engineVersion": st.sampled_from(aws_facts.valkey_versions()),
        "nodeType": st.sampled_from(types),
        "replicas": st.integers(1 if production or staging else 0, parts["replicas"]["maximum"]),
        "snapshotRetentionDays": st.integers(
            1 if production or staging else 0, parts["snapshotRetentionDays"]["maximum"]
        ),
        "snapshotWindow": st.just(snapshot),
        "maintenanceWindow": st.just(maintenance),
    }
    return draw(tier("cache", **by_hand, **protected))


def tables(region: str, protected: dict[str, Strategy], *, production: bool) -> Strategy:
    offered = not aws_facts.lacking(DAX, region)
    nodes = st.integers(PRODUCTION_NODES if production else 1, MOST_NODES) if offered else st.just(0)
    dax = from_schema(
        {"$ref": "#/$defs/DaxSettings"},
        nodes=nodes,
        nodeType=st.sampled_from(aws_facts.dax_node_types(region)),
        maintenanceWindow=windows(LEAST_DAX_WINDOW_MINUTES).map(lambda drawn: drawn[1]),
    )
    return tier(
        "tables",
        carts=st.fixed_dictionaries({"capacity": capacities()}),
        orders=st.fixed_dictionaries({"capacity": capacities()}),
        pointInTimeRecoveryDays=st.integers(
            PRODUCTION_RECOVERY_DAYS if production else 1, MOST_RECOVERY_DAYS
        ),
        dax=dax,
        **protected,
    )


def capacities() -> Strategy:
    units = st.integers(1, MOST_UNITS)
    limits = st.tuples(units, units).map(lambda pair: {"min": min(pair), "max": max(pair)})
    return st.one_of(
        from_schema({"$ref": "#/$defs/OnDemandCapacity"}),
        from_schema({"$ref": "#/$defs/ProvisionedCapacity"}, read=limits, write=limits),
    )


@st.composite
def patch_windows(draw: st.DrawFn) -> dict[str, Any]:
    window = draw(from_schema({"$ref": "#/$defs/PatchWindowSettings"}))
    longest = window["durationHours"] - 1
    return {**window, "cutoffHours": draw(st.integers(0, longest))}


@st.composite
def recoveries(draw: st.DrawFn, config: dict[str, Any], protected: dict[str, Strategy]) -> dict[str, Any]:
    """Draw a plan that the vaults accept, and promises that the plan and the stores keep."""
    database, documents = config["database"], config["storage"]["documents"]
    closed = closed_minutes(database["backupWindow"], database["maintenanceWindow"])
    every, first = draw(
        st.sampled_from([(every, first) for every in INTERVALS for first in open_hours(every, closed)])
    )
    backups = {
        **draw(from_schema({"$ref": "#/$defs/BackupSettings"})),
        "everyHours": every,
        "firstHour": first,
    }
    days = sorted((backups["retentionDays"], backups["copyRetentionDays"]))
    lock = from_schema(
        {"$ref": "#/$defs/VaultLockSettings"},
        minRetentionDays=st.integers(1, days[0]),
        maxRetentionDays=st.integers(days[1], MOST_DAYS),
    )
    means = Means(
        multi_az=database["multiAz"],
        backup_retention_days=database["backupRetentionDays"],
        storage_gib=database["maxAllocatedStorageGib"],
        replication_time_control=documents.get("replicationTimeControl", False),
        backup_every_hours=backups["everyHours"],
    )
    objectives = {
        store: {
            failure: {
                "rpoMinutes": draw(promises(one.rpo_minutes)),
                "rtoMinutes": draw(promises(one.rto_minutes)),
            }
            for failure, one in failures.items()
        }
        for store, failures in kept(means).items()
    }
    by_hand = {"backups": st.just(backups), "vaultLock": lock, "objectives": st.just(objectives)}
    settings: dict[str, Any] = draw(tier("recovery", **by_hand, **protected))
    if settings.get("deletionProtection", True):
        return settings
    # A lock that sets for good is refused with it.
    return {**settings, "vaultLock": {**settings["vaultLock"], "mode": "governance"}}


def promises(least: int | None) -> Strategy:
    """Draw an objective of so many minutes or more, or none."""
    return st.none() if least is None else st.one_of(st.none(), st.integers(least, least + DAY))


@st.composite
def windows(draw: st.DrawFn, least: int = LEAST_WINDOW_MINUTES, most: int = DAY) -> tuple[str, str]:
    """Draw a daily and a weekly window that leave each other alone."""
    start = draw(st.integers(0, DAY - 1))
    length = draw(st.integers(least, min(most, DAY - least)))
    free = DAY - length
    other_length = draw(st.integers(least, min(most, free)))
    other_start = start + length + draw(st.integers(0, free - other_length))
    other_start += draw(st.integers(0, 6)) * DAY
    backup = f"{time(start)}-{time(start + length)}"
    return backup, f"{moment(other_start)}-{moment(other_start + other_length)}"


def time(minute: int) -> str:
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


def moment(minute: int) -> str:
    return f"{WEEKDAYS[minute // DAY % 7]}:{time(minute)}"


@st.composite
def accounts(draw: st.DrawFn) -> dict[str, Any]:
    aws = draw(tier("aws"))
    role = aws.get("assumeRoleArn")
    if role and aws.get("accountIds"):
        aws["accountIds"].append(role.split(":")[4])
    return aws


@pytest.mark.parametrize(
    ("environment", "grade"),
    [
        ("dev", "non-production"),
        ("dev", "production"),
        ("staging", "non-production"),
        ("staging", "production"),
        ("prod", "production"),
    ],
)
def test_every_valid_setting_gives_a_program_that_previews_and_passes_the_gate(
    environment: str, grade: str
) -> None:
    # Each example takes seconds: one that fails is told as it is, because to shrink it would take minutes.
    @hypothesis.settings(
        derandomize=True, max_examples=EXAMPLES, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate]
    )
    @hypothesis.given(config=configs(environment, grade))
    def holds(config: dict[str, Any]) -> None:
        assert broken(config) == []

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        holds()


def broken(config: dict[str, Any]) -> list[str]:
    """Return what the preview and the gate have against a valid config."""
    stack = config["environment"]
    values = {
        key if ":" in key else f"shop:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in config.items()
    }
    validated(Settings, values, secret_keys=(), project="shop", stack=stack)
    recording = record(
        lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"),
        Job("shop", stack, values, root=str(ROOT)),
    )
    if recording.error:
        return [recording.error.traceback or recording.error.message]
    if recording.problems:
        return [f"{problem.urn}: {problem.message}" for problem in recording.problems]
    graph = Graph.from_state(export(recording.deployment, str(ROOT)), stack)
    judges = {stack, "prod"} if config["grade"] == "production" else {stack}
    findings = [one for judge in judges for one in evaluate(graph, environment=judge, today=TODAY)]
    return [f"{one.urn}: {one.message}" for one in findings if one.fails]
