"""The lengths and characters that AWS allows in the names of its resources.

Lengths and characters are those of each service's API reference (botocore's service models carry them) and,
where the API states none, of the provider's own validation: load balancers, RDS and ElastiCache identifiers,
buckets.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a name: a pattern for the whole name, and the words a refusal uses."""

    pattern: str
    words: str


@dataclass(frozen=True, slots=True)
class Limit:
    """What AWS allows in one naming property of a type."""

    longest: int
    characters: Characters | None = None
    shortest: int = 1
    property: str = "name"

    def length_complaint(self, value: str) -> str:
        """Return what AWS says to a name that is too long or too short; nothing to any other."""
        if self.shortest <= len(value) <= self.longest:
            return ""
        span = f"({self.shortest} - {self.longest})"
        return f'expected length of {self.property} to be in the range {span}, got {len(value)} for "{value}"'

    def character_complaint(self, value: str) -> str:
        """Return what AWS says to a name with characters it does not take; nothing to any other."""
        if not self.characters or _compiled(self.characters.pattern).fullmatch(value):
            return ""
        return f'only {self.characters.words} are allowed in {self.property}, got "{value}"'


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
_IAM = Characters(r"[\w+=,.@-]+", "alphanumeric characters and +=,.@-_")
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
_LOAD_BALANCER = Characters(
    r"(?!-)(?!internal-)[0-9A-Za-z-]+(?<!-)",
    'alphanumeric characters and hyphens, not at either end, and no beginning with "internal-",',
)
_TARGET_GROUP = Characters(
    r"(?!-)[0-9A-Za-z-]+(?<!-)", "alphanumeric characters and hyphens, not at either end,"
)
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.Constraints
_IDENTIFIER = Characters(
    r"(?!.*--)[a-z][a-z0-9-]*(?<!-)",
    "lowercase letters, digits and single hyphens, first a letter, last no hyphen,",
)
_PARAMETER_GROUP = Characters(
    r"(?!.*--)[a-z][a-z0-9_.-]*(?<!-)", "lowercase letters, digits, underscores, periods and single hyphens"
)
_SUBNET_GROUP = Characters(
    r"[a-z0-9 _.-]+", "lowercase letters, digits, hyphens, underscores, periods and spaces"
)
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = Characters(
    r"(?!.*\.\.)(?!xn--)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]*[a-z0-9]",
    "lowercase letters, digits, periods and hyphens, first and last a letter or digit,",
)
_WORD = Characters(r"[A-Za-z0-9_-]+", "alphanumeric characters, hyphens and underscores")
_DOTTED_WORD = Characters(r"[A-Za-z0-9._-]+", "alphanumeric characters, periods, hyphens and underscores")
_LETTERED_WORD = Characters(r"[A-Za-z0-9][A-Za-z0-9_-]*", "alphanumeric characters, hyphens and underscores")
_LOG_GROUP = Characters(r"[.\-_/#A-Za-z0-9]+", "alphanumeric characters and .-_/#")
_SECRET = Characters(r"[A-Za-z0-9/_+=.@-]+", "alphanumeric characters and /_+=.@-")
_QUEUE = Characters(r"[A-Za-z0-9_-]+(\.fifo)?", "alphanumeric characters, hyphens and underscores")
_REPOSITORY = Characters(
    r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*",
    "lowercase letters, digits and the separators . _ - / between them",
)
_ALIAS = Characters(
    r"alias/(?!aws/)[a-zA-Z0-9/_-]+", 'alphanumeric characters, /, - and _ after "alias/", not "alias/aws/",'
)
_OPENSEARCH = Characters(r"[a-z][a-z0-9-]*", "lowercase letters, digits and hyphens, first a letter,")
_TEMPLATE = Characters(r"[A-Za-z0-9().\-/_]+", "alphanumeric characters and ().-/_")
_GROUP = Characters(r"(?!sg-).*", 'names that do not begin with "sg-"')
_HOOK = Characters(r"[A-Za-z0-9\-_/]+", "alphanumeric characters, hyphens, underscores and slashes")
_LETTERED_NUMBER = Characters(
    r"(?!.*--)[A-Za-z][A-Za-z0-9-]*(?<!-)", "alphanumeric characters and single hyphens"
)
_SAGEMAKER = Characters(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*", "alphanumeric characters and hyphens between them")

LIMITS: Final = {
    "aws:accessanalyzer/analyzer:Analyzer": Limit(255, property="analyzerName"),
    "aws:athena/workgroup:Workgroup": Limit(128, _DOTTED_WORD),
    "aws:autoscaling/group:Group": Limit(255),
    "aws:autoscaling/lifecycleHook:LifecycleHook": Limit(255, _HOOK),
    "aws:autoscaling/policy:Policy": Limit(255),
    "aws:backup/plan:Plan": Limit(50),
    "aws:backup/vault:Vault": Limit(50, _WORD, 2),
    "aws:batch/computeEnvironment:ComputeEnvironment": Limit(128, _WORD),
    "aws:batch/jobQueue:JobQueue": Limit(128, _WORD),
    "aws:budgets/budget:Budget": Limit(100),
    "aws:cfg/recorder:Recorder": Limit(256),
    "aws:cfg/rule:Rule": Limit(128),
    "aws:cloudfront/function:Function": Limit(64, _WORD),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Limit(64),
    "aws:cloudtrail/trail:Trail": Limit(128, _DOTTED_WORD, 3),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Limit(255, property="alarmName"),
    "aws:cloudwatch/eventBus:EventBus": Limit(
        256, Characters(r"[/.\-_A-Za-z0-9]+", "alphanumeric characters and /.-_")
    ),
    "aws:cloudwatch/eventRule:EventRule": Limit(64, _DOTTED_WORD),
    "aws:cloudwatch/eventTarget:EventTarget": Limit(64, _DOTTED_WORD, property="targetId"),
    "aws:cloudwatch/logGroup:LogGroup": Limit(512, _LOG_GROUP),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Limit(
        512, Characters(r"[^:*]*", "characters other than : and *")
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Limit(255),
    "aws:codebuild/project:Project": Limit(150, _LETTERED_WORD, 2),
    "aws:codecommit/repository:Repository": Limit(100, _DOTTED_WORD, property="repositoryName"),
    "aws:codedeploy/application:Application": Limit(100),
    "aws:codepipeline/pipeline:Pipeline": Limit(
        100, Characters(r"[A-Za-z0-9.@\-_]+", "alphanumeric characters and .@-_")
    ),
    "aws:codestarconnections/connection:Connection": Limit(32),
    "aws:cognito/userPool:UserPool": Limit(
        128, Characters(r"[\w\s+=,.@-]+", "alphanumeric characters, spaces and +=,.@-_")
    ),
    "aws:dax/cluster:Cluster": Limit(20, _LETTERED_NUMBER, property="clusterName"),
    "aws:docdb/cluster:Cluster": Limit(63, _IDENTIFIER, property="clusterIdentifier"),
    "aws:docdb/clusterInstance:ClusterInstance": Limit(63, _IDENTIFIER, property="identifier"),
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup": Limit(255, _PARAMETER_GROUP),
    "aws:docdb/subnetGroup:SubnetGroup": Limit(255, _SUBNET_GROUP),
    "aws:dynamodb/table:Table": Limit(255, _DOTTED_WORD, 3),
    "aws:ec2/keyPair:KeyPair": Limit(255, property="keyName"),
    "aws:ec2/launchConfiguration:LaunchConfiguration": Limit(255),
    "aws:ec2/launchTemplate:LaunchTemplate": Limit(128, _TEMPLATE, 3),
    "aws:ec2/placementGroup:PlacementGroup": Limit(255),
    "aws:ec2/securityGroup:SecurityGroup": Limit(255, _GROUP),
    "aws:ecr/repository:Repository": Limit(256, _REPOSITORY, 2),
    "aws:ecs/cluster:Cluster": Limit(255, _WORD),
    "aws:ecs/service:Service": Limit(255, _WORD),
    "aws:ecs/taskDefinition:TaskDefinition": Limit(255, _WORD, property="family"),
    "aws:efs/fileSystem:FileSystem": Limit(64, property="creationToken"),
    "aws:eks/cluster:Cluster": Limit(100, _LETTERED_WORD),
    "aws:eks/fargateProfile:FargateProfile": Limit(63, _LETTERED_WORD, property="fargateProfileName"),
    "aws:eks/nodeGroup:NodeGroup": Limit(63, _LETTERED_WORD, property="nodeGroupName"),
    "aws:elasticache/cluster:Cluster": Limit(50, _LETTERED_NUMBER, property="clusterId"),
    "aws:elasticache/parameterGroup:ParameterGroup": Limit(255, _LETTERED_NUMBER),
    "aws:elasticache/replicationGroup:ReplicationGroup": Limit(
        40, _LETTERED_NUMBER, property="replicationGroupId"
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": Limit(40, _LETTERED_NUMBER),
    "aws:elasticache/subnetGroup:SubnetGroup": Limit(255),
    "aws:elasticbeanstalk/application:Application": Limit(100),
    "aws:elasticbeanstalk/environment:Environment": Limit(40, _LETTERED_NUMBER, 4),
    "aws:elasticsearch/domain:Domain": Limit(28, _OPENSEARCH, 3, "domainName"),
    "aws:elb/loadBalancer:LoadBalancer": Limit(32, _LOAD_BALANCER),
    "aws:globalaccelerator/accelerator:Accelerator": Limit(255),
    "aws:iam/group:Group": Limit(128, _IAM),
    "aws:iam/groupPolicy:GroupPolicy": Limit(128, _IAM),
    "aws:iam/instanceProfile:InstanceProfile": Limit(128, _IAM),
    "aws:iam/policy:Policy": Limit(128, _IAM),
    "aws:iam/role:Role": Limit(64, _IAM),
    "aws:iam/rolePolicy:RolePolicy": Limit(128, _IAM),
    "aws:iam/user:User": Limit(64, _IAM),
    "aws:iam/userPolicy:UserPolicy": Limit(128, _IAM),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": Limit(64, _DOTTED_WORD),
    "aws:kinesis/stream:Stream": Limit(128, _DOTTED_WORD),
    "aws:kms/alias:Alias": Limit(256, _ALIAS),
    "aws:lambda/alias:Alias": Limit(128, _WORD),
    "aws:lambda/function:Function": Limit(64, _WORD),
    "aws:lambda/permission:Permission": Limit(100, _WORD, property="statementId"),
    "aws:lb/loadBalancer:LoadBalancer": Limit(32, _LOAD_BALANCER),
    "aws:lb/targetGroup:TargetGroup": Limit(32, _TARGET_GROUP),
    "aws:memorydb/cluster:Cluster": Limit(40, _IDENTIFIER),
    "aws:mq/broker:Broker": Limit(50, _WORD, property="brokerName"),
    "aws:msk/cluster:Cluster": Limit(64, _LETTERED_WORD, property="clusterName"),
    "aws:mwaa/environment:Environment": Limit(80, _LETTERED_WORD),
    "aws:neptune/cluster:Cluster": Limit(63, _IDENTIFIER, property="clusterIdentifier"),
    "aws:neptune/clusterInstance:ClusterInstance": Limit(63, _IDENTIFIER, property="identifier"),
    "aws:networkfirewall/firewall:Firewall": Limit(
        128, Characters(r"[a-zA-Z0-9-]+", "alphanumeric characters and hyphens")
    ),
    "aws:opensearch/domain:Domain": Limit(28, _OPENSEARCH, 3, "domainName"),
    "aws:pipes/pipe:Pipe": Limit(64, _DOTTED_WORD),
    "aws:rds/cluster:Cluster": Limit(63, _IDENTIFIER, property="clusterIdentifier"),
    "aws:rds/clusterInstance:ClusterInstance": Limit(63, _IDENTIFIER, property="identifier"),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": Limit(255, _PARAMETER_GROUP),
    "aws:rds/instance:Instance": Limit(63, _IDENTIFIER, property="identifier"),
    "aws:rds/optionGroup:OptionGroup": Limit(255, _PARAMETER_GROUP),
    "aws:rds/parameterGroup:ParameterGroup": Limit(255, _PARAMETER_GROUP),
    "aws:rds/proxy:Proxy": Limit(63, _LETTERED_NUMBER),
    "aws:rds/subnetGroup:SubnetGroup": Limit(255, _SUBNET_GROUP),
    "aws:redshift/cluster:Cluster": Limit(63, _IDENTIFIER, property="clusterIdentifier"),
    "aws:route53/resolverEndpoint:ResolverEndpoint": Limit(64),
    "aws:route53/resolverRule:ResolverRule": Limit(64),
    "aws:s3/bucket:Bucket": Limit(63, _BUCKET, 3, "bucket"),
    "aws:sagemaker/endpoint:Endpoint": Limit(63, _SAGEMAKER),
    "aws:sagemaker/model:Model": Limit(63, _SAGEMAKER),
    "aws:scheduler/schedule:Schedule": Limit(64, _DOTTED_WORD),
    "aws:scheduler/scheduleGroup:ScheduleGroup": Limit(64, _DOTTED_WORD),
    "aws:secretsmanager/secret:Secret": Limit(512, _SECRET),
    "aws:sfn/stateMachine:StateMachine": Limit(80, _WORD),
    "aws:sns/topic:Topic": Limit(256, _QUEUE),
    "aws:sqs/queue:Queue": Limit(80, _QUEUE),
    "aws:ssm/document:Document": Limit(128, _DOTTED_WORD, 3),
    "aws:ssm/maintenanceWindow:MaintenanceWindow": Limit(128, _DOTTED_WORD, 3),
    "aws:ssm/parameter:Parameter": Limit(2048),
    "aws:ssm/patchBaseline:PatchBaseline": Limit(128, _DOTTED_WORD, 3),
    "aws:synthetics/canary:Canary": Limit(
        255, Characters(r"[0-9a-z_-]+", "lowercase letters, digits, - and _")
    ),
    "aws:wafv2/ipSet:IpSet": Limit(128, _WORD),
    "aws:wafv2/regexPatternSet:RegexPatternSet": Limit(128, _WORD),
    "aws:wafv2/ruleGroup:RuleGroup": Limit(128, _WORD),
    "aws:wafv2/webAcl:WebAcl": Limit(128, _WORD),
}
