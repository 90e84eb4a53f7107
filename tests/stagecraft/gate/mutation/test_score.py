"""The score of mutants: what is caught, what survives and what does not count, over a graph of two resources."""

import datetime as dt
import json
from pathlib import Path

import pytest
from guardrails.graph import Graph, Resource
from guardrails.tokens import aws

from scripts.mutation import main
from stagecraft.gate.mutation.edits import GONE, changed, sites
from stagecraft.gate.mutation.mutants import mutants_of
from stagecraft.gate.mutation.score import (
    Judged,
    NotCleanError,
    Score,
    as_dict,
    as_text,
    judge,
    score,
    scores,
)
from stagecraft.gate.mutation.values import worse_documents
from stagecraft.gate.mutation.void import void

TODAY = dt.date(2026, 11, 21)
KEY = "arn:aws:kms:eu-west-1:123456789012:key/a"


def resource(short: str, name: str, **inputs: object) -> Resource:
    kind = aws(short)
    urn = f"urn:pulumi:prod::shop::{kind}::{name}"
    return Resource(urn, kind, name, id=name, inputs=inputs, outputs=dict(inputs))


def small(*, encrypted: bool = True) -> Graph:
    """A subnet, a network interface whose groups nobody minds, and a volume."""
    return Graph(
        [
            resource("ec2/subnet", "app", mapPublicIpOnLaunch=False),
            resource("ec2/networkInterface", "card", securityGroups=["sg-1"]),
            resource("ebs/volume", "files", encrypted=encrypted, kmsKeyId=KEY),
        ]
    )


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return judge(small(), today=TODAY)


def test_each_mutant_is_caught_survives_or_does_not_count(judged: list[Judged]) -> None:
    outcome = [(str(one.mutant), one.caught_by, one.void) for one in judged]
    default = "equivalent: the same value is the default"
    assert outcome == [
        ("app (ec2/subnet) mapPublicIpOnLaunch: drop", "", default),
        ("app (ec2/subnet) mapPublicIpOnLaunch: null", "", default),
        ("app (ec2/subnet) mapPublicIpOnLaunch: flip", "ec2-subnet-no-automatic-public-ip", ""),
        ("card (ec2/networkInterface) securityGroups: drop", "", ""),
        ("card (ec2/networkInterface) securityGroups: null", "", ""),
        ("card (ec2/networkInterface) securityGroups: empty", "", ""),
        ("files (ebs/volume) encrypted: drop", "ebs-volume-encrypted", ""),
        ("files (ebs/volume) encrypted: null", "ebs-volume-encrypted", ""),
        ("files (ebs/volume) encrypted: flip", "ebs-volume-encrypted", ""),
        ("files (ebs/volume) kmsKeyId: drop", "ebs-volume-customer-key", ""),
        ("files (ebs/volume) kmsKeyId: null", "ebs-volume-customer-key", ""),
    ]


def test_what_does_not_count_is_in_no_share(judged: list[Judged]) -> None:
    assert scores(judged) == {
        "encryption-key": Score(caught=2, survived=0, void=0),
        "encryption": Score(caught=3, survived=0, void=0),
        "public-access": Score(caught=1, survived=0, void=2),
        "security-groups": Score(caught=0, survived=3, void=0),
    }
    assert score(judged).share == pytest.approx(100 * 6 / 9)


def test_the_text_lists_survivors_and_what_does_not_count(judged: list[Judged]) -> None:
    text = as_text(judged)
    assert (
        "survivors: 3\n  security-groups\n    card (ec2/networkInterface) securityGroups: drop  [prod]\n"
        in text
    )
    assert "not counted: 2\n  equivalent: the same value is the default\n" in text
    assert text == as_text(judge(small(), today=TODAY)), "a second run tells the same"


def test_json_has_the_scores_and_every_mutant_with_what_became_of_it(judged: list[Judged]) -> None:
    told = as_dict(judged)
    assert told["families"]["security-groups"] == {"caught": 0, "survived": 3, "notCounted": 0, "share": 0.0}
    assert told["all"] == {"caught": 6, "survived": 3, "notCounted": 2, "share": 66.7}
    card = {
        "stack": "prod",
        "family": "security-groups",
        "urn": "urn:pulumi:prod::shop::aws:ec2/networkInterface:NetworkInterface::card",
        "input": "securityGroups",
    }
    assert told["survivors"] == [{**card, "done": done} for done in ("drop", "null", "empty")]
    assert [one["reason"] for one in told["notCounted"]] == ["equivalent: the same value is the default"] * 2
    assert told["caught"][0]["rule"] == "ec2-subnet-no-automatic-public-ip"


def test_a_stack_with_a_finding_is_not_mutated() -> None:
    with pytest.raises(NotCleanError, match="prod: ebs-volume-encrypted: files: "):
        judge(small(encrypted=False), today=TODAY)


def test_a_change_is_made_in_what_aws_answered_too_and_leaves_the_original() -> None:
    volume = resource("ebs/volume", "files", encrypted=True, tags={"a": "b"})
    mutant = changed(volume, {("encrypted",): GONE})
    assert ({"tags": {"a": "b"}}, {"tags": {"a": "b"}}) == (mutant.inputs, mutant.outputs)
    assert volume.inputs["encrypted"] is True


def test_items_of_lists_have_sites_of_their_own_and_plain_lists_are_one() -> None:
    props = {"rules": [{"sse": "AES256"}, {"sse": "aws:kms"}], "subnetIds": ["a", "b"], "none": None}
    assert list(sites(props)) == [
        (("rules", 0, "sse"), "AES256"),
        (("rules", 1, "sse"), "aws:kms"),
        (("subnetIds",), ["a", "b"]),
    ]


def test_documents_lose_each_deny_and_open_each_allow() -> None:
    deny = {"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {}}
    found = {
        done: json.loads(new)["Statement"] for done, new in worse_documents({"Statement": [deny, allow]})
    }
    assert found == {
        "Tls: Deny removed": [allow],
        "statement 2: Action *": [deny, {**allow, "Action": "*"}],
        "statement 2: Condition dropped": [deny, {key: allow[key] for key in list(allow)[:-1]}],
    }


def test_a_removed_protection_is_not_in_the_mutated_stack() -> None:
    graph = Graph([resource("s3/bucketPublicAccessBlock", "block", bucket="b", blockPublicAcls=True)])
    (removed,) = [one for one in mutants_of(graph) if one.resource is None]
    assert removed.graph(graph).resources == ()
    assert str(removed) == "block (s3/bucketPublicAccessBlock): removed"


def reason(done: str, changed: Resource) -> str | None:
    (mutant,) = [one for one in mutants_of(Graph([changed])) if str(one).endswith(done)]
    return void(mutant)


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ("kms:*", "equivalent: the statement grants every action of the service"),
        ("kms:Decrypt", None),
    ],
)
def test_all_actions_of_a_key_are_every_action(action: str, why: str | None) -> None:
    statement = {"Sid": "Use", "Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}
    key = resource("kms/key", "key", policy=json.dumps({"Statement": [statement]}))
    assert reason("policy: Use: Action *", key) == why


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("primary", "equivalent: a replica is encrypted as its source"),
        ("arn:aws:rds:eu-west-1:123456789012:db:primary", None),
        (None, None),
    ],
)
def test_a_replica_of_the_region_is_encrypted_as_its_source(source: str | None, why: str | None) -> None:
    database = resource("rds/instance", "db", storageEncrypted=True, replicateSourceDb=source)
    assert reason("storageEncrypted: drop", database) == why


def test_an_input_that_the_sdk_demands_cannot_be_dropped() -> None:
    role = resource("iam/role", "role", assumeRolePolicy="{}")
    assert reason("assumeRolePolicy: drop", role) == "refused: a required input"


def state(tmp_path: Path, *, encrypted: bool) -> str:
    resources = [
        {
            "urn": one.urn,
            "custom": True,
            "type": one.type,
            "id": one.id,
            "inputs": one.inputs,
            "outputs": one.outputs,
        }
        for one in small(encrypted=encrypted).resources
    ]
    path = tmp_path / "state.json"
    path.write_text(json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": resources}}))
    return str(path)


@pytest.mark.parametrize(("fail_under", "code"), [("66.6", 0), ("66.7", 1)])
def test_only_a_demanded_share_fails(tmp_path: Path, fail_under: str, code: int) -> None:
    assert main([state(tmp_path, encrypted=True), "--fail-under", fail_under]) == code


def test_json_is_printed_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([state(tmp_path, encrypted=True), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["caught"] == 6


def test_findings_of_the_stack_itself_are_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([state(tmp_path, encrypted=False)]) == 2
    assert "ebs-volume-encrypted" in capsys.readouterr().err
