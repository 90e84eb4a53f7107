"""Trust policies: who may become a role is named; a job of a CI system by its repository, too."""

from collections.abc import Iterator
from typing import Final

from guardrails.checks import judge_public, read_document, unknown
from guardrails.documents import Document
from guardrails.documents.access import lets_in, satisfiable
from guardrails.documents.callers import Caller, Choice, through
from guardrails.documents.logic import Truth
from guardrails.documents.patterns import FRESH
from guardrails.documents.reading import Statement
from guardrails.resource import Resource
from guardrails.rule import Problem, ResourceRule
from guardrails.tokens import aws
from guardrails.values import UNKNOWN

_ROLE: Final = aws("iam/role")
_TRUST: Final = "assumeRolePolicy"
_PROVIDER: Final = ":oidc-provider/"
# Subjects as issuers write them, of somebody who is nobody of ours.
_SUBJECTS: Final = (
    FRESH,
    f"repo:{FRESH}/{FRESH}:ref:refs/heads/main",
    f"repo:{FRESH}/{FRESH}:ref:refs/heads/{FRESH}",
    f"repo:{FRESH}/{FRESH}:environment:{FRESH}",
    f"repo:{FRESH}/{FRESH}:environment:prod",
    f"repo:{FRESH}/{FRESH}:environment:production",
    f"repo:{FRESH}/{FRESH}:pull_request",
    f"project_path:{FRESH}/{FRESH}:ref_type:branch:ref:main",
    f"project_path:{FRESH}/{FRESH}:ref_type:branch:ref:{FRESH}",
    f"organization:{FRESH}:project:{FRESH}:workspace:{FRESH}:run_phase:{FRESH}",
    f"organization:{FRESH}:pipeline:{FRESH}:ref:refs/heads/{FRESH}:commit:{FRESH}:step:{FRESH}",
    f"org/{FRESH}/project/{FRESH}/user/{FRESH}",
    f"system:serviceaccount:{FRESH}:{FRESH}",
)
# Issuers that AWS itself knows; their audience is the application, and the subject is one of its users.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
_KNOWN_ISSUERS: Final = {
    "accounts.google.com": "accounts.google.com:aud",
    "cognito-identity.amazonaws.com": "cognito-identity.amazonaws.com:aud",
    "graph.facebook.com": "graph.facebook.com:app_id",
    "www.amazon.com": "www.amazon.com:app_id",
}
# Services that tell for whom they take a role, and whose documentation makes the role with that condition. Others,
# such as ecs-tasks and states, only recommend it: nobody hands them a role of another account.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
_TELLING: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in (
        "bedrock",
        "datasync",
        "pipes",
        "scheduler",
        "ssm",
        "transfer",
        "vpc-flow-logs",
    )
)


def _not_public(role: Resource) -> Iterator[Problem]:
    yield from judge_public(role.inputs, _TRUST)


def _bound(role: Resource) -> Iterator[Problem]:
    document = read_document(role.inputs, _TRUST)
    if isinstance(document, Problem):
        yield document
        return
    for statement in document.allows:
        for issuer in _issuers(statement):
            if issuer is UNKNOWN:
                yield unknown(_TRUST)
                continue
            for what, truth in _looseness(statement, issuer):
                if truth is None:
                    yield unknown(_TRUST)
                elif truth is True:
                    yield Problem(f"{statement} of its {_TRUST} takes tokens of {issuer} for any {what}")


def _issuers(statement: Statement) -> Iterator[str | object]:
    if statement.principals is None or statement.principals.all_but:
        return
    for one in statement.principals.federated:
        if one is UNKNOWN:
            yield UNKNOWN
        elif _PROVIDER in one:
            yield one.partition(_PROVIDER)[2]
        elif one in _KNOWN_ISSUERS:
            yield one


def _looseness(statement: Statement, issuer: object) -> Iterator[tuple[str, Truth]]:
    """Yield what a token may say that comes from the issuer, and whether the statement takes it."""
    name = str(issuer).lower()
    audience = _KNOWN_ISSUERS.get(name)
    if audience is None:
        audience = f"{name}:aud"
        yield "subject", satisfiable(statement.constraints, (), _bearer(name, audience))
    strangers = Caller(name, signs=True, brings={audience: (None, FRESH)})
    yield "audience", satisfiable(statement.constraints, (), strangers)


def _bearer(issuer: str, audience: str) -> Caller:
    """Return the bearer of a token that the issuer gave to somebody who is nobody of ours."""

    def claims(key: str) -> Choice | None:
        # Every claim but the audience, which anyone may ask for, is the stranger's own.
        return (None, *_SUBJECTS) if key.startswith(f"{issuer}:") and key != audience else None

    return Caller(issuer, signs=True, others=claims)


def _source_bound(role: Resource) -> Iterator[Problem]:
    """Judge the services that a role trusts; of a policy that cannot be read another rule tells."""
    document = read_document(role.inputs, _TRUST)
    if not isinstance(document, Document):
        return
    for statement in document.allows:
        for service in statement.principals.services if statement.principals else ():
            if service is UNKNOWN or service not in _TELLING:
                continue
            truth = lets_in(document, statement, through(service))
            if truth is None:
                yield unknown(_TRUST)
            elif truth is True:
                yield Problem(f"{statement} of its {_TRUST} does not say for whom {service} takes the role")


RULES: Final = (
    ResourceRule(
        id="iam-role-trust-not-public",
        applies_to=(_ROLE,),
        statement="Roles are assumed by nobody who is not named.",
        risk="Anyone with an AWS account has the role's rights.",
        remediation="Name accounts, roles or services as Principal of assume_role_policy",
        severity="critical",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        controls=("CIS-7.0 2.21", "Checkov CKV_AWS_60", "Checkov CKV_AWS_61"),
        check=_not_public,
    ),
    ResourceRule(
        id="iam-role-trust-oidc-bound",
        applies_to=(_ROLE,),
        statement="Roles take tokens of an identity provider only for a subject and an audience that are named.",
        risk="Anyone whom the same provider knows, such as any repository of a CI system, has the role's rights.",
        remediation=(
            "Tie the statement of assume_role_policy by StringEquals on <provider>:sub and <provider>:aud"
        ),
        severity="critical",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
        controls=("Checkov CKV_AWS_358", "Checkov CKV_AWS_393"),
        check=_bound,
    ),
    ResourceRule(
        id="iam-role-trust-source-bound",
        applies_to=(_ROLE,),
        statement="Roles that services take say for whose resources, where the service tells.",
        risk="Somebody else's resource makes the service work with the role's rights.",
        remediation=(
            "Tie the statement of assume_role_policy by StringEquals aws:SourceAccount, and ArnLike aws:SourceArn"
        ),
        severity="medium",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        check=_source_bound,
    ),
)
