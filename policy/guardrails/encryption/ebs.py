"""EBS: volumes and snapshots are encrypted with a key of the customer."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from guardrails.account_defaults import EBS_ENCRYPTION, disks_encrypted, disks_have_key
from guardrails.checks import ResourceCheck, customer_key, each, must_be_true, switch, truth
from guardrails.graph import Graph, Resource
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, aws
from guardrails.values import UNKNOWN, at, plain

_VOLUMES: Final = (aws("ebs/volume"),)
_COPIES: Final = (aws("ebs/snapshotCopy"),)
_INSTANCES: Final = (INSTANCE, aws("ec2/spotInstanceRequest"), LAUNCH_CONFIGURATION)
_RISK: Final = "Whoever gets hold of the disk or of a snapshot of it reads the data."


def _instance_volumes(resource: Resource) -> Iterator[Problem]:
    """Judge the root volume, which every instance has, and the further ones.

    An instance that says nothing of its root volume takes that of its launch template, which is judged itself.
    """
    own = at(resource.inputs, "rootBlockDevice") is not None
    if own or at(resource.inputs, "launchTemplate") is None:
        yield from switch(resource.inputs, "rootBlockDevice.encrypted", wanted=True, default=False)
    for label, device in each(resource.inputs, "ebsBlockDevices"):
        yield from switch(device, "encrypted", wanted=True, default=False, label=f"{label}.encrypted")


def _template_volumes(resource: Resource) -> Iterator[Problem]:
    mappings = list(_template_disks(resource))
    if not mappings:
        yield Problem("it has no blockDeviceMappings, so the root volume is encrypted only if its image is")
    for label, disk in mappings:
        yield from switch(disk, "encrypted", wanted=True, default=False, label=f"{label}.encrypted")


def _keys(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Judge the keys of disks that are encrypted, by themselves or by the account's default.

    What is not encrypted has no key, and another rule says so.
    """
    if disks_have_key(graph, resource):
        return
    always = disks_encrypted(graph, resource)
    disks = _template_disks(resource) if resource.type == LAUNCH_TEMPLATE else [("", resource.inputs)]
    for label, disk in disks:
        if always or truth(at(disk, "encrypted"), default=False) is not False:
            yield from customer_key(disk, "kmsKeyId", f"{label}.kmsKeyId" if label else "")


def _template_disks(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Yield the EBS part of each mapping; one without it is an instance store, or takes a disk away."""
    for label, mapping in each(resource.inputs, "blockDeviceMappings"):
        disk = UNKNOWN if mapping is UNKNOWN else plain(at(mapping, "ebs"))
        if disk is not None:
            yield f"{label}.ebs", disk


Default = Callable[[Graph, Resource], bool]


def _unless(default: Default, check: ResourceCheck) -> Callable[[Graph, Resource], Iterator[Problem]]:
    """Return a check that is made only where the account's default does not do the same."""

    def judge(graph: Graph, resource: Resource) -> Iterator[Problem]:
        if not default(graph, resource):
            yield from check(resource)

    return judge


RULES: Final = (
    GraphRule(
        id="ebs-volume-encrypted",
        applies_to=_VOLUMES,
        statement="EBS volumes are encrypted.",
        risk=_RISK,
        remediation="Pass encrypted=True and kms_key_id to ebs.Volume",
        severity="high",
        topics=("encryption",),
        url=security_hub("EC2.3"),
        controls=("FSBP EC2.3", "CIS-5.0 5.1.1", "Checkov CKV_AWS_3", "cdk-nag AwsSolutions-EC26"),
        guards_data=True,
        check=_unless(disks_encrypted, must_be_true("encrypted")),
    ),
    GraphRule(
        id="ebs-volume-customer-key",
        applies_to=_VOLUMES,
        statement="EBS volumes are encrypted with a customer managed KMS key.",
        risk="Access to the data cannot be cut off by the key, because AWS owns the key policy.",
        remediation="Pass kms_key_id=<key ARN> to ebs.Volume",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
        controls=("Checkov CKV_AWS_189",),
        guards_data=True,
        check=_keys,
    ),
    GraphRule(
        id="ebs-snapshot-copy-encrypted",
        applies_to=_COPIES,
        statement="Copies of EBS snapshots are encrypted.",
        risk=_RISK,
        remediation="Pass encrypted=True and kms_key_id to ebs.SnapshotCopy",
        severity="high",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html",
        controls=("Checkov CKV_AWS_183",),
        guards_data=True,
        check=_unless(disks_encrypted, must_be_true("encrypted")),
    ),
    ResourceRule(
        id="ebs-encryption-by-default",
        applies_to=(EBS_ENCRYPTION,),
        statement="New EBS volumes of the account are encrypted by default.",
        risk="A volume that somebody makes by hand is not encrypted.",
        remediation="Pass enabled=True to ebs.EncryptionByDefault",
        severity="medium",
        topics=("encryption",),
        url=security_hub("EC2.7"),
        controls=("FSBP EC2.7", "CIS-5.0 5.1.1", "Checkov CKV_AWS_106"),
        check=must_be_true("enabled", default=True),
    ),
    GraphRule(
        id="ec2-instance-volumes-encrypted",
        applies_to=_INSTANCES,
        statement="The volumes of EC2 instances are encrypted.",
        risk=_RISK,
        remediation="Pass encrypted=True in root_block_device and in each of ebs_block_devices",
        severity="high",
        topics=("encryption",),
        url=security_hub("EC2.3"),
        controls=(
            "FSBP EC2.3",
            "Checkov CKV_AWS_8",
            "cdk-nag AwsSolutions-EC26",
            "AWSGuard encrypted-volumes",
            "Checkov CKV2_AWS_2",
        ),
        guards_data=True,
        check=_unless(disks_encrypted, _instance_volumes),
    ),
    GraphRule(
        id="ec2-launch-template-volumes-encrypted",
        applies_to=(LAUNCH_TEMPLATE,),
        statement="The volumes of launch templates are encrypted.",
        risk=_RISK,
        remediation="Pass block_device_mappings to ec2.LaunchTemplate, each with ebs encrypted='true'",
        severity="high",
        topics=("encryption",),
        url=security_hub("EC2.181"),
        controls=(
            "FSBP EC2.181",
            "Checkov CKV_AWS_8",
            "CP ec2-launchtemplate-disallow-unencrypted-block-device",
        ),
        guards_data=True,
        check=_unless(disks_encrypted, _template_volumes),
    ),
    GraphRule(
        id="ec2-launch-template-customer-key",
        applies_to=(LAUNCH_TEMPLATE,),
        statement="The volumes of launch templates are encrypted with a customer managed KMS key.",
        risk="Access to the data cannot be cut off by the key, because AWS owns the key policy.",
        remediation="Pass kms_key_id=<key ARN> in the ebs part of each of block_device_mappings",
        severity="medium",
        topics=("encryption",),
        url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html",
        guards_data=True,
        check=_keys,
    ),
)
