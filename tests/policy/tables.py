"""What the tables of family rules say, as test material: resources that meet every demand, and ways to break one."""

from collections.abc import Iterator
from typing import Any

from guardrails.demands import Demand, Table
from guardrails.encryption.at_rest import AT_REST
from guardrails.encryption.in_transit import IN_TRANSIT
from guardrails.network.public_access import PRIVATE

TABLES: dict[str, Table] = {
    "aws-data-encrypted-at-rest": AT_REST,
    "aws-data-encrypted-in-transit": IN_TRANSIT,
    "aws-resource-not-public": PRIVATE,
}
# What makes a demand hold that is made of some resources only.
_BESIDE: dict[str, dict[str, Any]] = {
    "acmpca/certificateAuthority": {"revocationConfiguration": {"crlConfiguration": {"enabled": True}}},
    "ecs/cluster": {
        "configuration": {
            "executeCommandConfiguration": {
                "logConfiguration": {"cloudWatchLogGroupName": "sessions", "s3BucketName": "sessions"}
            }
        }
    },
    "sagemaker/hyperParameterTuningJob": {
        "trainingJobDefinition": {"resourceConfig": {"instanceCount": 2}},
        "trainingJobDefinitions": [{"resourceConfig": {"instanceCount": 2}}],
    },
    "sagemaker/trainingJob": {"resourceConfig": {"instanceCount": 2}},
}


def demands() -> Iterator[tuple[str, str, Demand]]:
    """Yield every demand with its rule and type."""
    for rule, table in TABLES.items():
        for short, asked in table.items():
            for demand in asked:
                yield rule, short, demand


def table_props() -> dict[str, dict[str, Any]]:
    """Return, by type, inputs that meet every demand of the tables."""
    props: dict[str, dict[str, Any]] = {}
    for _, short, demand in demands():
        inputs = props.setdefault(short, {})
        merge(inputs, _nest(demand.path.split("."), good(demand)))
    for short, more in _BESIDE.items():
        merge(props[short], more)
    return props


def place(demand: Demand) -> str:
    """Return the path of the first property that a demand is made of: `disks.0.encrypted`."""
    return demand.path.replace("?", "").replace("[]", ".0")


def label(demand: Demand) -> str:
    """Return how messages name that property: `disks[0].encrypted`."""
    return demand.path.replace("?", "").replace("[]", "[0]")


def good(demand: Demand) -> Any:
    """Return a value that meets a demand."""
    if isinstance(demand.wanted, bool):
        return demand.wanted
    return demand.wanted[0] if demand.wanted else "another"


def bad(demand: Demand) -> Any:
    """Return a value that does not."""
    if isinstance(demand.wanted, bool):
        return not demand.wanted
    if demand.needed:
        return ""
    return demand.refused[0] if demand.refused else "none"


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """Lay a value over another one of the same shape."""
    for key, value in more.items():
        old = into.get(key)
        if isinstance(old, dict):
            merge(old, value)
        elif isinstance(old, list) and isinstance(old[0], dict):
            merge(old[0], value[0])
        else:
            into[key] = value


def _nest(steps: list[str], value: Any) -> Any:
    step, *rest = steps
    inner = _nest(rest, value) if rest else value
    return {step.rstrip("[]?"): [inner] if step.endswith("[]") else inner}
