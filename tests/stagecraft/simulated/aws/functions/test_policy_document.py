"""`iam.getPolicyDocument` renders the JSON that the provider renders.

Expected texts are those of the provider's documentation and of its acceptance tests' form: members in a fixed
order, sets of several in reverse order, one value as itself, `<`, `>` and `&` escaped.
"""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagecraft.simulated.aws import FunctionFailure, ProviderConfig, SimulatedAws

TOKEN = "aws:iam/getPolicyDocument:getPolicyDocument"


def document(cloud, **args):
    return json.loads(cloud.ask(TOKEN, **args).result["json"])


def test_the_text_is_the_provider_s(cloud):
    answer = cloud.ask(
        TOKEN,
        statements=[
            {
                "sid": "TlsOnly",
                "effect": "Deny",
                "actions": ["s3:*"],
                "resources": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
                "principals": [{"type": "*", "identifiers": ["*"]}],
                "conditions": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}],
            }
        ],
    )
    text = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "TlsOnly",
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": [
        "arn:aws:s3:::logs/*",
        "arn:aws:s3:::logs"
      ],
      "Principal": "*",
      "Condition": {
        "Bool": {
          "aws:SecureTransport": "false"
        }
      }
    }
  ]
}"""
    assert answer.result["json"] == text
    assert answer.result["minifiedJson"] == json.dumps(json.loads(text), separators=(",", ":"))
    assert answer.result["id"] == str(zlib.crc32(text.encode()))
    assert answer.accuracy == "exact"


def test_one_action_is_itself_and_more_are_a_set_in_reverse_order(cloud):
    found = document(
        cloud,
        statements=[
            {"actions": ["s3:GetObject"], "resources": ["b", "a", "b"]},
            {"actions": ["kms:Decrypt", "kms:Encrypt"], "resources": ["*"]},
        ],
    )
    first, second = found["Statement"]
    assert (first["Action"], first["Resource"]) == ("s3:GetObject", ["b", "a"])
    assert (second["Action"], second["Resource"]) == (["kms:Encrypt", "kms:Decrypt"], "*")


def test_the_effect_is_allow_unless_said_otherwise(cloud):
    assert (
        document(cloud, statements=[{"actions": ["a:B"], "resources": ["*"]}])["Statement"][0]["Effect"]
        == "Allow"
    )


def test_exclusions_have_members_of_their_own(cloud):
    statement = document(
        cloud,
        statements=[
            {
                "effect": "Deny",
                "notActions": ["iam:*"],
                "notResources": ["arn:aws:s3:::public"],
                "notPrincipals": [{"type": "AWS", "identifiers": ["123456789012"]}],
            }
        ],
    )["Statement"][0]
    assert statement == {
        "Effect": "Deny",
        "NotAction": "iam:*",
        "NotResource": "arn:aws:s3:::public",
        "NotPrincipal": {"AWS": "123456789012"},
    }


def test_principals_are_kept_by_type_in_order(cloud):
    statement = document(
        cloud,
        statements=[
            {
                "actions": ["sts:AssumeRole"],
                "principals": [
                    {"type": "Service", "identifiers": ["ec2.amazonaws.com", "ecs.amazonaws.com"]},
                    {"type": "AWS", "identifiers": ["arn:aws:iam::123456789012:root"]},
                    {"type": "AWS", "identifiers": ["arn:aws:iam::210987654321:root"]},
                ],
            }
        ],
    )["Statement"][0]
    assert list(statement["Principal"].items()) == [
        ("AWS", ["arn:aws:iam::123456789012:root", "arn:aws:iam::210987654321:root"]),
        ("Service", ["ecs.amazonaws.com", "ec2.amazonaws.com"]),
    ]


def test_everybody_by_aws_principal_is_not_everybody(cloud):
    statement = document(
        cloud, statements=[{"actions": ["a:B"], "principals": [{"type": "AWS", "identifiers": ["*"]}]}]
    )["Statement"][0]
    assert statement["Principal"] == {"AWS": "*"}, 'IAM tells {"AWS": "*"} from "*"'


def test_conditions_of_one_operator_are_merged(cloud):
    statement = document(
        cloud,
        statements=[
            {
                "actions": ["a:B"],
                "resources": ["*"],
                "conditions": [
                    {"test": "StringLike", "variable": "s3:prefix", "values": ["", "home/"]},
                    {"test": "StringLike", "variable": "aws:userid", "values": ["AIDA"]},
                    {"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]},
                ],
            }
        ],
    )["Statement"][0]
    assert statement["Condition"] == {
        "Bool": {"aws:SecureTransport": "true"},
        "StringLike": {"aws:userid": "AIDA", "s3:prefix": ["", "home/"]},
    }


def test_policy_variables_are_written_with_an_ampersand(cloud):
    statement = document(
        cloud, statements=[{"actions": ["s3:*"], "resources": ["arn:aws:s3:::b/home/&{aws:username}"]}]
    )["Statement"][0]
    assert statement["Resource"] == "arn:aws:s3:::b/home/${aws:username}"


def test_the_characters_that_go_escapes_are_escaped(cloud):
    text = cloud.ask(TOKEN, statements=[{"actions": ["a:<b>&c"], "resources": ["*"]}]).result["json"]
    assert '"Action": "a:\\u003cb\\u003e\\u0026c"' in text


def test_an_id_and_an_older_version_are_kept(cloud):
    found = document(
        cloud, policyId="Shop", version="2008-10-17", statements=[{"actions": ["a:B"], "resources": ["*"]}]
    )
    assert (list(found), found["Version"]) == (["Version", "Id", "Statement"], "2008-10-17")


def test_the_name_of_a_statement_may_have_spaces_as_those_of_key_policies_have(cloud):
    answer = cloud.ask(TOKEN, statements=[{"sid": "Enable IAM policies", "actions": ["kms:*"]}])
    assert json.loads(answer.result["json"])["Statement"][0]["Sid"] == "Enable IAM policies"


def test_source_documents_come_first_and_are_replaced_by_sid(cloud):
    source = {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "A", "Effect": "Allow", "Action": ["s3:Get"], "Resource": "*"}],
    }
    found = document(
        cloud,
        sourcePolicyDocuments=[json.dumps(source)],
        statements=[
            {"sid": "B", "actions": ["s3:Put"], "resources": ["*"]},
            {"actions": ["s3:List"], "resources": ["*"]},
        ],
        overridePolicyDocuments=[
            json.dumps({"Statement": [{"Sid": "A", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}]})
        ],
    )
    assert [(s.get("Sid"), s["Effect"], s["Action"]) for s in found["Statement"]] == [
        ("A", "Deny", "s3:*"),
        ("B", "Allow", "s3:Put"),
        (None, "Allow", "s3:List"),
    ]


def test_a_merged_document_keeps_lists_and_normalizes_conditions(cloud):
    source = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["b", "c"]},
                "Action": ["a:B"],
                "Condition": {"Bool": {"aws:SecureTransport": True}, "NumericEquals": {"x": 5}},
            }
        ]
    }
    statement = document(cloud, sourcePolicyDocuments=[json.dumps(source)])["Statement"][0]
    assert statement == {
        "Effect": "Allow",
        "Action": ["a:B"],
        "Principal": {"AWS": ["c", "b"]},
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (
            {"statements": [{"sid": "A", "actions": ["a"]}, {"sid": "A", "actions": ["b"]}]},
            r"duplicate Sid \(A\)",
        ),
        ({"sourcePolicyDocuments": ["{"]}, "merging source document 0"),
        (
            {"sourcePolicyDocuments": ['{"Statement": [{"Sid": "A"}, {"Sid": "A"}]}']},
            r"duplicate Sid \(A\) in",
        ),
        ({"overridePolicyDocuments": ['{"Statement": {}}']}, "merging override document 0"),
        ({"version": "2012", "statements": []}, "expected version to be one of"),
        ({"statements": [{"effect": "allow"}]}, "expected effect to be one of"),
        (
            {"version": "2008-10-17", "statements": [{"resources": ["&{x}"]}]},
            "not supported in document version",
        ),
    ],
)
def test_what_the_provider_refuses_is_refused(cloud, args, reason):
    with pytest.raises(FunctionFailure, match=reason):
        cloud.ask(TOKEN, **args)


@given(st.lists(st.text(min_size=1), min_size=1))
def test_every_action_stands_in_the_document_once(actions):
    found = SimulatedAws().invoke(
        TOKEN, {"statements": [{"actions": actions, "resources": ["*"]}]}, ProviderConfig()
    )
    rendered = json.loads(found.result["json"])["Statement"][0]["Action"]
    assert sorted({*actions}) == sorted([rendered] if isinstance(rendered, str) else rendered)
