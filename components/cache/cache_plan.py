"""What the cache, its nodes, its user and its log groups are called: pure, without resources."""

import re
from dataclasses import dataclass
from typing import Final, Literal

LogType = Literal["slow-log", "engine-log"]

# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html
LOG_TYPES: Final[tuple[LogType, ...]] = ("slow-log", "engine-log")

# https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html (40 characters)
_IDENTIFIER: Final = re.compile(r"(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class CachePlan:
    """The names of a cache, all of them known before anything exists."""

    replication_group_id: str
    """Also the id of the user group."""
    user_id: str
    """Also the user's name: IAM authentication wants the two to be equal."""
    node_ids: tuple[str, ...]
    """The cluster id of each node, which the metrics of CloudWatch have as a dimension."""

    def log_group_name(self, log_type: LogType) -> str:
        """Return the name of the log group for this type of log.

        The prefix is the one that AWS asks for where a service delivers logs, so that the one resource policy
        of the account that lets them in does not outgrow its limit.
        https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
        """
        return f"/aws/vendedlogs/elasticache/{self.replication_group_id}/{log_type}"


def plan_cache(name: str, stack: str, *, replicas: int) -> CachePlan:
    """Name a cache and each of its nodes.

    Args:
        name: the logical name of the cache tier.
        stack: the stack's name; environments may share an account, and so must not share identifiers.
        replicas: the number of replicas, beside the primary.

    Raises:
        ValueError: if ElastiCache refuses an identifier made of these names.
    """
    identifier = re.sub(r"[^a-z0-9]+", "-", f"{name}-{stack}".lower()).rstrip("-")
    # The nodes' ids and the user's are the longest ones.
    if not _IDENTIFIER.fullmatch(f"{identifier}-app"):
        raise ValueError(
            f"'{identifier}' is no identifier of a cache: 1 to 36 letters, digits and single hyphens, beginning "
            "with a letter. Give the tier or the stack a shorter or plainer name."
        )
    return CachePlan(
        replication_group_id=identifier,
        user_id=f"{identifier}-app",
        # https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.CreatingReplGroup.NoExistingCluster.Classic.html
        node_ids=tuple(f"{identifier}-{number:03}" for number in range(1, replicas + 2)),
    )
