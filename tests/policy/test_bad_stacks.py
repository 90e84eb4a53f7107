"""Small programs with faults: the pack tells what is wrong with each, and nothing else.

Each program is sound but for its faults (bad_stacks/sound.py), and is judged as in prod. The list is written by
hand: whoever changes it says why another thing is wrong now, or is not any more.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from guardrails.evaluate import evaluate
from guardrails.finding import Finding

from stagecraft.gate.sarif import sarif_of
from stagecraft.preview.service import Preview, preview
from tests.policy.engine import TODAY, configure, offline, run, started

PROGRAMS = Path(__file__).with_name("bad_stacks")
EXPECTED = {
    "admin-function": """
         iam-managed-policy-no-admin admin
         iam-managed-policy-no-whole-service files
         iam-policy-no-admin all
         iam-role-boundary worker
         lambda-function-failures-kept worker
         lambda-function-no-plain-secrets worker
         lambda-function-runtime worker
         lambda-function-url-authenticated worker
         lambda-permission-not-public anyone
         lambda-permission-source-bound any-topic
    """,
    "all-sound": """
    """,
    "bare-database": """
         backup-plan-selects-data bare
         database-logs bare
         database-password-not-in-state bare
         rds-database-tls-forced bare
         rds-iam-authentication bare
         rds-instance-backups bare
         rds-instance-deletion-protection bare
         rds-instance-monitored bare
         rds-instance-monitored bare
         rds-instance-multi-az bare
         rds-instance-not-public bare
         rds-instance-storage-encrypted bare
         vpc-data-store-private-subnets bare
    """,
    "blind-trail": """
         cloudtrail-trail-cloudwatch audit
         cloudtrail-trail-complete audit
         cloudtrail-trail-customer-key audit
         cloudtrail-trail-log-validation audit
         s3-bucket-audit-locked logs
    """,
    "hidden-bucket": """
         aws-data-store-looked-into behind
         aws-data-store-looked-into elsewhere
         aws-data-store-looked-into hidden
         aws-resource-looked-into role
    """,
    "open-cluster": """
         eks-cluster-endpoint-not-open open
         eks-cluster-private-endpoint open
         eks-cluster-secrets-customer-key open
         eks-cluster-version open
         eks-node-group-no-open-ssh open
         service-logs open
    """,
    "open-doors": """
         iam-access-key-not-used jane
         iam-role-boundary jane
         iam-role-trust-not-public anyone
         iam-role-trust-oidc-bound any-repository
         iam-user-not-used jane
         sqs-queue-policy-not-public orders
    """,
    "open-key": """
         kms-key-policy-not-public open
         kms-key-rotation old
    """,
    "open-machine": """
         ec2-instance-imdsv2 machine
         ec2-instance-no-public-ip machine
         ec2-instance-role machine
         ec2-instance-volumes-encrypted machine
         ec2-security-group-not-open machine
         ec2-security-group-not-open machine
         lb-listener-https clear
         lb-listener-tls-policy old
         lb-load-balancer-access-logs front
         lb-load-balancer-connection-logs front
         lb-load-balancer-deletion-protection front
         lb-load-balancer-drop-invalid-headers front
         lb-target-group-encrypted front
         web-acl-attached front
    """,
    "peered-database": """
         ec2-network-acl-administration-ports main
         ec2-network-acl-administration-ports main
         ec2-route-peering-narrow to-office
         ec2-security-group-not-open everyone
         rds-instance-not-public orders
         vpc-data-store-not-reachable orders
         vpc-data-store-private-subnets orders
    """,
    "plain-secrets": """
         ec2-user-data-no-plain-secrets poured-in
         ec2-user-data-no-plain-secrets written
         ecs-task-definition-no-plain-secrets web
         ssm-parameter-no-plain-secrets password
    """,
    "plain-stores": """
         data-store-authenticated search
         database-logs search
         database-logs search
         database-two-zones search
         ebs-volume-encrypted disk
         efs-file-system-encrypted files
         kinesis-stream-encrypted clicks
         opensearch-domain-dedicated-masters search
         opensearch-domain-encrypted search
         opensearch-domain-https search
         opensearch-domain-node-tls search
         redshift-cluster-audit-log warehouse
         redshift-cluster-encrypted warehouse
         sns-topic-encrypted news
         sns-topic-tls-only news
    """,
    "public-site": """
         s3-bucket-acl-not-public site
         s3-bucket-acls-disabled site
         s3-bucket-policy-not-public site
         s3-public-access-block-complete site
         s3-public-access-block-complete site
         s3-public-access-block-complete site
         s3-public-access-block-complete site
    """,
}


# What is said of some of them, in full.
SAID = {
    ("peered-database", "vpc-data-store-not-reachable", "orders"): (
        "orders: the internet reaches it on tcp 5432: the internet -> internet gateway main by route to-internet "
        "(0.0.0.0/0) -> network ACL main (ingress 100) -> security group orders (rule everyone) "
        "-> rds/instance orders. "
    ),
    ("hidden-bucket", "aws-data-store-looked-into", "behind"): (
        "behind: cannot be decided before `up`: it makes AWS::RDS::DBInstance by a template, where no rule looks. "
    ),
    ("plain-secrets", "ec2-user-data-no-plain-secrets", "poured-in"): (
        "poured-in: a secret of the program stands in its userData. "
    ),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Preview:
    return preview(PROGRAMS, out=tmp_path_factory.mktemp("bad"))


def of(judged: Preview, stack: str) -> list[Finding]:
    (view,) = (one for one in judged.views if one.name == stack)
    return evaluate(view.graph, today=TODAY)


def name_of(finding: Finding) -> str:
    return finding.urn.rpartition("::")[2]


@pytest.mark.parametrize("stack", EXPECTED)
def test_what_is_wrong_is_told_and_nothing_else(judged: Preview, stack: str) -> None:
    found = [f"{one.rule} {name_of(one)}" for one in of(judged, stack)]
    assert [line.strip() for line in EXPECTED[stack].strip().splitlines()] == sorted(found)


def test_every_program_is_expected(judged: Preview) -> None:
    assert sorted(EXPECTED) == sorted(view.name for view in judged.views)


@pytest.mark.parametrize(("stack", "rule", "name"), SAID)
def test_the_message_says_the_value_and_the_way(judged: Preview, stack: str, rule: str, name: str) -> None:
    (message,) = [one.message for one in of(judged, stack) if (one.rule, name_of(one)) == (rule, name)]
    assert message.startswith(SAID[stack, rule, name])


@pytest.mark.parametrize("stack", ["plain-stores", "peered-database", "open-doors"])
def test_each_finding_is_at_the_line_of_the_program_that_made_the_resource(
    judged: Preview, stack: str
) -> None:
    findings = of(judged, stack)
    (results,) = (run["results"] for run in sarif_of(findings)["runs"])
    for finding, result in zip(findings, results, strict=True):
        (location,) = result["locations"]
        place = location["physicalLocation"]
        source = (PROGRAMS / place["artifactLocation"]["uri"]).read_text().splitlines()
        line = source[place["region"]["startLine"] - 1]
        kind = finding.type.rpartition(":")[2]
        assert f"{kind}(" in line, f"{finding.type} is made in {place['artifactLocation']['uri']}"


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Any]:
    with started() as stub:
        configure(stub, "prod")
        yield stub


@pytest.mark.parametrize("stack", ["hidden-bucket", "plain-secrets", "admin-function", "public-site"])
def test_the_real_analyzer_says_the_same(judged: Preview, analyzer: Any, stack: str) -> None:
    state = json.loads((judged.out / stack / "state.json").read_text())
    entries = state["deployment"]["resources"]
    expected = offline(entries, "prod")
    assert expected == run(analyzer, entries)
    assert len(EXPECTED[stack].split()) // 2 == len(expected)
