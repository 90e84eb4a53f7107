"""OpenSearch Serverless: collections are encrypted with a key of ours."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import customer_key, each, switch, unknown
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem
from guardrails.texts import leaves, parsed
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

POLICY: Final = aws("opensearch/serverlessSecurityPolicy")
_COLLECTION: Final = aws("opensearch/serverlessCollection")
_KEYS: Final = (aws("kms/key"), aws("kms/replicaKey"), aws("kms/externalKey"), aws("kms/alias"))


def security_policy(resource: Resource) -> Any:
    """Return the content of a security policy: None where it is broken, UNKNOWN where it is not known yet."""
    found = parsed(at(resource.inputs, "policy"))
    return UNKNOWN if UNKNOWN in leaves(found) else found


def _encrypted(graph: Graph, resource: Resource) -> Iterator[Problem]:
    if resource.type == _COLLECTION:
        yield from _collection(resource)
        return
    for problem in _policy(resource):
        # What is known of the text only after an `up` is the key that it is wired to.
        if not (problem.undecided and graph.wired(resource, "policy", *_KEYS)):
            yield problem


def _policy(resource: Resource) -> Iterator[Problem]:
    """Judge a policy of type `encryption`: it names a key, or leaves it to AWS."""
    kind = plain(at(resource.inputs, "type"))
    if kind is UNKNOWN:
        yield unknown("type")
    elif kind == "encryption":
        found = security_policy(resource)
        if found is UNKNOWN:
            yield unknown("policy")
        elif not isinstance(found, dict):
            yield Problem("its policy is no JSON object")
        elif found.get("AWSOwnedKey") is True or not found.get("KmsARN"):
            yield Problem("its policy names no KmsARN, so a key of AWS is used")


def _collection(collection: Resource) -> Iterator[Problem]:
    """Judge a collection that names its key itself; any other has that of a policy."""
    for label, config in each(collection.inputs, "encryptionConfigs"):
        owned = list(switch(config, "awsOwnedKey", wanted=False, default=False, label=f"{label}.awsOwnedKey"))
        yield from owned or customer_key(config, "kmsKeyArn", f"{label}.kmsKeyArn")


RULES: Final = (
    GraphRule(
        id="opensearch-collection-customer-key",
        applies_to=(POLICY, _COLLECTION),
        statement="OpenSearch collections are encrypted with a customer managed KMS key.",
        risk="Access to the data cannot be cut off by the key, because AWS owns it.",
        remediation="Set AWSOwnedKey to false and KmsARN to the ARN of a kms.Key",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-encryption.html",
        guards_data=True,
        check=_encrypted,
    ),
)
