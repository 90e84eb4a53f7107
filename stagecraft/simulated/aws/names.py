"""The names that the provider's Check gives to resources without one, as pulumi-aws composes them.

https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming: logical name, separator, seven random
characters. The random part is drawn from the URN here, so that it never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from stagecraft import wire
from stagecraft.simulated.aws import aliases, schema
from stagecraft.simulated.aws.seeds import HEX, LOWER, Seed


@dataclass(frozen=True, slots=True)
class AutoName:
    """How one type is auto-named: which property, and how its value is composed."""

    property: str = "name"
    separator: str = "-"
    random: int = 7
    alphabet: str = HEX
    longest: int = 255
    lowercase: bool = False
    prefix: str = ""
    # A flag that makes AWS ask for the suffix `.fifo`.
    fifo: str = ""

    def compose(self, name: str, inputs: Mapping[str, Any], seed: Seed) -> str:
        """Return the name of a resource with this logical name."""
        text = name.lower() if self.lowercase else name
        if self.random:
            text += self.separator + seed.text("auto-name", self.alphabet, self.random)
        if not text.startswith(self.prefix):
            text = self.prefix + text
        return text + ".fifo" if self.fifo and wire.unwrap(inputs.get(self.fifo)) is True else text


_GLUE = AutoName(separator="_", random=8, alphabet=LOWER, lowercase=True, longest=0)
_LEX = AutoName(separator="_", random=8, alphabet=LOWER, longest=0)
_INSTANCE = AutoName("identifier", "")

# What pulumi-aws configures other than a `name` of at most 255 characters (provider/resource_overrides.go).
_OVERRIDES: Final = {
    "aws:appsync/dataSource:DataSource": AutoName(separator="_"),
    "aws:appsync/function:Function": AutoName(separator="_"),
    "aws:athena/database:Database": AutoName(separator="_"),
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": AutoName(separator="_"),
    "aws:cloudwatch/eventRule:EventRule": AutoName(longest=64),
    "aws:cloudwatch/eventTarget:EventTarget": AutoName("targetId"),
    "aws:codedeploy/deploymentConfig:DeploymentConfig": AutoName("deploymentConfigName", "_", longest=100),
    "aws:ec2/keyPair:KeyPair": AutoName("keyName"),
    "aws:efs/fileSystem:FileSystem": AutoName("creationToken"),
    "aws:eks/fargateProfile:FargateProfile": AutoName("fargateProfileName"),
    "aws:eks/nodeGroup:NodeGroup": AutoName("nodeGroupName"),
    "aws:elasticache/cluster:Cluster": AutoName("clusterId", longest=50, lowercase=True),
    "aws:elasticache/replicationGroup:ReplicationGroup": AutoName(
        "replicationGroupId", longest=40, lowercase=True
    ),
    "aws:elasticbeanstalk/environment:Environment": AutoName(longest=40),
    "aws:elasticsearch/domain:Domain": AutoName("domainName", longest=28, lowercase=True),
    "aws:glue/catalogDatabase:CatalogDatabase": _GLUE,
    "aws:glue/catalogTable:CatalogTable": _GLUE,
    "aws:iam/role:Role": AutoName(longest=64),
    "aws:iot/topicRule:TopicRule": AutoName(random=0, longest=0),
    "aws:kms/alias:Alias": AutoName(longest=238, prefix="alias/"),
    "aws:lambda/function:Function": AutoName(longest=64),
    "aws:lambda/permission:Permission": AutoName("statementId", longest=100),
    "aws:lex/bot:Bot": _LEX,
    "aws:lex/botAlias:BotAlias": _LEX,
    "aws:lex/intent:Intent": _LEX,
    "aws:lex/slotType:SlotType": _LEX,
    "aws:mq/broker:Broker": AutoName("brokerName", longest=55),
    "aws:msk/cluster:Cluster": AutoName("clusterName"),
    "aws:msk/serverlessCluster:ServerlessCluster": AutoName("clusterName"),
    "aws:opensearch/domain:Domain": AutoName("domainName"),
    "aws:rds/instance:Instance": _INSTANCE,
    "aws:s3/bucket:Bucket": AutoName("bucket", longest=63, lowercase=True),
    "aws:s3/bucketObject:BucketObject": AutoName("key", random=0, longest=0),
    "aws:s3/bucketObjectv2:BucketObjectv2": AutoName("key", random=0, longest=0),
    "aws:sns/topic:Topic": AutoName(longest=80, fifo="fifoTopic"),
    "aws:sqs/queue:Queue": AutoName(longest=80, fifo="fifoQueue"),
}
_DEFAULT: Final = AutoName()
# SQL Server's identifiers have at most 15 characters, so the provider adds three instead of seven.
_SQL_SERVER: Final = AutoName("identifier", "", random=3, longest=15)


def auto_name(resource: schema.ResourceSchema, inputs: Mapping[str, Any]) -> AutoName | None:
    """Return how a resource is auto-named, or None for a type that is not."""
    rule = _OVERRIDES.get(aliases.canonical(resource.token), _DEFAULT)
    if rule is _INSTANCE and "sqlserver" in str(wire.unwrap(inputs.get("engine"))).lower():
        return _SQL_SERVER
    if rule.property not in resource.inputs or rule.property in resource.required:
        return None
    return rule


def physical_name(resource: schema.ResourceSchema, name: str, inputs: Mapping[str, Any]) -> Any:
    """Return the name that AWS knows a resource by: what it was named, else its logical name."""
    rule = auto_name(resource, inputs)
    given = inputs.get(rule.property if rule else "name", inputs.get("name"))
    return name if given is None else wire.unwrap(given)
