"""IAM policies: they give what somebody works with, not everything.

Where a document is known only after an `up` because it names resources of its own stack, it names resources; the
rule on administrators says so where it names none. A preview that knows the names (the offline one does) judges
every document.
"""

from collections.abc import Callable, Iterator
from typing import Final

from guardrails.checks import unknown
from guardrails.documents import Document
from guardrails.documents.logic import Truth
from guardrails.documents.patterns import FRESH, is_wild
from guardrails.documents.rights import ANYTHING, EVERYTHING, Rights, Shape
from guardrails.graph import Graph, Resource
from guardrails.identity.holders import DOCUMENTS, Written, is_only_boundary, written
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.values import UNKNOWN

Judge = Callable[[Written, Document], Iterator[Problem]]

# Actions that hand data or credentials out, by the form of what they are about:
# https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1
DATA: Final = (
    ("s3:GetObject", Shape("s3", f"{FRESH}/{FRESH}", regional=False, accounts=False)),
    ("s3:GetObjectVersionForReplication", Shape("s3", f"{FRESH}/{FRESH}", regional=False, accounts=False)),
    ("s3:ListBucket", Shape("s3", FRESH, regional=False, accounts=False)),
    ("dax:GetItem", Shape("dax", f"cache/{FRESH}")),
    ("dynamodb:GetItem", Shape("dynamodb", f"table/{FRESH}")),
    ("dynamodb:Query", Shape("dynamodb", f"table/{FRESH}")),
    ("dynamodb:Scan", Shape("dynamodb", f"table/{FRESH}")),
    ("ec2:CreateSnapshot", Shape("ec2", f"volume/{FRESH}")),
    ("ec2:CreateVolume", Shape("ec2", f"snapshot/{FRESH}", accounts=False)),
    ("elasticache:Connect", Shape("elasticache", f"user:{FRESH}")),
    ("kinesis:GetRecords", Shape("kinesis", f"stream/{FRESH}")),
    ("rds-db:connect", Shape("rds-db", f"dbuser:{FRESH}/{FRESH}")),
    ("redshift:GetClusterCredentials", Shape("redshift", f"dbuser:{FRESH}/{FRESH}")),
    ("secretsmanager:GetSecretValue", Shape("secretsmanager", f"secret:{FRESH}")),
    ("sqs:ReceiveMessage", Shape("sqs", FRESH)),
    ("ssm:GetParameter", Shape("ssm", f"parameter/{FRESH}")),
    ("ssm:GetParameters", Shape("ssm", f"parameter/{FRESH}")),
    ("ssm:GetParametersByPath", Shape("ssm", f"parameter/{FRESH}")),
)
# Actions that say who may use something.
PERMISSIONS: Final = (
    ("backup:PutBackupVaultAccessPolicy", Shape("backup", f"backup-vault:{FRESH}")),
    ("dynamodb:PutResourcePolicy", Shape("dynamodb", f"table/{FRESH}")),
    ("ec2:ModifyImageAttribute", Shape("ec2", f"image/{FRESH}", accounts=False)),
    ("ec2:ModifySnapshotAttribute", Shape("ec2", f"snapshot/{FRESH}", accounts=False)),
    ("ecr:SetRepositoryPolicy", Shape("ecr", f"repository/{FRESH}")),
    ("elasticfilesystem:PutFileSystemPolicy", Shape("elasticfilesystem", f"file-system/{FRESH}")),
    ("kms:CreateGrant", Shape("kms", f"key/{FRESH}")),
    ("kms:PutKeyPolicy", Shape("kms", f"key/{FRESH}")),
    ("lambda:AddPermission", Shape("lambda", f"function:{FRESH}")),
    ("rds:ModifyDBSnapshotAttribute", Shape("rds", f"snapshot:{FRESH}")),
    ("s3:PutBucketAcl", Shape("s3", FRESH, regional=False, accounts=False)),
    ("s3:PutBucketPolicy", Shape("s3", FRESH, regional=False, accounts=False)),
    ("s3:PutObjectAcl", Shape("s3", f"{FRESH}/{FRESH}", regional=False, accounts=False)),
    ("secretsmanager:PutResourcePolicy", Shape("secretsmanager", f"secret:{FRESH}")),
    ("sns:AddPermission", Shape("sns", FRESH)),
    ("sqs:AddPermission", Shape("sqs", FRESH)),
    ("ssm:ModifyDocumentPermission", Shape("ssm", f"document/{FRESH}")),
)


def each_document(
    judge: Judge, *, tells_unknown: bool = False, boundaries: bool = False
) -> Callable[[Graph, Resource], Iterator[Problem]]:
    """Return a check of each document of a resource that gives rights to anybody, or limits them."""

    def check(graph: Graph, resource: Resource) -> Iterator[Problem]:
        if not boundaries and is_only_boundary(graph, resource):
            return
        for one in written(resource):
            if isinstance(one.found, Document):
                yield from judge(one, one.found)
            elif tells_unknown and not (one.found.undecided and _is_wired(one)):
                yield one.found

    return check


def _is_wired(one: Written) -> bool:
    """Tell whether a document that is not known yet is made of resources of the stack."""
    return bool(one.resource.property_dependencies.get(one.path.partition("[")[0]))


def _problem(one: Written, truth: Truth, what: str) -> Iterator[Problem]:
    if truth is None:
        yield unknown(one.path)
    elif truth is True:
        yield Problem(f"its {one.path} {what}")


def _admin(one: Written, document: Document) -> Iterator[Problem]:
    truth = Rights((document,)).may(ANYTHING, EVERYTHING)
    yield from _problem(one, truth, "allows every action on every resource")


def is_admin(document: Document) -> bool:
    """Tell whether a document allows everything; one rule tells that, and no other."""
    return Rights((document,)).may(ANYTHING, EVERYTHING) is True


def _whole_services(one: Written, document: Document) -> Iterator[Problem]:
    if is_admin(document):
        return
    rights = Rights((document,))
    for service in dict.fromkeys(_services(document)):
        truth = rights.may(f"{service}:{FRESH}", Shape(service, FRESH))
        yield from _problem(one, truth, f"allows {service}:* on every resource")


def _services(document: Document) -> Iterator[str]:
    for statement in document.allows:
        for pattern in () if statement.actions.all_but else statement.actions.patterns:
            if pattern is not UNKNOWN and pattern.endswith(":*") and not is_wild(pattern[:-2]):
                yield pattern[:-2]


def unnamed(table: tuple[tuple[str, Shape], ...], doing: str) -> Judge:
    """Return a judge of actions that are allowed with resources that nobody named."""

    def judge(one: Written, document: Document) -> Iterator[Problem]:
        if is_admin(document):
            return
        rights = Rights((document,))
        answers = [(action, rights.may(action.lower(), shape)) for action, shape in table]
        found = [action for action, truth in answers if truth is True]
        if found:
            more = f" and {len(found) - 3} more" if len(found) > 3 else ""
            yield Problem(f"its {one.path} {doing}: {', '.join(found[:3])}{more}")
        elif any(truth is None for _, truth in answers):
            yield unknown(one.path)

    return judge


NAME_THEM: Final = "Name the resources by their ARNs in Resource, or tie the statement by a condition on them"
"""The fix of a policy that is about resources which nobody named."""

RULES: Final = (
    GraphRule(
        id="iam-policy-no-admin",
        applies_to=DOCUMENTS,
        statement="No IAM policy allows everything.",
        risk="Whoever gets hold of the credentials owns the account.",
        remediation="Name the actions and the resources in the policy",
        severity="critical",
        topics=("identity",),
        url=security_hub("IAM.1"),
        controls=(
            "FSBP IAM.1",
            "CIS-5.0 1.15",
            "Checkov CKV_AWS_62",
            "Checkov CKV_AWS_1",
            "Checkov CKV2_AWS_40",
            "cdk-nag IAMPolicyNoStatementsWithAdminAccess",
        ),
        check=each_document(_admin, tells_unknown=True),
    ),
    GraphRule(
        id="iam-policy-no-service-wildcard",
        applies_to=DOCUMENTS,
        statement="No IAM policy allows all actions of a service on all its resources.",
        risk="What AWS adds to the service next year is allowed today.",
        remediation="Name the actions in Action, or the resources in Resource",
        severity="medium",
        topics=("identity",),
        url=security_hub("IAM.21"),
        controls=(
            "FSBP IAM.21",
            "Checkov CKV_AWS_290",
            "Checkov CKV_AWS_355",
            "cdk-nag AwsSolutions-IAM5",
        ),
        check=each_document(_whole_services),
    ),
    GraphRule(
        id="iam-policy-data-named",
        applies_to=DOCUMENTS,
        statement="IAM policies that hand out data, secrets or credentials name whose.",
        risk="One application's credentials read the data of all others.",
        remediation=NAME_THEM,
        severity="high",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
        controls=(
            "Checkov CKV_AWS_287",
            "Checkov CKV_AWS_288",
            "Checkov CKV_AWS_355",
        ),
        check=each_document(unnamed(DATA, "hands out everybody's data")),
    ),
    GraphRule(
        id="iam-policy-permissions-named",
        applies_to=DOCUMENTS,
        statement="IAM policies that let somebody say who may use something name what.",
        risk="One application's credentials open the data of all others to everyone.",
        remediation=NAME_THEM,
        severity="high",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
        controls=("Checkov CKV_AWS_289", "cdk-nag AwsSolutions-IAM5"),
        check=each_document(unnamed(PERMISSIONS, "lets its holder open everything to others")),
    ),
)
