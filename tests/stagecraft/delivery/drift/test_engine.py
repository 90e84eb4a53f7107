"""Drift on the real engine: a small stack in the sandbox is changed behind the engine's back, and seen.

What this cannot show: which attributes AWS's own provider changes by itself between two reads.
"""

import json
import sys
from pathlib import Path

import pytest

from stagecraft.delivery.drift.service import drift_of_stack
from stagecraft.program.project import find_project
from stagecraft.sandbox.cloud import Cloud
from stagecraft.sandbox.session import Sandbox

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi
from pulumi_aws import dynamodb, ec2, iam, kms, rds, s3, ssm, vpc

network = ec2.Vpc("network", cidr_block="10.0.0.0/16")
group = ec2.SecurityGroup("app", vpc_id=network.id, description="The application.")
vpc.SecurityGroupIngressRule("https", security_group_id=group.id, ip_protocol="tcp", from_port=443, to_port=443,
                             cidr_ipv4="10.0.0.0/16", description="From the network.")
key = kms.Key("key", enable_key_rotation=True)
docs = s3.Bucket("docs")
s3.BucketVersioning("docs", bucket=docs.id, versioning_configuration={"status": "Enabled"})
rds.Instance("db", engine="postgres", instance_class="db.t4g.medium", allocated_storage=20, username="app",
             password=pulumi.Output.secret("hunter2"), storage_encrypted=True, kms_key_id=key.arn,
             deletion_protection=True, backup_retention_period=7, skip_final_snapshot=True)
carts = dynamodb.Table("carts", attributes=[{"name": "id", "type": "S"}], hash_key="id",
                       billing_mode="PAY_PER_REQUEST")
ssm.Parameter("carts", type="String", value=carts.name)
ssm.Parameter("token", type="SecureString", value=pulumi.Output.secret("hunter3"))
iam.Role("job", assume_role_policy='{"Version": "2012-10-17", "Statement": []}',
         opts=pulumi.ResourceOptions(ignore_changes=["description"]), description="By hand.")
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What drift tells of a stack: right after its `up`, and after a bad day; and whether the state changed."""
    root: Path = tmp_path_factory.mktemp("project")
    runtime = f"{{name: python, options: {{virtualenv: {Path(sys.prefix)}}}}}"
    (root / "Pulumi.yaml").write_text(f"name: small\nruntime: {runtime}\n", encoding="utf-8")
    (root / "Pulumi.prod.yaml").write_text("config: {aws:region: eu-west-1}\n", encoding="utf-8")
    (root / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    found = {}
    with Sandbox(find_project(root)) as sandbox:
        stack = sandbox.stack("prod")
        stack.up(policies=False)
        found["before"] = drift_of_stack(stack)
        found["state"] = stack.export()
        _a_bad_day(sandbox.cloud)
        found["after"] = drift_of_stack(stack)
        found["state after"] = stack.export()
        _as_it_was(sandbox.cloud)
        stack.up(policies=False, refresh=True)
        found["again"] = drift_of_stack(stack)
    return found


def _a_bad_day(file: Path) -> None:
    cloud = Cloud(file)
    urns = {(one.type.split(":")[2], one.urn.rpartition("::")[2]): one.urn for one in cloud.list()}
    opened = {
        "protocol": "tcp",
        "fromPort": 22,
        "toPort": 22,
        "cidrBlocks": ["0.0.0.0/0"],
        "description": "x",
    }
    cloud.change(urns["SecurityGroup", "app"], "ingress", [opened])
    cloud.change(urns["Instance", "db"], "backupRetentionPeriod", 0)
    cloud.change(urns["Instance", "db"], "storageEncrypted", value=False)
    cloud.change(urns["Instance", "db"], 'tags["aws:cloudformation"]', "x")
    cloud.change(urns["BucketVersioning", "docs"], "versioningConfiguration.status", "Suspended")
    cloud.change(urns["Parameter", "token"], "value", "hunter4")
    cloud.change(urns["Role", "job"], "description", "By somebody else.")
    cloud.lose(urns["Table", "carts"])
    cloud.close()


def _as_it_was(file: Path) -> None:
    """Do what the way out of a replacement says: change it back in AWS."""
    cloud = Cloud(file)
    (database,) = (one.urn for one in cloud.list() if one.type == "aws:rds/instance:Instance")
    cloud.change(database, "storageEncrypted", value=True)
    cloud.close()


def _classes(report):
    return {(one.difference.resource.name, one.difference.path): one.kind.value for one in report.verdicts}


def test_right_after_an_up_nothing_has_drifted(seen):
    report = seen["before"]
    assert (report.exit_code, _classes(report), list(report.broken)) == (0, {}, []), "nobody touched anything"


def test_each_change_has_its_class(seen):
    assert _classes(seen["after"]) == {
        ("app", "ingress[0]"): "security",
        ("db", "backupRetentionPeriod"): "destructive",
        ("db", "storageEncrypted"): "destructive",
        ("db", 'tagsAll["aws:cloudformation"]'): "benign",
        ("docs", "versioningConfiguration.status"): "destructive",
        ("token", "value"): "security",
        ("job", "description"): "security",
        ("carts", ""): "destructive",
    }, "by the pack and the tables"
    assert seen["after"].exit_code == 5, "the worst one counts"


def test_the_gate_judges_the_stack_as_it_is(seen):
    assert {"ec2-security-group-not-open", "rds-instance-backups", "rds-instance-storage-encrypted"} <= {
        one.rule for one in seen["after"].broken
    }, "an open port, no backups, no encryption"


def test_the_engine_says_what_would_be_made_anew(seen):
    replaced = {one.difference.path for one in seen["after"].verdicts if one.difference.replaces}
    assert replaced == {"storageEncrypted"}, "RDS encrypts an instance only when it is made"


def test_what_the_program_ignores_is_told_as_such(seen):
    ignored = {one.difference.resource.name for one in seen["after"].verdicts if one.difference.ignored}
    assert ignored == {"job"}, "ignore_changes stands in the state"


def test_no_secret_is_told(seen):
    assert "hunter" not in json.dumps(seen["after"].to_dict()), "neither what was, nor what is"


def test_the_state_is_left_alone(seen):
    assert seen["state after"] == seen["state"], "a preview of a refresh writes nothing"


def test_the_way_out_leads_out(seen):
    left = {(one.difference.resource.name, one.difference.path) for one in seen["again"].verdicts}
    assert left <= {
        ("app", "ingress[0]"),
        ("db", 'tagsAll["aws:cloudformation"]'),
        ("job", "description"),
    }, "`up --refresh` has put back what the program states, and touched nothing else"
