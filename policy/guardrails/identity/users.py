"""People and their keys: they come by roles for a while, not as users who stay."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import number, show, switch, unknown
from guardrails.graph import Graph, Resource
from guardrails.identity.holders import ROLE, USER
from guardrails.rule import GraphRule, Problem, ResourceRule, security_hub
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

_ROLES_INSTEAD: Final = (
    "Give people roles by IAM Identity Center, workloads by their instance, task or function, and CI by OIDC"
)
_LONGEST_MEMORY: Final = 24
_SHORTEST: Final = 14
_KINDS: Final = (
    "requireLowercaseCharacters",
    "requireNumbers",
    "requireSymbols",
    "requireUppercaseCharacters",
)
_PASSWORDS: Final = aws("iam/accountPasswordPolicy")
_ANALYZER: Final = aws("accessanalyzer/analyzer")
_EXTERNAL: Final = ("ACCOUNT", "ORGANIZATION")
_ATTACHMENT: Final = aws("iam/policyAttachment")


def _exists(_: Resource) -> Iterator[Problem]:
    yield Problem("it is a user who stays")


def _key(key: Resource) -> Iterator[Problem]:
    status = plain(at(key.inputs, "status"))
    if status != "Inactive":
        yield Problem("it is a key without an end")


def _own_policy(resource: Resource) -> Iterator[Problem]:
    """Judge what gives a user rights by itself; an attachment to groups or roles does not."""
    if resource.type == _ATTACHMENT and not items(resource.inputs, "users"):
        return
    yield Problem("it gives a user rights of its own")


def _passwords(policy: Resource) -> Iterator[Problem]:
    """Judge length and memory by what IAM takes where nothing is said, and the four kinds of characters.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
    """
    for path, least, default in (
        ("minimumPasswordLength", _SHORTEST, 6),
        ("passwordReusePrevention", _LONGEST_MEMORY, 0),
    ):
        value = plain(at(policy.inputs, path))
        found = number(default if value is None else value)
        if value is UNKNOWN:
            yield unknown(path)
        elif found is None or found < least:
            given = show(value) if found is None or value is None else f"{found:g}"
            yield Problem(f"{path} is {given}, less than {least}")
    for kind in _KINDS:
        yield from switch(policy.inputs, kind, wanted=True, default=False)


def _analyzer(graph: Graph, policy: Resource) -> Iterator[Problem]:
    """Judge a stack that sets up an account: that it has the analyzer of what is open to the outside."""
    del policy
    kinds = [plain(at(one.inputs, "type")) for one in graph.of_type(_ANALYZER)]
    if not any(kind in (None, *_EXTERNAL) for kind in kinds):
        yield unknown("the type of its analyzer") if UNKNOWN in kinds else Problem("no analyzer is beside it")


# What gives a role policies, by what a second way would overwrite.
_WAYS: Final = (
    (
        "managedPolicyArns",
        (
            (aws("iam/rolePolicyAttachment"), "role"),
            (aws("iam/rolePolicyAttachmentsExclusive"), "roleName"),
            (_ATTACHMENT, "roles"),
        ),
    ),
    (
        "inlinePolicies",
        ((aws("iam/rolePolicy"), "role"), (aws("iam/rolePoliciesExclusive"), "roleName")),
    ),
)


def _one_way(graph: Graph, role: Resource) -> Iterator[Problem]:
    """Judge whether a role's policies are written both inside of it and beside it; each up undoes the other."""
    for path, others in _WAYS:
        if not items(role.inputs, path):
            continue
        beside = [
            one.name
            for token, where in others
            for one in graph.referrers(role, (token,), where, (ROLE,)).sure
        ]
        if beside:
            yield Problem(f"its {path} stand beside {', '.join(sorted(beside)[:3])}")


RULES: Final = (
    ResourceRule(
        id="iam-user-not-used",
        applies_to=(USER,),
        statement="There are no IAM users.",
        risk="A user's credentials have no end; one that leaks is used until somebody notices.",
        remediation=_ROLES_INSTEAD,
        severity="medium",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        controls=("Checkov CKV_AWS_273",),
        check=_exists,
    ),
    ResourceRule(
        id="iam-access-key-not-used",
        applies_to=(aws("iam/accessKey"),),
        statement="There are no long-lived access keys.",
        risk="The key stands in the state, and has no end; one that leaks is used until somebody notices.",
        remediation=_ROLES_INSTEAD,
        severity="high",
        topics=("identity",),
        url=security_hub("IAM.3"),
        controls=("FSBP IAM.3", "AWSGuard access-keys-rotated"),
        check=_key,
    ),
    ResourceRule(
        id="iam-user-no-own-policies",
        applies_to=(
            aws("iam/userPolicy"),
            aws("iam/userPolicyAttachment"),
            aws("iam/userPolicyAttachmentsExclusive"),
            _ATTACHMENT,
        ),
        statement="Users have rights by their groups only.",
        risk="Nobody sees who may do what, and rights stay where their reason has gone.",
        remediation="Attach the policy to an iam.Group, and put the user into it by iam.UserGroupMembership",
        severity="low",
        topics=("identity",),
        url=security_hub("IAM.2"),
        controls=(
            "FSBP IAM.2",
            "CIS-5.0 1.14",
            "Checkov CKV_AWS_40",
            "cdk-nag IAMUserNoPolicies",
            "CP iam-policy-only-attachment-through-groups",
            "CP iam-attachment-through-groups",
        ),
        check=_own_policy,
    ),
    ResourceRule(
        id="iam-account-password-policy",
        applies_to=(_PASSWORDS,),
        statement="Passwords are long, of all kinds of characters, and not used again.",
        risk="A password is guessed, or one that has leaked elsewhere is tried.",
        remediation=(
            f"Pass minimum_password_length={_SHORTEST}, password_reuse_prevention={_LONGEST_MEMORY} and the four "
            "require_* to iam.AccountPasswordPolicy"
        ),
        severity="medium",
        topics=("identity",),
        url=security_hub("IAM.7"),
        controls=(
            "FSBP IAM.7",
            "CIS-5.0 1.7",
            "Checkov CKV_AWS_10",
            "Checkov CKV_AWS_11",
            "Checkov CKV_AWS_12",
            "Checkov CKV_AWS_13",
            "Checkov CKV_AWS_14",
            "Checkov CKV_AWS_15",
            "Checkov CKV_AWS_9",
            "CP iam-password-policy",
        ),
        check=_passwords,
    ),
    GraphRule(
        id="iam-access-analyzer-external",
        applies_to=(_PASSWORDS,),
        statement="A stack that sets up an account has the analyzer of what is open to the outside.",
        risk="Nobody is told when something is shared with everyone.",
        remediation="Add accessanalyzer.Analyzer with type='ACCOUNT' to the stack",
        severity="low",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html",
        controls=(
            "CIS-5.0 1.19",
            "FSBP IAM.28",
        ),
        check=_analyzer,
    ),
    GraphRule(
        id="iam-role-policies-one-way",
        applies_to=(ROLE,),
        statement="A role's policies are written inside of it or beside it, not both.",
        risk="Each `up` takes away what the last one gave, and nobody sees which rights hold.",
        remediation="Move managed_policy_arns and inline_policies out into iam.RolePolicyAttachment and iam.RolePolicy",
        severity="medium",
        topics=("identity",),
        url="https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/",
        controls=("AWSGuard iam-role-no-policy-management-conflicts",),
        check=_one_way,
    ),
)
