"""IAM policies name what they are about: actions, keys, and what is changed by them.

The tables hold the actions that matter most; each is asked with a resource whose name nobody thought of. A policy
that is only a permissions boundary gives nothing, and is not asked.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from guardrails.checks import unknown
from guardrails.documents import Document, Statement
from guardrails.documents.patterns import FRESH, UNNAMED
from guardrails.documents.rights import Rights, Shape, holder
from guardrails.identity.holders import DOCUMENTS, Written
from guardrails.identity.policies import NAME_THEM, each_document, is_admin, unnamed
from guardrails.rule import GraphRule, Problem, security_hub

_KEYS: Final = Shape("kms", f"key/{FRESH}")
_OBJECTS: Final = Shape("s3", f"{FRESH}/{FRESH}", regional=False, accounts=False)
_TABLES: Final = Shape("dynamodb", f"table/{FRESH}")

DECRYPTION: Final = (("kms:Decrypt", _KEYS), ("kms:ReEncryptFrom", _KEYS))
# Actions that change, delete or take over what is there already. To write into logs is none of them: AWS gives that
# to every function with '*' itself.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
CHANGES: Final = (
    (
        "autoscaling:CompleteLifecycleAction",
        Shape("autoscaling", f"autoScalingGroup:{FRESH}:autoScalingGroupName/{FRESH}"),
    ),
    (
        "autoscaling:StartInstanceRefresh",
        Shape("autoscaling", f"autoScalingGroup:{FRESH}:autoScalingGroupName/{FRESH}"),
    ),
    ("cloudtrail:StopLogging", Shape("cloudtrail", f"trail/{FRESH}")),
    ("dax:PutItem", Shape("dax", f"cache/{FRESH}")),
    ("dynamodb:DeleteTable", _TABLES),
    ("dynamodb:PutItem", _TABLES),
    ("ec2:AttachVolume", Shape("ec2", f"volume/{FRESH}")),
    ("ec2:CreateTags", Shape("ec2", f"volume/{FRESH}")),
    ("ec2:DeleteSnapshot", Shape("ec2", f"snapshot/{FRESH}", accounts=False)),
    ("ec2:RunInstances", Shape("ec2", FRESH)),
    ("ec2:TerminateInstances", Shape("ec2", f"instance/{FRESH}")),
    ("kms:DisableKey", _KEYS),
    ("kms:ScheduleKeyDeletion", _KEYS),
    ("logs:DeleteLogGroup", Shape("logs", f"log-group:{FRESH}")),
    ("rds:DeleteDBInstance", Shape("rds", f"db:{FRESH}")),
    ("rds:ModifyDBInstance", Shape("rds", f"db:{FRESH}")),
    ("s3:DeleteBucket", Shape("s3", FRESH, regional=False, accounts=False)),
    ("s3:DeleteObject", _OBJECTS),
    ("s3:PutObject", _OBJECTS),
    ("s3:ReplicateObject", _OBJECTS),
    ("secretsmanager:DeleteSecret", Shape("secretsmanager", f"secret:{FRESH}")),
    ("secretsmanager:PutSecretValue", Shape("secretsmanager", f"secret:{FRESH}")),
    ("sqs:PurgeQueue", Shape("sqs", FRESH)),
    ("sqs:SendMessage", Shape("sqs", FRESH)),
)
_PASS: Final = ("iam:passrole", Shape("iam", f"role/{FRESH}", regional=False))
# Each request for iam:PassRole says to which service; this is one that no policy names.
_PASSING: Final = holder(iam__passedtoservice=(UNNAMED,))


def _every_action(one: Written, document: Document) -> Iterator[Problem]:
    """Judge what an administrator's policy is not: every action, on what the statement names."""
    if is_admin(document):
        return
    for statement in document.allows:
        if statement.actions.all_but or any(set(name) <= set("*:") for name in statement.actions.known):
            yield Problem(f"{statement} of its {one.path} allows every action on what it names")


def _decryption(one: Written, document: Document) -> Iterator[Problem]:
    """Judge the resources alone, whatever the conditions, as Security Hub does."""
    if is_admin(document):
        return
    rights = Rights((Document(tuple(map(_unconditional, document.statements))),))
    answers = [(action, rights.may(action.lower(), shape)) for action, shape in DECRYPTION]
    found = [action for action, truth in answers if truth is True]
    if found:
        yield Problem(f"its {one.path} allows {' and '.join(found)} with every key")
    elif any(truth is None for _, truth in answers):
        yield unknown(one.path)


def _unconditional(statement: Statement) -> Statement:
    return replace(statement, constraints=()) if statement.allows is True else statement


def _passing(one: Written, document: Document) -> Iterator[Problem]:
    if not is_admin(document):
        truth = Rights((document,)).may(*_PASS, _PASSING)
        if truth is None:
            yield unknown(one.path)
        elif truth is True:
            yield Problem(f"its {one.path} allows iam:PassRole with any role, to any service")


RULES: Final = (
    GraphRule(
        id="iam-policy-actions-named",
        applies_to=DOCUMENTS,
        statement="IAM policies name the actions that they allow.",
        risk="Who is meant to read also deletes, and changes who else may.",
        remediation="Name the actions in Action; not '*', and no NotAction",
        severity="high",
        topics=("identity",),
        url=security_hub("IAM.21"),
        controls=("Checkov CKV_AWS_63", "cdk-nag AwsSolutions-IAM5"),
        check=each_document(_every_action),
    ),
    GraphRule(
        id="iam-policy-decryption-keys-named",
        applies_to=DOCUMENTS,
        statement="IAM policies that allow to decrypt name the keys.",
        risk="One application's credentials decrypt what every key of the account protects, and those of others too.",
        remediation="Name the ARNs of the keys in Resource",
        severity="medium",
        topics=("identity", "encryption"),
        url=security_hub("KMS.1"),
        controls=("FSBP KMS.1", "FSBP KMS.2"),
        check=each_document(_decryption),
    ),
    GraphRule(
        id="iam-policy-changes-named",
        applies_to=DOCUMENTS,
        statement="IAM policies that change or delete something name what.",
        risk="One application's credentials change or delete what belongs to all others.",
        remediation=NAME_THEM,
        severity="medium",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
        controls=("Checkov CKV_AWS_290", "Checkov CKV_AWS_355", "cdk-nag AwsSolutions-IAM5"),
        check=each_document(unnamed(CHANGES, "changes what is not its own")),
    ),
    GraphRule(
        id="iam-policy-pass-role-bound",
        applies_to=DOCUMENTS,
        statement="Who hands on roles hands on one that is named, or to a service that is.",
        risk="A role that is stronger than its holder is handed to a service that works for the holder.",
        remediation="Name the roles in Resource, or tie iam:PassRole by StringEquals iam:PassedToService",
        severity="high",
        topics=("identity",),
        url=(
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"
            "#access-analyzer-reference-policy-checks-security-warning-pass-role-with-star-in-resource"
        ),
        check=each_document(_passing, boundaries=True),
    ),
)
