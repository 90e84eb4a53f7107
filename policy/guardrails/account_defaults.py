"""What a stack says for the whole account: defaults that hold where a resource says nothing itself."""

from typing import Final

from guardrails.checks import customer_key, truth
from guardrails.graph import Graph, Resource
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, plain

EBS_ENCRYPTION: Final = aws("ebs/encryptionByDefault")
EBS_KEY: Final = aws("ebs/defaultKmsKey")
METADATA: Final = aws("ec2/instanceMetadataDefaults")


def disks_encrypted(graph: Graph, resource: Resource) -> bool:
    """Tell whether EBS encrypts every new volume of the Region, whatever a resource asks for.

    https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    """
    return any(
        truth(one.asked("enabled"), default=True) is True for one in _of(graph, resource, EBS_ENCRYPTION)
    )


def disks_have_key(graph: Graph, resource: Resource) -> bool:
    """Tell whether EBS takes a key of ours where a resource names none."""
    return any(not list(customer_key(one.inputs, "keyArn")) for one in _of(graph, resource, EBS_KEY))


def metadata_default(graph: Graph, resource: Resource, name: str) -> object:
    """Return what the account says of instance metadata, None where it says nothing."""
    for one in _of(graph, resource, METADATA):
        value = plain(at(one.inputs, name))
        if value is not UNKNOWN and value not in (None, "no-preference", -1):
            return value
    return None


def _of(graph: Graph, resource: Resource, token: str) -> list[Resource]:
    """Return the defaults of the Region that a resource is made in: that of its provider, or one it names."""
    place = (resource.provider, plain(at(resource.inputs, "region")))
    return [one for one in graph.of_type(token) if (one.provider, plain(at(one.inputs, "region"))) == place]
