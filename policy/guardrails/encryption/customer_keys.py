"""Services that encrypt by default, with a key of AWS: whoever may read the data needs a key of ours instead."""

from collections.abc import Iterator, Mapping
from typing import Final

from guardrails.checks import ResourceCheck, by_type, customer_key, each, must_have_key, show, truth, unknown
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

# Where each type names its key.
_DATABASES: Final = {
    aws("docdb/elasticCluster"): "kmsKeyId",
    aws("neptunegraph/graph"): "kmsKeyIdentifier",
    aws("memorydb/cluster"): "kmsKeyArn",
    aws("keyspaces/table"): "encryptionSpecification.kmsKeyIdentifier",
    aws("timestreamwrite/database"): "kmsKeyId",
    aws("dynamodb/tableReplica"): "kmsKeyArn",
    aws("dms/replicationInstance"): "kmsKeyArn",
    aws("dms/endpoint"): "kmsKeyArn",
    aws("dms/replicationConfig"): "computeConfig.kmsKeyId",
}
# Where each type names its key, and the switch without which nothing is encrypted.
_SWITCHED: Final = {
    aws("docdb/cluster"): ("kmsKeyId", "storageEncrypted"),
    aws("neptune/cluster"): ("kmsKeyArn", "storageEncrypted"),
    aws("opensearch/domain"): ("encryptAtRest.kmsKeyId", "encryptAtRest.enabled"),
    aws("elasticsearch/domain"): ("encryptAtRest.kmsKeyId", "encryptAtRest.enabled"),
}
_MESSAGING: Final = {
    aws("sqs/queue"): "kmsMasterKeyId",
    aws("msk/cluster"): "encryptionInfo.encryptionAtRestKmsKeyArn",
}
_FILES: Final = {
    aws("fsx/ontapFileSystem"): "kmsKeyId",
    aws("fsx/openZfsFileSystem"): "kmsKeyId",
    aws("fsx/windowsFileSystem"): "kmsKeyId",
    aws("fsx/fileCache"): "kmsKeyId",
    aws("workspaces/workspace"): "volumeEncryptionKey",
}
_WORKLOADS: Final = {
    aws("sfn/stateMachine"): "encryptionConfiguration.kmsKeyId",
    aws("sfn/activity"): "encryptionConfiguration.kmsKeyId",
    aws("codebuild/project"): "encryptionKey",
    aws("mwaa/environment"): "kmsKey",
    aws("sagemaker/notebookInstance"): "kmsKeyId",
    aws("sagemaker/endpointConfiguration"): "kmsKeyArn",
    aws("sagemaker/domain"): "kmsKeyId",
    aws("cloudtrail/eventDataStore"): "kmsKeyId",
}
_FIREHOSE: Final = aws("kinesis/firehoseDeliveryStream")
_LUSTRE: Final = aws("fsx/lustreFileSystem")
_REPOSITORIES: Final = (aws("ecr/repository"), aws("ecr/repositoryCreationTemplate"))
_FUNCTION: Final = aws("lambda/function")
_PARAMETER: Final = aws("ssm/parameter")
_OTHER_REGIONS: Final = {aws("dynamodb/table"): "kmsKeyArn", aws("secretsmanager/secret"): "kmsKeyId"}


def _topic(topic: Resource) -> Iterator[Problem]:
    """Judge a topic that names a key; without one it is not encrypted, and another rule says so."""
    if plain(at(topic.inputs, "kmsMasterKeyId")) not in (None, ""):
        yield from customer_key(topic.inputs, "kmsMasterKeyId")


def _stream(stream: Resource) -> Iterator[Problem]:
    if plain(at(stream.inputs, "encryptionType")) in (UNKNOWN, "KMS"):
        yield from customer_key(stream.inputs, "kmsKeyId")


def _firehose(stream: Resource) -> Iterator[Problem]:
    """Judge what Firehose keeps itself; of a stream that reads from Kinesis or MSK these keep the data."""
    encrypted = truth(at(stream.inputs, "serverSideEncryption.enabled"), default=False)
    if firehose_has_source(stream) or encrypted is False:
        return
    path = "serverSideEncryption.keyType"
    kind = plain(at(stream.inputs, path))
    if kind is UNKNOWN:
        yield unknown(path)
    elif kind != "CUSTOMER_MANAGED_CMK":
        yield Problem(f"{path} is {show(kind)}, so a key of AWS is used")
    else:
        yield from customer_key(stream.inputs, "serverSideEncryption.keyArn")


def firehose_has_source(stream: Resource) -> bool:
    """Tell whether a delivery stream reads from a stream of its own, which Firehose then does not encrypt.

    https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
    """
    sources = ("kinesisSourceConfiguration", "mskSourceConfiguration")
    return any(plain(at(stream.inputs, path)) is not None for path in sources)


def _lustre(files: Resource) -> Iterator[Problem]:
    """Judge a persistent file system: FSx encrypts scratch ones with keys of its own, and takes no other."""
    kind = plain(at(files.inputs, "deploymentType"))
    if kind is not None and (kind is UNKNOWN or str(kind).startswith("PERSISTENT")):
        yield from customer_key(files.inputs, "kmsKeyId")


def _repository(repository: Resource) -> Iterator[Problem]:
    listed = items(repository.inputs, "encryptionConfigurations")
    if UNKNOWN in listed:
        yield unknown("encryptionConfigurations")
        return
    kind = plain(at(listed[0], "encryptionType")) if listed else None
    if kind is UNKNOWN:
        yield unknown("encryptionConfigurations[0].encryptionType")
    elif kind not in ("KMS", "KMS_DSSE"):
        yield Problem(f"encryptionConfigurations[0].encryptionType is {show(kind)}, so a key of AWS is used")
    else:
        yield from customer_key(listed[0], "kmsKey", "encryptionConfigurations[0].kmsKey")


def _environment(function: Resource) -> Iterator[Problem]:
    """Judge a function with environment variables; Lambda keeps no key for others."""
    if plain(at(function.inputs, "environment.variables")) not in (None, {}):
        yield from customer_key(function.inputs, "kmsKeyArn")


def _parameter(parameter: Resource) -> Iterator[Problem]:
    kind = plain(at(parameter.inputs, "type"))
    if kind is UNKNOWN:
        yield unknown("type")
    elif kind == "SecureString":
        yield from customer_key(parameter.inputs, "keyId")


def _replicas(resource: Resource) -> Iterator[Problem]:
    """Judge the copies in other Regions: a key of the source's Region cannot encrypt them."""
    name = _OTHER_REGIONS[resource.type]
    for label, replica in each(resource.inputs, "replicas"):
        yield from customer_key(replica, name, f"{label}.{name}")


def _broker(broker: Resource) -> Iterator[Problem]:
    """Judge a broker: the switch to the key that AWS owns stands beside the key's name."""
    owned = "encryptionOptions.useAwsOwnedKey"
    state = truth(at(broker.inputs, owned), default=True)
    if state is UNKNOWN:
        yield unknown(owned)
    elif state:
        yield Problem(f"{owned} is not false, so a key of AWS is used")
    else:
        yield from customer_key(broker.inputs, "encryptionOptions.kmsKeyId")


def _keys(paths: Mapping[str, str]) -> dict[str, ResourceCheck]:
    return {token: must_have_key(path) for token, path in paths.items()}


def _rule(
    id_: str, checks: Mapping[str, ResourceCheck], statement: str, url: str, *controls: str
) -> ResourceRule:
    return ResourceRule(
        id=id_,
        applies_to=tuple(checks),
        statement=statement,
        risk="Access to the data cannot be cut off by the key, because AWS owns the key policy.",
        remediation="Pass the ARN of a kms.Key there",
        severity="medium",
        topics=("encryption",),
        url=url,
        controls=controls,
        guards_data=True,
        check=by_type(checks),
    )


RULES: Final = (
    _rule(
        "database-customer-key",
        _keys(_DATABASES)
        | {token: must_have_key(path, where=where) for token, (path, where) in _SWITCHED.items()},
        "Databases, and what copies them, are encrypted with a customer managed KMS key.",
        "https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html",
        "Checkov CKV_AWS_160",
        "Checkov CKV_AWS_182",
        "Checkov CKV_AWS_201",
        "Checkov CKV_AWS_212",
        "Checkov CKV_AWS_247",
        "Checkov CKV_AWS_265",
        "Checkov CKV_AWS_271",
        "Checkov CKV_AWS_296",
        "Checkov CKV_AWS_347",
    ),
    _rule(
        "messaging-customer-key",
        _keys(_MESSAGING)
        | {aws("sns/topic"): _topic, aws("kinesis/stream"): _stream}
        | {aws("mq/broker"): _broker, _FIREHOSE: _firehose},
        "Queues, topics, streams and brokers are encrypted with a customer managed KMS key.",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
        "Checkov CKV_AWS_185",
        "Checkov CKV_AWS_209",
        "Checkov CKV_AWS_241",
        "Checkov CKV2_AWS_73",
    ),
    _rule(
        "file-system-customer-key",
        _keys(_FILES) | {_LUSTRE: _lustre} | dict.fromkeys(_REPOSITORIES, _repository),
        "File systems, desktops and images are encrypted with a customer managed KMS key.",
        "https://docs.aws.amazon.com/fsx/latest/WindowsGuide/encryption-at-rest.html",
        "Checkov CKV_AWS_136",
        "Checkov CKV_AWS_178",
        "Checkov CKV_AWS_179",
        "Checkov CKV_AWS_190",
        "Checkov CKV_AWS_203",
    ),
    _rule(
        "workload-customer-key",
        _keys(_WORKLOADS) | {_FUNCTION: _environment, _PARAMETER: _parameter},
        "What functions, builds, notebooks and parameters keep is encrypted with a customer managed KMS key.",
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
        "Checkov CKV_AWS_22",
        "Checkov CKV_AWS_98",
        "Checkov CKV_AWS_147",
        "Checkov CKV_AWS_173",
        "Checkov CKV_AWS_187",
        "Checkov CKV_AWS_337",
        "cdk-nag AwsSolutions-CB4",
    ),
    _rule(
        "replica-customer-key",
        dict.fromkeys(_OTHER_REGIONS, _replicas),
        "Copies in other Regions are encrypted with a customer managed KMS key of that Region.",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html",
        "Checkov CKV_AWS_271",
        "Checkov CKV_AWS_149",
    ),
)
