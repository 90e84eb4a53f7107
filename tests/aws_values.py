"""Values of resources, held against the shapes of AWS's own API: enums, patterns, lengths and ranges in botocore.

A property belongs to a member of the request by its name: `logGroupName` or `log_groups` are `LogGroupName` and
`LogGroups`, `name` is the one required member that ends so (`RoleName`), and a property may lie one structure
deeper than in the request (`DistributionConfig`). What has no counterpart by these rules is passed over, so this
finds wrong values, not missing ones.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from botocore.session import get_session
from guardrails.values import UNKNOWN, Secret

# By resource type: the service and the operation that makes the resource.
OPERATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "aws:accessanalyzer/analyzer:Analyzer": ("accessanalyzer", "CreateAnalyzer"),
    "aws:acm/certificate:Certificate": ("acm", "RequestCertificate"),
    "aws:appautoscaling/policy:Policy": ("application-autoscaling", "PutScalingPolicy"),
    "aws:appautoscaling/target:Target": ("application-autoscaling", "RegisterScalableTarget"),
    "aws:athena/workgroup:Workgroup": ("athena", "CreateWorkGroup"),
    "aws:autoscaling/group:Group": ("autoscaling", "CreateAutoScalingGroup"),
    "aws:autoscaling/lifecycleHook:LifecycleHook": ("autoscaling", "PutLifecycleHook"),
    "aws:autoscaling/policy:Policy": ("autoscaling", "PutScalingPolicy"),
    "aws:backup/plan:Plan": ("backup", "CreateBackupPlan"),
    "aws:backup/vault:Vault": ("backup", "CreateBackupVault"),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": ("backup", "PutBackupVaultLockConfiguration"),
    "aws:budgets/budget:Budget": ("budgets", "CreateBudget"),
    "aws:cfg/deliveryChannel:DeliveryChannel": ("config", "PutDeliveryChannel"),
    "aws:cfg/recorder:Recorder": ("config", "PutConfigurationRecorder"),
    "aws:cfg/retentionConfiguration:RetentionConfiguration": ("config", "PutRetentionConfiguration"),
    "aws:cfg/rule:Rule": ("config", "PutConfigRule"),
    "aws:cloudfront/cachePolicy:CachePolicy": ("cloudfront", "CreateCachePolicy"),
    "aws:cloudfront/distribution:Distribution": ("cloudfront", "CreateDistribution"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": ("cloudfront", "CreateOriginAccessControl"),
    "aws:cloudfront/vpcOrigin:VpcOrigin": ("cloudfront", "CreateVpcOrigin"),
    "aws:cloudtrail/trail:Trail": ("cloudtrail", "CreateTrail"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": ("cloudwatch", "PutCompositeAlarm"),
    "aws:cloudwatch/eventRule:EventRule": ("events", "PutRule"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": ("logs", "PutDeliveryDestination"),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": ("logs", "PutDeliverySource"),
    "aws:cloudwatch/logGroup:LogGroup": ("logs", "CreateLogGroup"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": ("logs", "PutMetricFilter"),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ("logs", "PutResourcePolicy"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("cloudwatch", "PutMetricAlarm"),
    "aws:cloudwatch/queryDefinition:QueryDefinition": ("logs", "PutQueryDefinition"),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": ("ce", "CreateAnomalySubscription"),
    "aws:dax/cluster:Cluster": ("dax", "CreateCluster"),
    "aws:dynamodb/table:Table": ("dynamodb", "CreateTable"),
    "aws:ec2/flowLog:FlowLog": ("ec2", "CreateFlowLogs"),
    "aws:ec2/launchTemplate:LaunchTemplate": ("ec2", "CreateLaunchTemplate"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("ec2", "CreateVpcEndpoint"),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("elasticache", "CreateReplicationGroup"),
    "aws:elasticache/user:User": ("elasticache", "CreateUser"),
    "aws:elasticache/userGroup:UserGroup": ("elasticache", "CreateUserGroup"),
    "aws:glue/catalogTable:CatalogTable": ("glue", "CreateTable"),
    "aws:guardduty/detector:Detector": ("guardduty", "CreateDetector"),
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": ("iam", "UpdateAccountPasswordPolicy"),
    "aws:iam/policy:Policy": ("iam", "CreatePolicy"),
    "aws:iam/role:Role": ("iam", "CreateRole"),
    "aws:inspector2/enabler:Enabler": ("inspector2", "Enable"),
    "aws:kms/alias:Alias": ("kms", "CreateAlias"),
    "aws:kms/key:Key": ("kms", "CreateKey"),
    "aws:lambda/function:Function": ("lambda", "CreateFunction"),
    "aws:lambda/permission:Permission": ("lambda", "AddPermission"),
    "aws:lb/listener:Listener": ("elbv2", "CreateListener"),
    "aws:lb/targetGroup:TargetGroup": ("elbv2", "CreateTargetGroup"),
    "aws:rds/instance:Instance": ("rds", "CreateDBInstance"),
    "aws:rds/proxy:Proxy": ("rds", "CreateDBProxy"),
    "aws:route53/healthCheck:HealthCheck": ("route53", "CreateHealthCheck"),
    "aws:route53/zone:Zone": ("route53", "CreateHostedZone"),
    "aws:s3/accessPoint:AccessPoint": ("s3control", "CreateAccessPoint"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (
        "s3",
        "PutBucketLifecycleConfiguration",
    ),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": (
        "s3",
        "PutObjectLockConfiguration",
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": ("s3", "PutBucketReplication"),
    "aws:secretsmanager/secret:Secret": ("secretsmanager", "CreateSecret"),
    "aws:secretsmanager/secretRotation:SecretRotation": ("secretsmanager", "RotateSecret"),
    "aws:ssm/association:Association": ("ssm", "CreateAssociation"),
    "aws:ssm/document:Document": ("ssm", "CreateDocument"),
    "aws:ssm/maintenanceWindow:MaintenanceWindow": ("ssm", "CreateMaintenanceWindow"),
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": ("ssm", "RegisterTaskWithMaintenanceWindow"),
    "aws:ssm/parameter:Parameter": ("ssm", "PutParameter"),
    "aws:ssm/patchBaseline:PatchBaseline": ("ssm", "CreatePatchBaseline"),
    "aws:wafv2/webAcl:WebAcl": ("wafv2", "CreateWebACL"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ("wafv2", "PutLoggingConfiguration"),
}
# Of Pulumi, not of the request.
BESIDE: Final = {"__defaults", "region", "tags", "tagsAll"}

# AWS writes its patterns for Java and JavaScript.
_CLASSES: Final = {
    r"\p{L}": "a-zA-ZÀ-ÿ",
    r"\p{Z}": " ",
    r"\p{N}": "0-9",
    r"\p{S}": "$+<=>^`|~",
    r"\p{P}": r"!-/:-@\[-`{-~",
    r"\p{M}": r"\u0300-\u036f",
    r"\p{IsLetter}": "a-zA-Z",
    r"\p{IsDigit}": "0-9",
    r"\p{Graph}": "!-~",
    r"\p{Print}": " -~",
    r"\p{ASCII}": r"\x00-\x7f",
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",
}


def judged(type_: str, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each value that has a counterpart, as its path and what is wrong with it: nothing, where it fits."""
    return _walk(type_.rpartition(":")[2], dict(inputs), _request(type_))


@cache
def _request(type_: str) -> StructureShape:
    service, operation = OPERATIONS[type_]
    shape = get_session().get_service_model(service).operation_model(operation).input_shape
    assert isinstance(shape, StructureShape)
    return shape


def _walk(path: str, value: Any, shape: Shape) -> Iterator[tuple[str, str]]:
    if value is UNKNOWN or isinstance(value, Secret):
        return
    match shape:
        case StructureShape():
            for part in value if isinstance(value, list) else [value]:
                yield from _structure(path, part, shape)
        case ListShape():
            values = value if isinstance(value, list) else [value]
            yield path, _out_of_range(len(values), shape.metadata, "values")
            for one in values:
                yield from _walk(f"{path}[]", one, shape.member)
        case MapShape():
            if isinstance(value, dict):
                for one in value.values():
                    yield from _walk(f"{path}{{}}", one, shape.value)
        case _ if not isinstance(value, (dict, list)):
            yield path, _scalar(value, shape)


def _structure(path: str, value: Any, shape: StructureShape) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        return
    for name, part in value.items():
        if name in BESIDE:
            continue
        found = _member(shape, name) or next(
            (
                (f"{outer}.{inner}", deeper)
                for outer, one in shape.members.items()
                if isinstance(one, StructureShape)
                for inner, deeper in [_member(one, name) or ("", None)]
                if deeper is not None
            ),
            None,
        )
        if found is not None:
            yield from _walk(f"{path}.{found[0]}", part, found[1])


def _member(shape: StructureShape, name: str) -> tuple[str, Shape] | None:
    wanted = _plain(name)
    found = next((one for one in shape.members if _plain(one) == wanted), None)
    if found is None and name == "name":
        named = [one for one in shape.required_members if one.endswith("Name")]
        found = named[0] if len(named) == 1 else None
    return None if found is None else (found, shape.members[found])


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower()).rstrip("s")


def _scalar(value: Any, shape: Shape) -> str:
    if isinstance(shape, StringShape):
        return _text(str(value).lower() if isinstance(value, bool) else str(value), shape)
    if shape.type_name in ("integer", "long", "double", "float"):
        return _out_of_range(float(value), shape.metadata, "")
    return ""


def _text(text: str, shape: StringShape) -> str:
    if shape.enum and text not in shape.enum:
        return f"{text!r} is none of {', '.join(shape.enum)}"
    if not re.fullmatch(_for_python(shape.metadata.get("pattern", ".*")), text, re.DOTALL):
        return f"{text!r} does not match {shape.metadata['pattern']}"
    return _out_of_range(len(text), shape.metadata, "characters")


@cache
def _for_python(pattern: str) -> str:
    """Return a pattern as Python writes it; flags in its midst are left out."""
    written = "|".join(map(re.escape, _CLASSES))
    parts, inside = [], False
    for token in re.findall(rf"{written}|\\.|.", re.sub(r"\(\?[is]+\)", "", pattern), re.DOTALL):
        inside = token == "[" or (inside and token != "]")
        meant = _CLASSES.get(token, token)
        parts.append(meant if inside or token not in _CLASSES else f"[{meant}]")
    return "".join(parts)


def _out_of_range(number: float, metadata: Mapping[str, Any], unit: str) -> str:
    least, most = metadata.get("min", number), metadata.get("max", number)
    return "" if least <= number <= most else f"{number:g} {unit} is not within {least} and {most}"
