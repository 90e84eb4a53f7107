"""Who gets into databases: by engine, by kind of cache, and by what a cluster may ask."""

from typing import Any

import pytest

from tests.policy.compliant import UNKNOWN_WIRE, make
from tests.policy.findings import said, told

IAM = "rds-iam-authentication"
ASKED = "data-store-authenticated"


@pytest.mark.parametrize(
    ("short", "inputs", "kept"),
    [
        ("rds/instance", {"engine": "postgres"}, False),
        ("rds/instance", {"engine": "mariadb"}, False),
        ("rds/cluster", {"engine": "aurora-mysql"}, False),
        ("rds/cluster", {"engine": "aurora-mysql", "engineMode": "serverless"}, True),
        ("rds/instance", {"engine": "oracle-ee"}, True),
        ("rds/instance", {"engine": "sqlserver-se"}, True),
        ("rds/instance", {"engine": "mysql", "iamDatabaseAuthenticationEnabled": "true"}, True),
    ],
)
def test_engines_that_know_iam_use_it(short: str, inputs: dict[str, Any], kept: bool) -> None:
    assert kept is (said(IAM, make(short, inputs=inputs)) == [])


def test_an_unknown_engine_is_undecided() -> None:
    database = make("rds/instance", inputs={"engine": UNKNOWN_WIRE})
    assert told(IAM, "engine is not known yet", undecided=True) == said(IAM, database)


@pytest.mark.parametrize(
    ("short", "inputs"),
    [
        ("rds/instance", {"manageMasterUserPassword": True}),
        ("rds/instance", {"passwordWo": "hunter22", "passwordWoVersion": 1}),
        ("rds/cluster", {"masterPasswordWo": UNKNOWN_WIRE}),
    ],
)
def test_a_password_that_is_written_only_is_in_no_state(short: str, inputs: dict[str, Any]) -> None:
    assert said("database-password-not-in-state", make(short, inputs=inputs)) == []


@pytest.mark.parametrize(
    ("short", "inputs"),
    [
        ("elasticache/replicationGroup", {"globalReplicationGroupId": "g"}),
        ("elasticache/replicationGroup", {"authToken": UNKNOWN_WIRE}),
        ("elasticache/replicationGroup", {"authTokenWo": "hunter22hunter22"}),
        ("elasticache/serverlessCache", {"engine": "memcached"}),
        ("msk/cluster", {"clientAuthentication": {"sasl": {"scram": True}}}),
        ("msk/cluster", {"clientAuthentication": {"tls": {"certificateAuthorityArns": ["arn"]}}}),
        ("memorydb/cluster", {"aclName": UNKNOWN_WIRE}),
    ],
)
def test_any_way_to_ask_keeps_the_rule(short: str, inputs: dict[str, Any]) -> None:
    assert said(ASKED, make(short, inputs=inputs)) == []


def test_an_unknown_way_is_undecided() -> None:
    cluster = make("msk/cluster", inputs={"clientAuthentication": UNKNOWN_WIRE})
    assert told(ASKED, "clientAuthentication is not known yet", undecided=True) == said(ASKED, cluster)


def test_one_way_beside_none_is_none() -> None:
    both = {"clientAuthentication": {"sasl": {"iam": True}, "unauthenticated": True}}
    expected = told(ASKED, "clientAuthentication.unauthenticated is not false")
    assert expected == said(ASKED, make("msk/cluster", inputs=both))
