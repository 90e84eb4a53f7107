"""Keys of OpenSearch Serverless: in a policy's JSON, or in the collection."""

import json
from typing import Any

import pytest

from tests.policy.compliant import KEY, UNKNOWN_WIRE, make
from tests.policy.findings import said, told

RULE = "opensearch-collection-customer-key"
POLICY = "opensearch/serverlessSecurityPolicy"
RULES = [{"ResourceType": "collection", "Resource": ["collection/orders"]}]


def policy(content: Any, kind: str = "encryption", **more: Any) -> Any:
    return make(POLICY, inputs={"type": kind, "policy": content}, **more)


@pytest.mark.parametrize("text", [True, False])
def test_a_policy_that_names_a_key_keeps_the_rule(text: bool) -> None:
    content = {"Rules": RULES, "AWSOwnedKey": False, "KmsARN": KEY}
    assert said(RULE, policy(json.dumps(content) if text else content)) == []


@pytest.mark.parametrize(
    "content",
    [
        {"Rules": RULES, "AWSOwnedKey": True},
        {"Rules": RULES, "AWSOwnedKey": True, "KmsARN": KEY},
        {"Rules": RULES},
    ],
)
def test_a_policy_without_one_breaks_it(content: dict[str, Any]) -> None:
    what = "its policy names no KmsARN, so a key of AWS is used"
    assert told(RULE, what) == said(RULE, policy(json.dumps(content)))


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_broken_policy_is_told(content: str) -> None:
    assert told(RULE, "its policy is no JSON object") == said(RULE, policy(content))


def test_a_policy_of_the_network_is_not_judged() -> None:
    assert said(RULE, policy("{", "network")) == []


def test_an_unknown_policy_is_undecided_unless_a_key_is_wired_to_it() -> None:
    key = make("kms/key", "key", {})
    assert told(RULE, "policy is not known yet", undecided=True) == said(RULE, policy(UNKNOWN_WIRE))
    assert told(RULE, "type is not known yet", undecided=True) == said(RULE, policy("{}", UNKNOWN_WIRE))
    assert said(RULE, key, policy(UNKNOWN_WIRE, wires={"policy": [key]})) == []


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"awsOwnedKey": False, "kmsKeyArn": KEY}, None),
        ({"awsOwnedKey": True}, "encryptionConfigs[0].awsOwnedKey is not false"),
        ({"awsOwnedKey": False}, "encryptionConfigs[0].kmsKeyArn is not set, so a key of AWS is used"),
    ],
)
def test_a_collection_may_name_its_key_itself(config: dict[str, Any], problem: str | None) -> None:
    collection = make("opensearch/serverlessCollection", inputs={"encryptionConfigs": [config]})
    assert (told(RULE, problem) if problem else []) == said(RULE, collection)


def test_a_collection_without_a_key_has_that_of_a_policy() -> None:
    assert said(RULE, make("opensearch/serverlessCollection", inputs={})) == []
