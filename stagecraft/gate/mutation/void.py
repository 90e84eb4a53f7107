"""Mutants that are no worse stack: AWS does the same, does less, or refuses them. They are not counted."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from guardrails.values import at, plain

from stagecraft.gate.mutation.mutants import Mutant
from stagecraft.gate.mutation.values import statement_of

_GONE: Final = frozenset({"drop", "null"})
# What the provider, or AWS, takes where nothing is given: the same value leaves the mutant as it was.
_DEFAULTS: Final = {
    ("ec2/subnet", "mapPublicIpOnLaunch"): False,
    ("rds/instance", "publiclyAccessible"): False,
    ("s3/accessPoint", "publicAccessBlockConfiguration.blockPublicAcls"): True,
    ("s3/accessPoint", "publicAccessBlockConfiguration.blockPublicPolicy"): True,
    ("s3/accessPoint", "publicAccessBlockConfiguration.ignorePublicAcls"): True,
    ("s3/accessPoint", "publicAccessBlockConfiguration.restrictPublicBuckets"): True,
    ("elasticache/replicationGroup", "transitEncryptionMode"): "required",
}
# Nested inputs that the SDK demands, and those without which AWS refuses such a resource; the inputs that the
# SDK demands of the resource itself are read from it.
_REQUIRED: Final = frozenset(
    {
        ("cloudfront/distribution", "defaultCacheBehavior.viewerProtocolPolicy"),
        ("cloudfront/distribution", "orderedCacheBehaviors.viewerProtocolPolicy"),
        ("cloudfront/vpcOrigin", "vpcOriginEndpointConfig.originProtocolPolicy"),
        ("cloudfront/vpcOrigin", "vpcOriginEndpointConfig.originSslProtocols.items"),
        ("dax/cluster", "serverSideEncryption.enabled"),
        ("dynamodb/table", "serverSideEncryption.enabled"),
        ("ec2/networkAcl", "ingress.protocol"),
        ("ec2/networkAcl", "egress.protocol"),
        ("cloudfront/distribution", "viewerCertificate.sslSupportMethod"),
        ("ec2/natGateway", "subnetId"),
        ("ec2/routeTableAssociation", "subnetId"),
        ("lb/listener", "protocol"),
        ("lb/targetGroup", "protocol"),
        (
            "s3/bucketServerSideEncryptionConfiguration",
            "rules.applyServerSideEncryptionByDefault.sseAlgorithm",
        ),
    }
)
_ONE_SOURCE: Final = frozenset({"vpc/securityGroupIngressRule", "vpc/securityGroupEgressRule"})
# A policy of one of these speaks of nothing but the resource that it is attached to.
_OWN_RESOURCE: Final = frozenset({"kms/key", "sns/topicPolicy", "sqs/queuePolicy"})
_MISSING: Final = re.compile(r"Missing required property '(\w+)'")


def void(mutant: Mutant) -> str | None:
    """Return why a mutant is no worse stack, or None where it is one."""
    key = (mutant.short, mutant.input)
    if mutant.done in _GONE:
        if key in _DEFAULTS and plain(at(mutant.original.inputs, mutant.input)) == _DEFAULTS[key]:
            return "equivalent: the same value is the default"
        if mutant.input in _required(mutant.original.type) or key in _REQUIRED:
            return "refused: a required input"
        if mutant.short in _ONE_SOURCE and mutant.input == "referencedSecurityGroupId":
            return "refused: a rule must name who is admitted"
    if mutant.done == "empty" and (mutant.input in _required(mutant.original.type) or key in _REQUIRED):
        return "refused: a required list must hold something"
    if mutant.short in _OWN_RESOURCE and mutant.done.endswith(": Resource *"):
        return "equivalent: the policy speaks of its own resource alone"
    if mutant.short in _OWN_RESOURCE and mutant.done.endswith(": Action *") and _all_actions(mutant):
        return "equivalent: the statement grants every action of the service"
    return _inherited(mutant) or _of_buckets(mutant)


def _all_actions(mutant: Mutant) -> bool:
    """Tell whether the statement that was opened allowed every action of the policy's service before."""
    action = statement_of(plain(at(mutant.original.inputs, mutant.input)), mutant.done).get("Action")
    return action in (f"{(service := mutant.short.split('/')[0])}:*", [f"{service}:*"])


def _inherited(mutant: Mutant) -> str | None:
    """Tell what is encrypted without being asked: replicas of a Region as their source, and Valkey."""
    inputs = mutant.original.inputs
    if mutant.done not in _GONE:
        return None
    if (mutant.short, mutant.input) == ("rds/instance", "storageEncrypted"):
        source = plain(inputs.get("replicateSourceDb"))
        here = isinstance(source, str) and not source.startswith("arn:")
        return "equivalent: a replica is encrypted as its source" if here else None
    if mutant.input == "atRestEncryptionEnabled" and plain(inputs.get("engine")) == "valkey":
        return "equivalent: Valkey is encrypted by default"
    return None


def _of_buckets(mutant: Mutant) -> str | None:
    """Tell what S3 does by default, and refuses.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html
    """
    inputs = mutant.original.inputs
    if mutant.short in {"s3/bucketPolicy", "s3/accessPoint"} and mutant.done.endswith(": Resource *"):
        return "refused: S3 takes no resource but the bucket's own"
    if mutant.short == "s3/bucketOwnershipControls" and mutant.done == "removed":
        enforced = plain(at(inputs, "rule.objectOwnership")) == "BucketOwnerEnforced"
        return "equivalent: new buckets have no ACLs by default" if enforced else None
    path = "rules.applyServerSideEncryptionByDefault.sseAlgorithm"
    if mutant.short != "s3/bucketServerSideEncryptionConfiguration" or mutant.done != "removed":
        return None
    if plain(at(inputs, path)) == "AES256":
        return "equivalent: S3 encrypts with its own keys by default"
    return None


@cache
def _required(token: str) -> frozenset[str]:
    """Return the inputs without which the SDK refuses a type, read from the text of `pulumi_aws`."""
    package = find_spec("pulumi_aws")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pulumi_aws is not installed", name="pulumi_aws")
    service = token.split(":")[1].split("/")[0]
    root = Path(package.origin).parent
    folder = root / service if (root / service).is_dir() else root / f"{service}_"
    for file in sorted(folder.glob("*.py")):
        text = file.read_text(encoding="utf-8")
        if f"'{token}'" in text and not file.name.startswith("_"):
            return frozenset(map(_camel, _MISSING.findall(text)))
    return frozenset()


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
