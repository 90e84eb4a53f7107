"""Names that are taken: a second resource of a name that must be the only one is refused, as AWS refuses it."""

from typing import Any, Final

from stagecraft import wire
from stagecraft.sandbox.cloud import Cloud, Kept
from stagecraft.sandbox.provider.refusals import Refusal, api_error
from stagecraft.simulated.aws import aliases, names, schema

# Types with a name of which AWS makes a second one, or overwrites the first (its API is a Put).
_SHARED: Final = frozenset(
    {
        "aws:apigateway/restApi:RestApi",
        "aws:apigatewayv2/api:Api",
        "aws:appautoscaling/policy:Policy",
        "aws:appsync/graphQLApi:GraphQLApi",
        "aws:athena/namedQuery:NamedQuery",
        "aws:autoscaling/lifecycleHook:LifecycleHook",
        "aws:autoscaling/policy:Policy",
        "aws:backup/plan:Plan",
        "aws:backup/selection:Selection",
        "aws:cfg/recorder:Recorder",
        "aws:cfg/rule:Rule",
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:cloudwatch/eventRule:EventRule",
        "aws:cloudwatch/eventTarget:EventTarget",
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:cloudwatch/queryDefinition:QueryDefinition",
        "aws:cognito/userPool:UserPool",
        "aws:cognito/userPoolClient:UserPoolClient",
        "aws:ecs/cluster:Cluster",
        "aws:iam/groupPolicy:GroupPolicy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/userPolicy:UserPolicy",
        "aws:route53/zone:Zone",
        "aws:ssm/association:Association",
        "aws:ssm/maintenanceWindow:MaintenanceWindow",
        "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget",
        "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask",
        "aws:ssm/patchBaseline:PatchBaseline",
    }
)
# Properties that say within what a name is the only one, beside account and region.
_WITHIN: Final = (
    "apiId", "autoscalingGroupName", "backupVaultName", "cluster", "databaseName", "dbProxyName",
    "detectorId", "eventBusName", "fileSystemId", "function", "group", "logGroupName", "namespaceId", "restApi",
    "role", "rule", "scope", "user", "userPoolId", "vpcId",
)  # fmt: skip
# Names that the whole world shares: https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html
_WORLDWIDE: Final = frozenset({"aws:s3/bucket:Bucket"})
# AWS's code of the error; of any other type, the one that most services have.
_CODES: Final[dict[str, tuple[str, int, str]]] = {
    "aws:autoscaling/group:Group": ("Auto Scaling: CreateAutoScalingGroup", 400, "AlreadyExists"),
    "aws:cloudfront/cachePolicy:CachePolicy": (
        "CloudFront: CreateCachePolicy", 409, "CachePolicyAlreadyExists",
    ),
    "aws:cloudfront/function:Function": ("CloudFront: CreateFunction", 409, "FunctionAlreadyExists"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": (
        "CloudFront: CreateOriginAccessControl", 409, "OriginAccessControlAlreadyExists",
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (
        "CloudFront: CreateResponseHeadersPolicy", 409, "ResponseHeadersPolicyAlreadyExists",
    ),
    "aws:cloudwatch/logGroup:LogGroup": (
        "CloudWatch Logs: CreateLogGroup", 400, "ResourceAlreadyExistsException",
    ),
    "aws:dynamodb/table:Table": ("DynamoDB: CreateTable", 400, "ResourceInUseException"),
    "aws:ec2/keyPair:KeyPair": ("EC2: ImportKeyPair", 400, "InvalidKeyPair.Duplicate"),
    "aws:ec2/launchTemplate:LaunchTemplate": (
        "EC2: CreateLaunchTemplate", 400, "InvalidLaunchTemplateName.AlreadyExistsException",
    ),
    "aws:ec2/securityGroup:SecurityGroup": ("EC2: CreateSecurityGroup", 400, "InvalidGroup.Duplicate"),
    "aws:ecr/repository:Repository": ("ECR: CreateRepository", 400, "RepositoryAlreadyExistsException"),
    "aws:efs/fileSystem:FileSystem": ("EFS: CreateFileSystem", 409, "FileSystemAlreadyExists"),
    "aws:elasticache/parameterGroup:ParameterGroup": (
        "ElastiCache: CreateCacheParameterGroup", 400, "CacheParameterGroupAlreadyExists",
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        "ElastiCache: CreateReplicationGroup", 400, "ReplicationGroupAlreadyExists",
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": (
        "ElastiCache: CreateCacheSubnetGroup", 400, "CacheSubnetGroupAlreadyExists",
    ),
    "aws:iam/instanceProfile:InstanceProfile": ("IAM: CreateInstanceProfile", 409, "EntityAlreadyExists"),
    "aws:iam/policy:Policy": ("IAM: CreatePolicy", 409, "EntityAlreadyExists"),
    "aws:iam/role:Role": ("IAM: CreateRole", 409, "EntityAlreadyExists"),
    "aws:lambda/function:Function": ("Lambda: CreateFunction", 409, "ResourceConflictException"),
    "aws:lambda/permission:Permission": ("Lambda: AddPermission", 409, "ResourceConflictException"),
    "aws:lb/loadBalancer:LoadBalancer": (
        "Elastic Load Balancing v2: CreateLoadBalancer", 400, "DuplicateLoadBalancerName",
    ),
    "aws:lb/targetGroup:TargetGroup": (
        "Elastic Load Balancing v2: CreateTargetGroup", 400, "DuplicateTargetGroupName",
    ),
    "aws:rds/cluster:Cluster": ("RDS: CreateDBCluster", 400, "DBClusterAlreadyExistsFault"),
    "aws:rds/instance:Instance": ("RDS: CreateDBInstance", 400, "DBInstanceAlreadyExists"),
    "aws:rds/parameterGroup:ParameterGroup": (
        "RDS: CreateDBParameterGroup", 400, "DBParameterGroupAlreadyExists",
    ),
    "aws:rds/proxy:Proxy": ("RDS: CreateDBProxy", 400, "DBProxyAlreadyExistsFault"),
    "aws:rds/subnetGroup:SubnetGroup": ("RDS: CreateDBSubnetGroup", 400, "DBSubnetGroupAlreadyExists"),
    "aws:s3/bucket:Bucket": ("S3: CreateBucket", 409, "BucketAlreadyExists"),
    "aws:secretsmanager/secret:Secret": ("Secrets Manager: CreateSecret", 400, "ResourceExistsException"),
    "aws:sqs/queue:Queue": ("SQS: CreateQueue", 400, "QueueAlreadyExists"),
    "aws:ssm/document:Document": ("SSM: CreateDocument", 400, "DocumentAlreadyExists"),
    "aws:ssm/parameter:Parameter": ("SSM: PutParameter", 400, "ParameterAlreadyExists"),
    "aws:wafv2/webAcl:WebAcl": ("WAFV2: CreateWebACL", 400, "WAFDuplicateItemException"),
}  # fmt: skip


def name_of(type_: str, inputs: Any, *, shared: bool = False) -> tuple[str, str] | None:
    """Return the property that names a resource for AWS and its value; None where that need not be unique.

    Args:
        type_: the type token.
        inputs: the checked inputs.
        shared: return names that need not be unique too.
    """
    if not type_.startswith("aws:") or (aliases.canonical(type_) in _SHARED and not shared):
        return None
    rule = names.auto_name(schema.of_resource(type_), inputs)
    if rule is None:
        return None
    value = wire.unwrap(inputs.get(rule.property))
    return (rule.property, value) if isinstance(value, str) and value != wire.UNKNOWN else None


def refuse_taken(cloud: Cloud, new: Kept) -> None:
    """Refuse a resource whose name another one of its type bears.

    Raises:
        Refusal: there is one.
    """
    named = name_of(new.type, new.outputs)
    if named is None or (new.type == "aws:ssm/parameter:Parameter" and _overwrites(new)):
        return
    for other in bearers(cloud, new.type, named, account=new.account, region=new.region):
        if _within(other) == _within(new):
            raise _refused(aliases.canonical(new.type), new, other, named[1])


def bearers(cloud: Cloud, type_: str, named: tuple[str, str], *, account: str, region: str) -> list[Kept]:
    """Return the resources of a type that bear a name: property and value."""
    worldwide = aliases.canonical(type_) in _WORLDWIDE
    near = cloud.mentioning(named[1], (type_,), account="" if worldwide else account)
    return [
        one for one in near if (worldwide or one.region == region) and name_of(type_, one.outputs) == named
    ]


def is_drawn_elsewhere(cloud: Cloud, type_: str, urn: str, inputs: Any, *, account: str, region: str) -> bool:
    """Tell whether a composed name exists: one that must be unique at all, any other one in another stack.

    Names are random in AWS, so that stacks of one account never meet in one.
    """
    named = name_of(type_, inputs, shared=True)
    if named is None:
        return False
    if name_of(type_, inputs) is not None:
        return bool(bearers(cloud, type_, named, account=account, region=region))
    stack = urn.split("::")[0]
    return any(
        one.region == region and one.urn.split("::")[0] != stack
        for one in cloud.mentioning(named[1], (type_,), account=account)
        if name_of(type_, one.outputs, shared=True) == named
    )


def _overwrites(new: Kept) -> bool:
    return wire.unwrap(new.inputs.get("overwrite")) is True


def _within(kept: Kept) -> list[Any]:
    return [wire.unwrap(kept.outputs.get(name)) for name in _WITHIN if name in kept.inputs]


def _refused(canonical: str, new: Kept, other: Kept, name: str) -> Refusal:
    member = canonical.rpartition(":")[2]
    operation, status, code = _CODES.get(
        canonical,
        (f"{canonical.split(':')[1].partition('/')[0]}: Create{member}", 409, "AlreadyExistsException"),
    )
    if canonical in _WORLDWIDE and other.account == new.account:
        code = "BucketAlreadyOwnedByYou"
    made_by = f" (in this sandbox it is {other.urn})" if other.urn else ""
    return api_error(
        f"creating {member} ({name})", operation, status, code, f"{member} {name} already exists{made_by}"
    )
