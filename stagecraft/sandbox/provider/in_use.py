"""What others still use: AWS refuses to delete it, each service in its own words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stagecraft import wire
from stagecraft.sandbox.cloud import Cloud, Kept
from stagecraft.sandbox.provider.refusals import api_error
from stagecraft.simulated.aws import aliases


@dataclass(frozen=True, slots=True)
class Use:
    """How resources of one type are used: by which types through which properties, and what AWS says then."""

    # type of the user -> the properties that name what it uses
    by: Mapping[str, tuple[str, ...]]
    operation: str
    code: str
    message: str
    status: int = 400
    # what of the used one stands in those properties, besides its id
    known_as: tuple[str, ...] = ()


_INTERFACES: Final = {
    "aws:autoscaling/group:Group": ("vpcZoneIdentifiers",),
    "aws:ec2/instance:Instance": ("subnetId",),
    "aws:ec2/natGateway:NatGateway": ("subnetId",),
    "aws:ec2/networkInterface:NetworkInterface": ("subnetId",),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("subnetIds",),
    "aws:ecs/service:Service": ("networkConfiguration",),
    "aws:efs/mountTarget:MountTarget": ("subnetId",),
    "aws:eks/cluster:Cluster": ("vpcConfig",),
    "aws:lambda/function:Function": ("vpcConfig",),
    "aws:lb/loadBalancer:LoadBalancer": ("subnets", "subnetMappings"),
}
_GROUPED: Final = {
    "aws:dax/cluster:Cluster": ("securityGroupIds",),
    "aws:ec2/instance:Instance": ("vpcSecurityGroupIds", "securityGroups"),
    "aws:ec2/networkInterface:NetworkInterface": ("securityGroups",),
    "aws:ec2/securityGroupRule:SecurityGroupRule": ("sourceSecurityGroupId",),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("securityGroupIds",),
    "aws:ecs/service:Service": ("networkConfiguration",),
    "aws:efs/mountTarget:MountTarget": ("securityGroups",),
    "aws:elasticache/cluster:Cluster": ("securityGroupIds",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("securityGroupIds",),
    "aws:lambda/function:Function": ("vpcConfig",),
    "aws:lb/loadBalancer:LoadBalancer": ("securityGroups",),
    "aws:rds/cluster:Cluster": ("vpcSecurityGroupIds",),
    "aws:rds/instance:Instance": ("vpcSecurityGroupIds",),
    "aws:rds/proxy:Proxy": ("vpcSecurityGroupIds",),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ("referencedSecurityGroupId",),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("referencedSecurityGroupId",),
}
_IN_VPC: Final = dict.fromkeys(
    (
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        "aws:ec2/networkAcl:NetworkAcl",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
    ),
    ("vpcId",),
)
_DELETING: Final = "has dependencies and cannot be deleted."
_USED: Final = "is in use"


def _use(by: Mapping[str, tuple[str, ...]], operation: str, code: str, message: str, **more: Any) -> Use:
    return Use(by, operation, code, message, **more)


_USES: Final[Mapping[str, Use]] = {
    "aws:acm/certificate:Certificate": _use(
        {
            "aws:cloudfront/distribution:Distribution": ("viewerCertificate",),
            "aws:lb/listener:Listener": ("certificateArn",),
        },
        "ACM: DeleteCertificate",
        "ResourceInUseException",
        _USED,
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": _use(
        {"aws:cloudfront/distribution:Distribution": ("defaultCacheBehavior", "orderedCacheBehaviors")},
        "CloudFront: DeleteCachePolicy",
        "CachePolicyInUse",
        _USED,
        status=409,
    ),
    "aws:cloudfront/function:Function": _use(
        {"aws:cloudfront/distribution:Distribution": ("defaultCacheBehavior", "orderedCacheBehaviors")},
        "CloudFront: DeleteFunction",
        "FunctionInUse",
        _USED,
        status=409,
        known_as=("arn",),
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _use(
        {"aws:cloudfront/distribution:Distribution": ("origins",)},
        "CloudFront: DeleteOriginAccessControl",
        "OriginAccessControlInUse",
        _USED,
        status=409,
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _use(
        {"aws:cloudfront/distribution:Distribution": ("defaultCacheBehavior", "orderedCacheBehaviors")},
        "CloudFront: DeleteResponseHeadersPolicy",
        "ResponseHeadersPolicyInUse",
        _USED,
        status=409,
    ),
    "aws:cloudwatch/eventRule:EventRule": _use(
        {"aws:cloudwatch/eventTarget:EventTarget": ("rule",)},
        "EventBridge: DeleteRule",
        "ValidationException",
        "can't be deleted since it has targets.",
        known_as=("name",),
    ),
    "aws:ec2/eip:Eip": _use(
        {
            "aws:ec2/natGateway:NatGateway": ("allocationId",),
            "aws:lb/loadBalancer:LoadBalancer": ("subnetMappings",),
        },
        "EC2: ReleaseAddress",
        "InvalidIPAddress.InUse",
        _USED,
    ),
    "aws:ec2/networkAcl:NetworkAcl": _use(
        {"aws:ec2/networkAclAssociation:NetworkAclAssociation": ("networkAclId",)},
        "EC2: DeleteNetworkAcl",
        "DependencyViolation",
        _DELETING,
    ),
    "aws:ec2/routeTable:RouteTable": _use(
        {"aws:ec2/routeTableAssociation:RouteTableAssociation": ("routeTableId",)},
        "EC2: DeleteRouteTable",
        "DependencyViolation",
        _DELETING,
    ),
    "aws:ec2/securityGroup:SecurityGroup": _use(
        _GROUPED, "EC2: DeleteSecurityGroup", "DependencyViolation", "has a dependent object"
    ),
    "aws:ec2/subnet:Subnet": _use(_INTERFACES, "EC2: DeleteSubnet", "DependencyViolation", _DELETING),
    "aws:ec2/vpc:Vpc": _use(_IN_VPC, "EC2: DeleteVpc", "DependencyViolation", _DELETING),
    "aws:ecs/cluster:Cluster": _use(
        {"aws:ecs/service:Service": ("cluster",)},
        "ECS: DeleteCluster",
        "ClusterContainsServicesException",
        "The Cluster cannot be deleted while Services are active.",
        known_as=("arn", "name"),
    ),
    "aws:efs/fileSystem:FileSystem": _use(
        {"aws:efs/mountTarget:MountTarget": ("fileSystemId",)},
        "EFS: DeleteFileSystem",
        "FileSystemInUse",
        "has mount targets created in it.",
        status=409,
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": _use(
        {
            "aws:elasticache/cluster:Cluster": ("parameterGroupName",),
            "aws:elasticache/replicationGroup:ReplicationGroup": ("parameterGroupName",),
        },
        "ElastiCache: DeleteCacheParameterGroup",
        "InvalidCacheParameterGroupState",
        _USED,
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": _use(
        {
            "aws:elasticache/cluster:Cluster": ("subnetGroupName",),
            "aws:elasticache/replicationGroup:ReplicationGroup": ("subnetGroupName",),
        },
        "ElastiCache: DeleteCacheSubnetGroup",
        "CacheSubnetGroupInUse",
        _USED,
    ),
    "aws:iam/policy:Policy": _use(
        {
            "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ("policyArn",),
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("policyArn",),
            "aws:iam/userPolicyAttachment:UserPolicyAttachment": ("policyArn",),
        },
        "IAM: DeletePolicy",
        "DeleteConflict",
        "Cannot delete a policy attached to entities.",
        status=409,
    ),
    "aws:iam/role:Role": _use(
        {
            "aws:iam/instanceProfile:InstanceProfile": ("role",),
            "aws:iam/rolePolicy:RolePolicy": ("role",),
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("role",),
        },
        "IAM: DeleteRole",
        "DeleteConflict",
        "Cannot delete entity, must detach all policies first.",
        status=409,
        known_as=("arn", "name"),
    ),
    "aws:lb/targetGroup:TargetGroup": _use(
        {
            "aws:lb/listener:Listener": ("defaultActions",),
            "aws:lb/listenerRule:ListenerRule": ("actions",),
        },
        "Elastic Load Balancing v2: DeleteTargetGroup",
        "ResourceInUse",
        "is currently in use by a listener or a rule",
    ),
    "aws:rds/cluster:Cluster": _use(
        {"aws:rds/clusterInstance:ClusterInstance": ("clusterIdentifier",)},
        "RDS: DeleteDBCluster",
        "InvalidDBClusterStateFault",
        "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _use(
        {"aws:rds/cluster:Cluster": ("dbClusterParameterGroupName",)},
        "RDS: DeleteDBClusterParameterGroup",
        "InvalidDBParameterGroupState",
        _USED,
    ),
    "aws:rds/parameterGroup:ParameterGroup": _use(
        {
            "aws:rds/clusterInstance:ClusterInstance": ("dbParameterGroupName",),
            "aws:rds/instance:Instance": ("parameterGroupName",),
        },
        "RDS: DeleteDBParameterGroup",
        "InvalidDBParameterGroupState",
        _USED,
    ),
    "aws:rds/subnetGroup:SubnetGroup": _use(
        {
            "aws:rds/cluster:Cluster": ("dbSubnetGroupName",),
            "aws:rds/instance:Instance": ("dbSubnetGroupName",),
        },
        "RDS: DeleteDBSubnetGroup",
        "InvalidDBSubnetGroupStateFault",
        _USED,
    ),
    "aws:wafv2/webAcl:WebAcl": _use(
        {
            "aws:cloudfront/distribution:Distribution": ("webAclId",),
            "aws:wafv2/webAclAssociation:WebAclAssociation": ("webAclArn",),
        },
        "WAFV2: DeleteWebACL",
        "WAFAssociatedItemException",
        _USED,
        known_as=("arn",),
    ),
}


def refuse_used(cloud: Cloud, kept: Kept) -> None:
    """Refuse to delete what a living resource uses.

    Raises:
        Refusal: there is one.
    """
    use = _USES.get(aliases.canonical(kept.type)) if kept.type.startswith("aws:") else None
    if use is None:
        return
    names = {kept.id, *(str(wire.unwrap(kept.outputs.get(name))) for name in use.known_as)}
    for user in _users(cloud, kept, use, names):
        member = kept.type.rpartition(":")[2]
        raise api_error(
            f"deleting {member} ({kept.id})",
            use.operation,
            use.status,
            use.code,
            f"{member} {kept.id}: {use.message} (in this sandbox: {user.urn or user.id})",
        )


def _users(cloud: Cloud, kept: Kept, use: Use, names: Iterable[str]) -> Iterator[Kept]:
    for name in sorted(names):
        for other in cloud.mentioning(name, tuple(use.by), account=kept.account):
            values = [other.outputs.get(property_) for property_ in use.by[other.type]]
            if (other.type, other.id) != (kept.type, kept.id) and name in wire.walk(values):
                yield other
