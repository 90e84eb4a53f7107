"""The Automation runbook that upgrades PostgreSQL on an EC2 instance with a data volume of its own: pure.

    StopPostgreSQL ─► SnapshotDataVolume ─► UpgradePostgreSQL ─► StartPostgreSQL ─► VerifyPostgreSQLVersion
          │ fails              │ fails             └──────────── any fails ──────────────┘
          └──── start again ───┘                                     │
                    │                     restore the volume from the snapshot, the packages from history
              tell the topic                                         │
                                                               tell the topic

A step that fails leads to its way back, and the execution ends as Failed all the same, since every step is critical.
https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-document-actions.html
"""

from typing import Any, Final

from components.systems_manager.steps import (
    INSTANCE,
    VOLUME,
    Step,
    call,
    look,
    shell,
    tagged,
    tell,
    wait,
)

SCHEMA_VERSION: Final = "0.3"
SERVICE: Final = "postgresql"
DATA: Final = "/var/lib/pgsql"
# On the instance: which packages were there before the upgrade, so that they can be put back.
PACKAGES_BEFORE: Final = "/var/tmp/postgresql-packages-before-upgrade"  # noqa: S108 - root's own, on the instance

# Where a failure leads to.
START_UNCHANGED: Final = "StartUnchangedPostgreSQL"
ABORTED: Final = "NotifyAborted"
RESTORE: Final = "StopForRestore"
BY_HAND: Final = "NotifyRestoreFailed"

_SNAPSHOT: Final = "{{ SnapshotDataVolume.SnapshotId }}"
_RESTORED: Final = "{{ CreateRestoredVolume.VolumeId }}"


def runbook(defaults: dict[str, Any], tags: dict[str, str]) -> dict[str, Any]:
    """Return the content of the Automation document.

    Args:
        defaults: `AutomationAssumeRole` and `TopicArn`: the role that the steps run as, and the topic that is told.
        tags: What the snapshot and the restored volume carry.
    """
    return {
        "schemaVersion": SCHEMA_VERSION,
        "description": "Upgrade PostgreSQL on an instance; restore its data volume where that fails.",
        "assumeRole": "{{ AutomationAssumeRole }}",
        "parameters": _parameters(defaults),
        "mainSteps": [*_checks(), *_upgrade(tags), *_ways_back(), *_restore(tags)],
    }


def _parameters(defaults: dict[str, Any]) -> dict[str, Any]:
    return {
        "InstanceId": {
            "type": "String",
            "description": "The instance that PostgreSQL runs on.",
            "allowedPattern": "^i-[0-9a-f]{8,17}$",
        },
        "DataVolumeId": {
            "type": "String",
            "description": f"The EBS volume that is mounted at {DATA}.",
            "allowedPattern": "^vol-[0-9a-f]{8,17}$",
        },
        "TargetVersion": {
            "type": "String",
            "description": "The version that runs afterwards, of the same major version, such as 17.6.",
            "allowedPattern": "^[0-9]{1,2}\\.[0-9]{1,2}$",
        },
        "AutomationAssumeRole": {
            "type": "AWS::IAM::Role::Arn",
            "description": "The role that the steps run as.",
            "default": defaults["AutomationAssumeRole"],
        },
        "TopicArn": {
            "type": "String",
            "description": "The topic that is told how it ended.",
            "default": defaults["TopicArn"],
        },
    }


def _checks() -> list[Step]:
    """Look before anything is touched: a failure here needs no way back."""
    return [
        call(
            "DescribeDataVolume",
            "ec2:DescribeVolumes",
            {"VolumeIds": [VOLUME]},
            outputs={
                "Zone": "$.Volumes[0].AvailabilityZone",
                "Type": "$.Volumes[0].VolumeType",
                "Device": "$.Volumes[0].Attachments[0].Device",
                "KmsKeyId": "$.Volumes[0].KmsKeyId",
            },
            on_failure=ABORTED,
        ),
        look(
            "CheckDataVolumeIsAttached",
            "ec2:DescribeVolumes",
            {"VolumeIds": [VOLUME]},
            ("$.Volumes[0].Attachments[0].InstanceId", INSTANCE),
            on_failure=ABORTED,
        ),
    ]


def _upgrade(tags: dict[str, str]) -> list[Step]:
    """The five steps of the upgrade, and a pause until the snapshot is complete."""
    return [
        shell(
            "StopPostgreSQL",
            [f"rm -f {PACKAGES_BEFORE}", f"systemctl stop {SERVICE}", "sync"],
            START_UNCHANGED,
        ),
        call(
            "SnapshotDataVolume",
            "ec2:CreateSnapshot",
            {
                "VolumeId": VOLUME,
                "Description": "Before the upgrade of PostgreSQL by {{ automation:EXECUTION_ID }}",
                "TagSpecifications": tagged("snapshot", tags),
            },
            outputs={"SnapshotId": "$.SnapshotId"},
            on_failure=START_UNCHANGED,
        ),
        wait(
            "WaitForSnapshot",
            "ec2:DescribeSnapshots",
            {"SnapshotIds": [_SNAPSHOT]},
            ("$.Snapshots[0].State", "completed"),
            on_failure=START_UNCHANGED,
        ),
        shell(
            "UpgradePostgreSQL",
            [
                "version='{{ TargetVersion }}'",
                f'rpm -qa "postgresql${{version%%.*}}*" | sort > {PACKAGES_BEFORE}',
                'dnf -y upgrade "postgresql${version%%.*}*"',
            ],
            RESTORE,
        ),
        shell("StartPostgreSQL", [f"systemctl start {SERVICE}"], RESTORE),
        shell(
            "VerifyPostgreSQLVersion",
            [
                "found=$(runuser -u postgres -- psql -XAtc 'show server_version' | cut -d' ' -f1)",
                'echo "PostgreSQL $found"',
                "test \"$found\" = '{{ TargetVersion }}'",
            ],
            RESTORE,
        ),
        tell("NotifyUpgraded", "PostgreSQL was upgraded", "It runs {{ TargetVersion }}."),
    ]


def _ways_back() -> list[Step]:
    """Nothing has changed yet: PostgreSQL is started as it was."""
    return [
        shell(START_UNCHANGED, [f"systemctl start {SERVICE}"], ABORTED, then=ABORTED),
        tell(ABORTED, "PostgreSQL was not upgraded", "Nothing was changed; look whether it runs."),
    ]


def _restore(tags: dict[str, str]) -> list[Step]:
    """Put the volume of the snapshot in the place of the data volume, which is kept."""
    return [
        shell(RESTORE, [f"systemctl stop {SERVICE}", f"! mountpoint -q {DATA} || umount {DATA}"], BY_HAND),
        call(
            "CreateRestoredVolume",
            "ec2:CreateVolume",
            {
                "SnapshotId": _SNAPSHOT,
                "AvailabilityZone": "{{ DescribeDataVolume.Zone }}",
                "VolumeType": "{{ DescribeDataVolume.Type }}",
                "Encrypted": True,
                "KmsKeyId": "{{ DescribeDataVolume.KmsKeyId }}",
                "TagSpecifications": tagged("volume", tags),
            },
            outputs={"VolumeId": "$.VolumeId"},
            on_failure=BY_HAND,
        ),
        _wait_for_volume("WaitForRestoredVolume", _RESTORED, "$.Volumes[0].State", "available"),
        call(
            "DetachDataVolume",
            "ec2:DetachVolume",
            {"VolumeId": VOLUME, "InstanceId": INSTANCE},
            on_failure=BY_HAND,
        ),
        _wait_for_volume("WaitForDetachedVolume", VOLUME, "$.Volumes[0].State", "available"),
        call(
            "AttachRestoredVolume",
            "ec2:AttachVolume",
            {
                "VolumeId": _RESTORED,
                "InstanceId": INSTANCE,
                "Device": "{{ DescribeDataVolume.Device }}",
            },
            on_failure=BY_HAND,
        ),
        _wait_for_volume("WaitForAttachedVolume", _RESTORED, "$.Volumes[0].Attachments[0].State", "attached"),
        shell(
            "StartRestoredPostgreSQL",
            [
                f"mount {DATA}",
                "version='{{ TargetVersion }}'",
                f"if test -s {PACKAGES_BEFORE}; then",
                f'  rpm -qa "postgresql${{version%%.*}}*" | sort | cmp -s - {PACKAGES_BEFORE} \\',
                f"    || xargs dnf -y downgrade < {PACKAGES_BEFORE}",
                "fi",
                f"systemctl start {SERVICE}",
            ],
            BY_HAND,
            then="NotifyRestored",
        ),
        tell(
            "NotifyRestored",
            "PostgreSQL was not upgraded",
            f"Its data volume was restored from {_SNAPSHOT} as {_RESTORED}; {VOLUME} is kept, detached.",
        ),
        tell(
            BY_HAND,
            "PostgreSQL is down",
            f"Neither the upgrade nor the restore succeeded. The data is in the snapshot {_SNAPSHOT}.",
        ),
    ]


def _wait_for_volume(name: str, volume_id: str, selector: str, wanted: str) -> Step:
    return wait(name, "ec2:DescribeVolumes", {"VolumeIds": [volume_id]}, (selector, wanted), BY_HAND)
