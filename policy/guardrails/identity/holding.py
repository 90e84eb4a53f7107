"""What roles, users and groups hold: no administrator's policy of AWS, and no way to more rights."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.checks import show, unknown
from guardrails.documents import Document, read
from guardrails.documents.patterns import FRESH
from guardrails.documents.rights import ANYTHING, EVERYTHING, Rights, Shape
from guardrails.graph import Graph, Resource
from guardrails.identity.escalation import paths_open
from guardrails.identity.holders import (
    ATTACHMENTS,
    DOCUMENTS,
    HOLDERS,
    Written,
    attached,
    boundary_of,
    held,
    holders_of,
    is_only_boundary,
    written,
)
from guardrails.rule import GraphRule, Problem, security_hub
from guardrails.values import holds_unknown, items, plain


def _allow(**statement: Any) -> Document:
    found = read({"Statement": {"Effect": "Allow", "Resource": "*", **statement}})
    return found if isinstance(found, Document) else Document()


# The policies of AWS that are an administrator's, or lead there, as their documentation has them:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
_ADMINISTRATORS: Final = {
    "AdministratorAccess": _allow(Action="*"),
    "IAMFullAccess": _allow(Action="iam:*"),
    "PowerUserAccess": _allow(NotAction=["iam:*", "organizations:*", "account:*"]),
}
_MANAGED: Final = ":aws:policy/"
# What a boundary must take away of each, lest its holder be an administrator all the same.
_PROBES: Final = {
    "AdministratorAccess": (ANYTHING, EVERYTHING),
    "IAMFullAccess": ("iam:attachrolepolicy", Shape("iam", f"role/{FRESH}", regional=False)),
    "PowerUserAccess": (ANYTHING, EVERYTHING),
}


def _attachment(graph: Graph, attachment: Resource) -> Iterator[Problem]:
    arns, _ = attached(graph, attachment)
    for arn in arns:
        name = arn.rpartition(_MANAGED)[2]
        if name in _ADMINISTRATORS and not _is_bounded(graph, attachment, name):
            yield Problem(f"it attaches {show(arn)}")
    path, _ = ATTACHMENTS[attachment.type]
    values = [plain(one) for one in items(attachment.inputs, path)]
    if holds_unknown(values) and not attachment.property_dependencies.get(path):
        yield unknown(path)


def _is_bounded(graph: Graph, attachment: Resource, name: str) -> bool:
    """Tell whether everyone it is attached to has a boundary that takes the administrator's rights away."""
    boundaries = [boundary_of(graph, one) for one in holders_of(graph, attachment)]
    return bool(boundaries) and all(
        one is not None and Rights((_ADMINISTRATORS[name],), one).may(*_PROBES[name]) is False
        for one in boundaries
    )


def _escalation(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Judge what a holder has together; a document whose holder is not of the stack, by itself."""
    if resource.type in HOLDERS:
        yield from _of_holder(graph, resource)
    elif not is_only_boundary(graph, resource) and not _is_held(graph, resource):
        yield from _paths(tuple(written(resource)))


def _is_held(graph: Graph, document: Resource) -> bool:
    return document.urn in graph.derive(_held_documents)


def _held_documents(graph: Graph) -> frozenset[str]:
    return frozenset(
        one.resource.urn for holder in graph.of_type(*HOLDERS) for one in held(graph, holder).documents
    )


def _of_holder(graph: Graph, holder: Resource) -> Iterator[Problem]:
    has = held(graph, holder)
    arns = [plain(one.value("arn")) for one in (holder, *(one.resource for one in has.documents))]
    own = tuple(one for one in arns if isinstance(one, str))
    names = dict.fromkeys(arn.rpartition(_MANAGED)[2] for _, arn in has.arns)
    managed = tuple(_ADMINISTRATORS[name] for name in names if name in _ADMINISTRATORS)
    yield from _paths(has.documents, managed, boundary_of(graph, holder), own)


def _paths(
    given: tuple[Written, ...],
    managed: tuple[Document, ...] = (),
    boundary: Document | None = None,
    own: tuple[str, ...] = (),
) -> Iterator[Problem]:
    """Yield the ways that documents open, alone or with administrators' policies of AWS, but not these alone."""
    documents = tuple(one.found for one in given if isinstance(one.found, Document))
    if not documents or any(Rights((one,)).may(ANYTHING, EVERYTHING) is True for one in documents):
        return  # of an administrator another rule tells
    before = {path for path, _ in paths_open(Rights(managed, boundary), own)} if managed else set()
    found = [one for one in paths_open(Rights((*documents, *managed), boundary), own) if one[0] not in before]
    sure = [path for path, truth in found if truth is True]
    if sure:
        more = f" (and {len(sure) - 1} more ways)" if len(sure) > 1 else ""
        yield Problem(f"it may give itself more rights by {sure[0]}{more}")
    elif found:
        yield unknown("which rights it has")


RULES: Final = (
    GraphRule(
        id="iam-managed-policy-no-admin",
        applies_to=tuple(ATTACHMENTS),
        statement="No administrator's policy of AWS is attached without a boundary.",
        risk="Whoever gets hold of the credentials owns the account.",
        remediation="Attach a policy that names actions and resources, or pass permissions_boundary for the role",
        severity="critical",
        topics=("identity",),
        url=security_hub("IAM.1"),
        controls=(
            "CIS-5.0 1.15",
            "Checkov CKV_AWS_274",
            "Checkov CKV_AWS_275",
            "Checkov CKV2_AWS_56",
            "cdk-nag AwsSolutions-IAM4",
        ),
        check=_attachment,
    ),
    GraphRule(
        id="iam-identity-no-escalation",
        applies_to=tuple(dict.fromkeys((*HOLDERS, *DOCUMENTS))),
        statement="Nobody can give themselves more rights than they were given.",
        risk="The least of the credentials is an administrator's.",
        remediation=(
            "Name in Resource what iam:* and iam:PassRole are about, or tie them by StringEquals "
            "iam:PermissionsBoundary"
        ),
        severity="high",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
        controls=("Checkov CKV_AWS_286",),
        check=_escalation,
    ),
)
