"""Each protection of the account is taken away in a copy of its source: the preview stops it.

One run of the real command breaks several things at once, and its mandatory findings are exactly theirs.
"""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("stagecraft")
PARTS = (
    "audit",
    "bootstrap",
    "compliance",
    "costs",
    "customer_key.py",
    "defaults",
    "detection",
    "notifications",
)

KEY = "components/customer_key.py"
BOOTSTRAP = "components/bootstrap/bootstrap.py"
AUDIT = "components/audit/audit.py"
COMPLIANCE = "components/compliance/compliance.py"
DEFAULTS = "components/defaults/defaults.py"
TOPIC = "components/notifications/notifications.py"
TOPIC_POLICY = "components/notifications/topic.py"


@dataclass(frozen=True)
class Break:
    """A change of the source, and what the gate says of it."""

    file: str
    old: str
    new: str
    rule: str
    resources: str


BREAKS = [
    Break(
        KEY,
        "enable_key_rotation=True",
        'enable_key_rotation=role != "state"',
        "kms-key-rotation",
        "account-state",
    ),
    Break(
        BOOTSTRAP,
        "                kms_key_arn=self.state_key_arn,\n",
        "                kms_key_arn=None,\n",
        "s3-bucket-customer-key",
        "account-state",
    ),
    Break(
        AUDIT,
        "                kms_key_arn=self.audit_key_arn,\n",
        "                kms_key_arn=None,\n",
        "s3-bucket-customer-key",
        "account-trail",
    ),
    Break(
        COMPLIANCE,
        "                kms_key_arn=self._args.audit_key_arn,\n",
        "                kms_key_arn=None,\n",
        "s3-bucket-customer-key",
        "account-configuration",
    ),
    Break(
        AUDIT,
        "            kms_key_id=self.audit_key_arn,\n            retention",
        "            retention",
        "cloudwatch-log-group-customer-key",
        "account-trail",
    ),
    Break(
        AUDIT,
        "            kms_key_id=self.audit_key_arn,\n            is_multi",
        "            is_multi",
        "cloudtrail-trail-customer-key",
        "account-trail",
    ),
    Break(
        AUDIT,
        "enable_log_file_validation=True",
        "enable_log_file_validation=False",
        "cloudtrail-trail-log-validation",
        "account-trail",
    ),
    Break(
        TOPIC,
        "            kms_master_key_id=key_arn,\n",
        "",
        "sns-topic-encrypted",
        "account-notifications",
    ),
    Break(
        TOPIC_POLICY,
        '"Principal": {"Service": "costalerts.amazonaws.com"},\n            "Action": "sns:Publish",\n'
        '            "Resource": topic,\n            "Condition": {"StringEquals": {"aws:SourceAccount": '
        "account_id}},\n",
        '"Principal": "*",\n            "Action": "sns:Publish",\n            "Resource": topic,\n',
        "sns-topic-policy-not-public",
        "account-notifications",
    ),
    Break(
        DEFAULTS,
        "enabled=True",
        "enabled=False",
        "ebs-encryption-by-default",
        "account-volumes",
    ),
    Break(
        DEFAULTS,
        "block_public_policy=True",
        "block_public_policy=False",
        "s3-public-access-block-complete",
        "account-buckets",
    ),
    Break(
        DEFAULTS,
        'state="block-all-sharing"',
        'state="unblocked"',
        "ebs-snapshots-not-public",
        "account-snapshots",
    ),
]


def test_the_preview_stops_each_of_them(tmp_path: Path) -> None:
    copy = tmp_path / "shop"
    for part in ("account", "components", "settings"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("out", "__pycache__"))
    for one in BREAKS:
        source = (copy / one.file).read_text()
        assert source.count(one.old) == 1, f"{one.file} holds this once: {one.old}"
        (copy / one.file).write_text(source.replace(one.old, one.new))
    done = subprocess.run(
        [COMMAND, "preview", "-C", copy / "account", "--stack", "dev", "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    findings = json.loads((tmp_path / "out" / "dev" / "findings.json").read_text())["findings"]
    mandatory = [one for one in findings if one["enforcement"] == "mandatory"]
    expected = [(rule, name) for one in BREAKS for rule in one.rule.split() for name in one.resources.split()]
    assert sorted(expected) == sorted((one["rule"], one["urn"].rpartition("::")[2]) for one in mandatory)


# How a protection that the gate judges looks in the source.
PROTECTION = re.compile(
    r"kms_(?:master_)?key_id=|\bkms_key_arn=(?:self|args)|enable_key_rotation=|_validation="
)


def test_no_protection_of_the_account_is_left_unbroken() -> None:
    unbroken = []
    files = [file for part in PARTS for file in (ROOT / "components" / part).rglob("*.py")]
    for file in [*files, ROOT / KEY]:
        source, name = file.read_text(), str(file.relative_to(ROOT))
        tried = [
            range(source.index(one.old), source.index(one.old) + len(one.old))
            for one in BREAKS
            if one.file == name
        ]
        unbroken += [
            f"{name}:{source.count(chr(10), 0, found.start()) + 1}: {found[0]}"
            for found in PROTECTION.finditer(source)
            if not any(found.start() in place for place in tried)
        ]
    assert unbroken == [], "a new protection is broken here on purpose as well"
