"""What the sources of `replacement_data.py` leave out or say otherwise than pulumi-aws does, each with its reason.

pulumi-aws replaces where AWS has no call that changes a property, and in a few places where AWS has one that the
provider does not make. The names are the SDK's.
"""

from collections.abc import Mapping, Sequence
from typing import Final

# Services of CloudFormation that a module of the SDK is spread over, where the names differ.
SERVICES: Final[Mapping[str, Sequence[str]]] = {
    "acm": ("certificatemanager",),
    "amp": ("aps",),
    "cfg": ("config",),
    "cloudwatch": ("cloudwatch", "logs", "events"),
    "costexplorer": ("ce",),
    "ebs": ("ec2",),
    "ec2clientvpn": ("ec2",),
    "ec2transitgateway": ("ec2",),
    "elb": ("elasticloadbalancing",),
    "inspector2": ("inspectorv2",),
    "kinesis": ("kinesis", "kinesisfirehose"),
    "lb": ("elasticloadbalancingv2",),
    "mq": ("amazonmq",),
    "mskconnect": ("kafkaconnect",),
    "opensearch": ("opensearchservice",),
    "sfn": ("stepfunctions",),
    "vpc": ("ec2",),
}

# The CloudFormation type of a token whose names do not tell it; None where the like-named one is something else.
CFN_TYPES: Final[Mapping[str, str | None]] = {
    "aws:appautoscaling/policy:Policy": "AWS::ApplicationAutoScaling::ScalingPolicy",
    "aws:appautoscaling/target:Target": "AWS::ApplicationAutoScaling::ScalableTarget",
    "aws:autoscaling/group:Group": "AWS::AutoScaling::AutoScalingGroup",
    "aws:autoscaling/policy:Policy": "AWS::AutoScaling::ScalingPolicy",
    "aws:autoscaling/schedule:Schedule": "AWS::AutoScaling::ScheduledAction",
    "aws:cfg/recorder:Recorder": "AWS::Config::ConfigurationRecorder",
    "aws:cfg/rule:Rule": "AWS::Config::ConfigRule",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "AWS::CloudWatch::Alarm",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "AWS::IAM::OIDCProvider",
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": "AWS::RDS::DBProxyTargetGroup",
    "aws:route53/record:Record": "AWS::Route53::RecordSet",
    "aws:route53/zone:Zone": "AWS::Route53::HostedZone",
    "aws:secretsmanager/secretRotation:SecretRotation": "AWS::SecretsManager::RotationSchedule",
    "aws:sns/topicSubscription:TopicSubscription": "AWS::SNS::Subscription",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "AWS::WAFv2::LoggingConfiguration",
}

# Types that no call changes at all: they join two resources, or record what was true once.
WHOLE: Final = frozenset(
    {
        "aws:acm/certificateValidation:CertificateValidation",
        # AWS has UpdateNamedQuery, which the provider does not call.
        "aws:athena/namedQuery:NamedQuery",
        "aws:backup/selection:Selection",
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        "aws:ec2/flowLog:FlowLog",
        "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        "aws:ec2/networkAclAssociation:NetworkAclAssociation",
        "aws:ec2/networkAclRule:NetworkAclRule",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:lambda/permission:Permission",
        "aws:lb/targetGroupAttachment:TargetGroupAttachment",
        "aws:rds/proxyTarget:ProxyTarget",
        "aws:route53/queryLog:QueryLog",
        "aws:route53/zoneAssociation:ZoneAssociation",
        # A version's value is what it is; a new value is a new version.
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:ssm/patchGroup:PatchGroup",
        "aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation",
        "aws:wafv2/webAclAssociation:WebAclAssociation",
    }
)

# Replaced, though no source says so. Where no reason stands, AWS' call for changes has no such argument.
REPLACES: Final[Mapping[str, Sequence[str]]] = {
    "aws:acm/certificate:Certificate": ("validationMethod", "validationOptions"),
    "aws:autoscaling/schedule:Schedule": ("scheduledActionName",),
    "aws:backup/vault:Vault": ("kmsKeyArn",),
    "aws:budgets/budget:Budget": ("accountId",),
    "aws:cloudfront/distribution:Distribution": ("staging",),
    "aws:cloudwatch/eventRule:EventRule": ("eventBusName",),
    "aws:cloudwatch/eventTarget:EventTarget": ("eventBusName", "rule"),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": ("logType", "resourceArn"),
    "aws:cloudwatch/logGroup:LogGroup": ("logGroupClass",),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ("resourceArn",),
    "aws:dax/cluster:Cluster": ("availabilityZones", "serverSideEncryption"),
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
    "aws:dynamodb/table:Table": (
        "hashKey",
        "importTable",
        "localSecondaryIndexes",
        "rangeKey",
        "restoreDateTime",
        "restoreSourceName",
        "restoreSourceTableArn",
        "restoreToLatestTime",
    ),
    "aws:ebs/defaultKmsKey:DefaultKmsKey": ("keyArn",),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ("vpcId",),
    "aws:ec2/eip:Eip": ("customerOwnedIpv4Pool", "domain", "publicIpv4Pool"),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
    "aws:ec2/instance:Instance": (
        "ami",
        "associatePublicIpAddress",
        "ebsBlockDevices",
        "keyName",
        "privateIp",
        "rootBlockDevice.encrypted",
        "rootBlockDevice.kmsKeyId",
    ),
    "aws:ec2/natGateway:NatGateway": ("privateIp",),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ("gatewayId", "subnetId"),
    # From dedicated to default alone it is a change in place.
    # https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dedicated-tenancy.html
    "aws:ec2/vpc:Vpc": ("instanceTenancy",),
    "aws:elasticache/parameterGroup:ParameterGroup": ("description",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("nodeGroupConfigurations", "securityGroupNames"),
    "aws:glue/catalogDatabase:CatalogDatabase": ("catalogId",),
    "aws:glue/catalogTable:CatalogTable": ("openTableFormatInput", "partitionIndices"),
    "aws:guardduty/detectorFeature:DetectorFeature": ("detectorId",),
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html: a description is immutable.
    "aws:iam/policy:Policy": ("description", "path"),
    "aws:iam/rolePolicy:RolePolicy": ("role",),
    "aws:inspector2/enabler:Enabler": ("accountIds",),
    # https://docs.aws.amazon.com/kms/latest/developerguide/create-keys.html: properties that are set for good.
    "aws:kms/key:Key": ("customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"),
    "aws:lb/loadBalancer:LoadBalancer": ("customerOwnedIpv4Pool", "internal", "loadBalancerType"),
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html
    "aws:rds/instance:Instance": (
        "availabilityZone",
        "engine",
        "restoreToPointInTime",
        "s3Import",
        "snapshotIdentifier",
        "username",
    ),
    "aws:rds/cluster:Cluster": ("availabilityZones", "engine", "masterUsername", "snapshotIdentifier"),
    "aws:rds/clusterInstance:ClusterInstance": ("availabilityZone", "clusterIdentifier", "engine"),
    "aws:route53/healthCheck:HealthCheck": ("referenceName", "routingControlArn"),
    "aws:route53/record:Record": ("zoneId",),
    "aws:s3/accessPoint:AccessPoint": ("accountId", "publicAccessBlockConfiguration"),
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": ("accountId",),
    "aws:s3/bucket:Bucket": ("objectLockEnabled",),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": ("objectLockEnabled",),
    "aws:sns/topicPolicy:TopicPolicy": ("arn",),
    "aws:sqs/queuePolicy:QueuePolicy": ("queueUrl",),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ("queueUrl",),
    "aws:sqs/redrivePolicy:RedrivePolicy": ("queueUrl",),
    # UpdateMaintenanceWindowTarget takes a name and a description, which the provider replaces for all the same.
    "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget": ("description", "resourceType"),
    "aws:ssm/parameter:Parameter": ("dataType",),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ("securityGroupId",),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("securityGroupId",),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ("logDestinationConfigs",),
}

# Changed in place, though a source says otherwise, or though the name of most resources is for good.
IN_PLACE: Final[Mapping[str, Sequence[str]]] = {
    # UpdateRestApi, UpdateApi and their likes take a name.
    "aws:apigateway/restApi:RestApi": ("name",),
    "aws:apigatewayv2/api:Api": ("name",),
    "aws:cloudfront/cachePolicy:CachePolicy": ("name",),
    "aws:cloudfront/originAccessControl:OriginAccessControl": ("name",),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": ("name",),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": ("name",),
    "aws:cloudwatch/queryDefinition:QueryDefinition": ("name",),
    "aws:cognito/userPoolClient:UserPoolClient": ("name",),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": ("name",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("preferredCacheClusterAzs",),
    "aws:iam/group:Group": ("name",),
    "aws:iam/user:User": ("name",),
    # SetSubnets: only a network load balancer that loses a subnet is replaced.
    "aws:lb/loadBalancer:LoadBalancer": ("subnets",),
    # ModifyDBInstance renames an instance, and moves it to another subnet group.
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
    "aws:rds/instance:Instance": ("dbSubnetGroupName", "identifier"),
    # ModifyDBProxy takes a new name.
    "aws:rds/proxy:Proxy": ("name",),
    # UpdateDocument gives each new version a name.
    "aws:ssm/document:Document": ("versionName",),
    "aws:ssm/maintenanceWindow:MaintenanceWindow": ("name",),
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": ("name",),
    # Only the way down from Advanced to Standard needs a new parameter.
    "aws:ssm/parameter:Parameter": ("tier",),
    "aws:ssm/patchBaseline:PatchBaseline": ("name",),
    "aws:secretsmanager/secretVersion:SecretVersion": ("versionStages",),
}

# Sets that the CloudFormation schemas do not mark.
SETS: Final[Mapping[str, Sequence[str]]] = {
    "aws:acm/certificate:Certificate": ("subjectAlternativeNames",),
    "aws:autoscaling/group:Group": ("enabledMetrics", "terminationPolicies"),
    "aws:backup/plan:Plan": ("rules",),
    "aws:budgets/budget:Budget": ("costFilters", "notifications"),
    "aws:cloudfront/distribution:Distribution": (
        "aliases",
        "defaultCacheBehavior.allowedMethods",
        "defaultCacheBehavior.cachedMethods",
        "origins",
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": ("alarmActions", "insufficientDataActions", "okActions"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (
        "alarmActions",
        "insufficientDataActions",
        "metricQueries",
        "okActions",
    ),
    "aws:dynamodb/table:Table": (
        "attributes",
        "globalSecondaryIndexes",
        "globalSecondaryIndexes.nonKeyAttributes",
        "localSecondaryIndexes",
        "replicas",
    ),
    "aws:ec2/networkAcl:NetworkAcl": ("egress", "ingress", "subnetIds"),
    "aws:ec2/routeTable:RouteTable": ("propagatingVgws", "routes"),
    "aws:elasticache/parameterGroup:ParameterGroup": ("parameters",),
    "aws:iam/role:Role": ("inlinePolicies", "managedPolicyArns"),
    "aws:inspector2/enabler:Enabler": ("accountIds", "resourceTypes"),
    "aws:lb/listenerRule:ListenerRule": ("conditions",),
    "aws:rds/instance:Instance": ("enabledCloudwatchLogsExports",),
    "aws:rds/parameterGroup:ParameterGroup": ("parameters",),
    "aws:secretsmanager/secretVersion:SecretVersion": ("versionStages",),
    "aws:wafv2/webAcl:WebAcl": ("rules",),
}
