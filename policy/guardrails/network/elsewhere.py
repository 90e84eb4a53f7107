"""Resources that make others by another way: CloudFormation, Cloud Control, other providers of AWS resources.

Rules read the resources of the AWS provider. What a template or another provider makes is none of these, so it
is judged by nobody; that is told, with what is made, as far as it can be read.
"""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

import yaml

from guardrails.graph import Graph, Resource
from guardrails.rule import ANY_TYPE, GraphRule, Problem
from guardrails.tokens import aws
from guardrails.values import at, plain

_CLOUD_CONTROL: Final = aws("cloudcontrol/resource")
# What makes resources of a template, and where that stands; an application or a product has it elsewhere.
_TEMPLATES: Final = {
    aws("cloudformation/stack"): "templateBody",
    aws("cloudformation/stackSet"): "templateBody",
    aws("serverlessrepository/cloudFormationStack"): "",
    aws("servicecatalog/provisionedProduct"): "",
}
# Packages of Pulumi that make AWS resources by types of their own.
_PACKAGES: Final = ("aws-native", "awscc")
# Services whose resources hold data, and types of other services that do, as CloudFormation names them.
DATA_SERVICES: Final = frozenset(
    {
        *("amazonmq", "cassandra", "dax", "docdb", "docdbelastic", "dsql", "dynamodb", "efs", "elasticache"),
        *(
            "elasticsearch",
            "finspace",
            "fsx",
            "healthlake",
            "kendra",
            "kinesis",
            "kinesisfirehose",
            "memorydb",
        ),
        *(
            "msk",
            "neptune",
            "neptunegraph",
            "odb",
            "opensearchserverless",
            "opensearchservice",
            "qldb",
            "rds",
        ),
        *("redshift", "redshiftserverless", "s3", "s3express", "s3files", "s3tables", "s3vectors"),
        *("secretsmanager", "sns", "sqs", "timestream"),
    }
)
DATA_TYPES: Final = frozenset({("backup", "backupvault"), ("ec2", "volume"), ("ecr", "repository")})
# Types that make whatever their own template or code says.
_NESTED: Final = frozenset({"cloudformation", "serverless", "servicecatalog"})
_LISTED: Final = 3
# What CloudFormation takes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_LONGEST: Final = 51_200


class _Template(yaml.SafeLoader):
    """Reads a template of CloudFormation, whose functions (`!Ref`) say nothing of what is made."""


_Template.add_multi_constructor("!", lambda *_: None)


@lru_cache(maxsize=256)
def _types_of(text: str) -> tuple[str, ...] | None:
    """Return the types that a template makes, or None where it cannot be read."""
    if len(text) > _LONGEST:
        return None
    try:
        # JSON is YAML too, but read a hundred times faster as JSON.
        template = json.loads(text) if text.lstrip()[:1] == "{" else yaml.load(text, _Template)  # noqa: S506
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return None
    resources = template.get("Resources") if isinstance(template, dict) else None
    if not isinstance(resources, dict) or "Transform" in template:
        return None  # a transform may make anything
    found = [one.get("Type") for one in resources.values() if isinstance(one, dict)]
    return tuple(dict.fromkeys(str(one) for one in found))


def _made(resource: Resource) -> tuple[str, tuple[str, ...] | None] | None:
    """Return by what a resource makes others and their types (None: nobody knows), or None if it does not."""
    if resource.type == _CLOUD_CONTROL:
        name = plain(at(resource.inputs, "typeName"))
        return "Cloud Control", (name,) if isinstance(name, str) and name else None
    if resource.type in _TEMPLATES:
        path = _TEMPLATES[resource.type]
        text: Any = plain(at(resource.inputs, path)) if path else None
        return "a template", _types_of(text) if isinstance(text, str) else None
    package, _, rest = resource.type.partition(":")
    if package in _PACKAGES and resource.custom and not rest.startswith("index"):
        service, _, name = rest.partition(":")
        return package, (f"AWS::{service}::{name}",)
    return None


def _holds_data(type_: str) -> bool:
    """Tell whether a type of CloudFormation stores data, or may make what does."""
    service, _, name = type_.lower().removeprefix("aws::").partition("::")
    known = type_.startswith("AWS::")
    return not known or service in DATA_SERVICES | _NESTED or (service, name) in DATA_TYPES


def _looked_into(*, data: bool) -> Callable[[Graph, Resource], Iterator[Problem]]:
    """Return a check of what is made where no rule looks: either what holds data, or may, or else the rest."""

    def check(_: Graph, resource: Resource) -> Iterator[Problem]:
        made = _made(resource)
        if made is None:
            return
        way, types = made
        if data is (types is None or any(map(_holds_data, types))):
            shown = "something that is not known" if types is None else _shown(types)
            yield Problem(f"it makes {shown} by {way}, where no rule looks", undecided=True)

    return check


def _shown(types: tuple[str, ...]) -> str:
    """List types, those that hold data first."""
    first = sorted(types, key=lambda one: not _holds_data(one))
    more = f" and {len(first) - _LISTED} more types" if len(first) > _LISTED else ""
    return ", ".join(one[:80] for one in first[:_LISTED]) + more if first else "nothing"


_REMEDY: Final = "Make it with its own type of pulumi_aws, such as s3.Bucket, or waive this for its URN"
_URL: Final = "https://www.pulumi.com/registry/packages/aws/api-docs/cloudcontrol/resource/"

RULES: Final = (
    GraphRule(
        id="aws-data-store-looked-into",
        applies_to=ANY_TYPE,
        statement="Data stores are made where rules look at them.",
        risk="A data store that is open or not encrypted is judged by no rule.",
        remediation=_REMEDY,
        severity="high",
        topics=("network",),
        url=_URL,
        guards_data=True,
        check=_looked_into(data=True),
    ),
    GraphRule(
        id="aws-resource-looked-into",
        applies_to=ANY_TYPE,
        statement="Resources are made where rules look at them.",
        risk="What is made that way is judged by no rule.",
        remediation=_REMEDY,
        severity="medium",
        topics=("network",),
        url=_URL,
        check=_looked_into(data=False),
    ),
)
