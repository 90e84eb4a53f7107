"""What the DB instances, the proxy and the rotation are called, and their log groups: pure, without resources."""

import re
from dataclasses import dataclass

from settings.database import MOST_REPLICAS

# What RDS for PostgreSQL can send to CloudWatch Logs, and every engine version has:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.overview.parameter-groups.html
LOG_TYPES = ("postgresql", "upgrade")

PRIMARY = "primary"
PROXY = "proxy"
ROTATION = "rotation"

# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (DBInstanceIdentifier); the
# names of proxies have the same limits, and those of functions may have one character more.
_IDENTIFIER = re.compile(r"(?=.{1,63}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedInstance:
    """One DB instance, before it exists."""

    role: str
    """Its part of the logical name: `primary`, or `r1`, `r2`, … for a read replica."""
    identifier: str
    """Its DB instance identifier."""

    def log_group_name(self, log_type: str) -> str:
        """Return the name of the log group that RDS writes this type of log to.

        RDS chooses it by the identifier and takes a group that exists; otherwise it makes one, without a
        customer key and without an end of retention.
        https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html
        """
        return f"/aws/rds/instance/{self.identifier}/{log_type}"


@dataclass(frozen=True, kw_only=True, slots=True)
class InstancePlan:
    """The primary and its read replicas, and what stands beside them."""

    primary: PlannedInstance
    replicas: tuple[PlannedInstance, ...]
    proxy_name: str
    rotation_name: str

    @property
    def proxy_log_group_name(self) -> str:
        """Return the name of the log group that RDS writes the proxy's log to, and makes where there is none.

        https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-managing.html
        """
        return f"/aws/rds/proxy/{self.proxy_name}"

    @property
    def rotation_log_group_name(self) -> str:
        """Return the name of the log group that Lambda writes the rotation's log to."""
        return f"/aws/lambda/{self.rotation_name}"


def plan_instances(name: str, stack: str, *, replicas: int) -> InstancePlan:
    """Name the primary and each read replica; fewer replicas take the last ones away and rename none.

    Args:
        name: the logical name of the database tier.
        stack: the stack's name; environments may share an account, and so must not share identifiers.
        replicas: the number of read replicas.

    Raises:
        ValueError: if there are too many replicas, or RDS refuses an identifier made of these names.
    """
    if not 0 <= replicas <= MOST_REPLICAS:
        raise ValueError(f"RDS for PostgreSQL has 0 to {MOST_REPLICAS} read replicas, not {replicas}")
    return InstancePlan(
        primary=_plan(name, stack, PRIMARY),
        replicas=tuple(_plan(name, stack, f"r{number}") for number in range(1, replicas + 1)),
        proxy_name=_identifier(name, stack, PROXY),
        rotation_name=_identifier(name, stack, ROTATION),
    )


def _plan(name: str, stack: str, role: str) -> PlannedInstance:
    return PlannedInstance(role=role, identifier=_identifier(name, stack, role))


def _identifier(name: str, stack: str, role: str) -> str:
    identifier = re.sub(r"[^a-z0-9]+", "-", f"{name}-{stack}-{role}".lower())
    if not _IDENTIFIER.fullmatch(identifier):
        raise ValueError(
            f"'{identifier}' is no DB instance identifier: 1 to 63 letters, digits and single hyphens, "
            "beginning with a letter. Give the tier or the stack a shorter or plainer name."
        )
    return identifier
