"""Who holds which identity policies: roles, users and groups, joined with all that is written apart from them.

A policy may be written into a role, beside it, or attached to it by any of five types; and a policy that is only
somebody's permissions boundary gives no right to anybody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.checks import read_document
from guardrails.documents import Document
from guardrails.graph import Graph, Resource
from guardrails.rule import Problem
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at, items, plain

POLICY: Final = aws("iam/policy")
ROLE: Final = aws("iam/role")
USER: Final = aws("iam/user")
GROUP: Final = aws("iam/group")
HOLDERS: Final = (ROLE, USER, GROUP)

# Documents that belong to one holder: where they stand, and by which property they name it.
_INLINE: Final[Mapping[str, tuple[str, str, str]]] = {
    aws("iam/rolePolicy"): ("policy", "role", ROLE),
    aws("iam/userPolicy"): ("policy", "user", USER),
    aws("iam/groupPolicy"): ("policy", "group", GROUP),
}
_PERMISSION_SET: Final = aws("ssoadmin/permissionSetInlinePolicy")
DOCUMENTS: Final = (POLICY, *_INLINE, ROLE, _PERMISSION_SET)
"""Types that identity policies are written in."""

# What attaches policies by their ARN: the ARN, and whom it is attached to.
ATTACHMENTS: Final[Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    aws("iam/rolePolicyAttachment"): ("policyArn", (("role", ROLE),)),
    aws("iam/userPolicyAttachment"): ("policyArn", (("user", USER),)),
    aws("iam/groupPolicyAttachment"): ("policyArn", (("group", GROUP),)),
    aws("iam/rolePolicyAttachmentsExclusive"): ("policyArns", (("roleName", ROLE),)),
    aws("iam/userPolicyAttachmentsExclusive"): ("policyArns", (("userName", USER),)),
    aws("iam/groupPolicyAttachmentsExclusive"): ("policyArns", (("groupName", GROUP),)),
    aws("iam/policyAttachment"): ("policyArn", (("roles", ROLE), ("users", USER), ("groups", GROUP))),
    ROLE: ("managedPolicyArns", ()),
    aws("ssoadmin/managedPolicyAttachment"): ("managedPolicyArn", ()),
    aws("ssoadmin/managedPolicyAttachmentsExclusive"): ("managedPolicyArns", ()),
}
_BOUNDED: Final = (ROLE, USER)


@dataclass(frozen=True, slots=True)
class Written:
    """A document of an identity policy, or why it cannot be read, and where it stands."""

    resource: Resource
    path: str
    found: Document | Problem


def written(resource: Resource) -> Iterator[Written]:
    """Yield the identity policies that stand in a resource."""
    if resource.type == ROLE:
        for index, one in enumerate(items(resource.inputs, "inlinePolicies")):
            path = f"inlinePolicies[{index}].policy"
            props = {"policy": UNKNOWN} if one is UNKNOWN else plain(one)
            if isinstance(props, dict):
                yield Written(resource, path, read_document(props, "policy"))
        return
    path = "inlinePolicy" if resource.type == _PERMISSION_SET else _INLINE.get(resource.type, ("policy",))[0]
    yield Written(resource, path, read_document(resource.inputs, path))


def is_only_boundary(graph: Graph, policy: Resource) -> bool:
    """Tell whether a policy is the permissions boundary of somebody, and attached to nobody."""
    return policy.type == POLICY and policy.urn in graph.derive(_only_boundaries)


def is_boundary(graph: Graph, policy: Resource) -> bool:
    """Tell whether a policy is the permissions boundary of somebody."""
    return policy.type == POLICY and policy.urn in graph.derive(_boundaries)


def boundary_of(graph: Graph, holder: Resource) -> Document | None:
    """Return the document of a holder's permissions boundary, where it stands in the same stack."""
    for policy in _named_policies(graph, holder, "permissionsBoundary"):
        found = read_document(policy.inputs, "policy")
        if isinstance(found, Document):
            return found
    return None


def attached(graph: Graph, attachment: Resource) -> tuple[tuple[str, ...], tuple[Resource, ...]]:
    """Return the ARNs that something attaches, and the policies of the stack that it attaches."""
    path, _ = ATTACHMENTS[attachment.type]
    arns = tuple(one for one in map(plain, items(attachment.inputs, path)) if isinstance(one, str))
    return arns, _named_policies(graph, attachment, path)


def holders_of(graph: Graph, resource: Resource) -> tuple[Resource, ...]:
    """Return the roles, users and groups of the stack that an attachment or a document of one holder is for."""
    if resource.type in HOLDERS:
        return (resource,)
    if resource.type in _INLINE:
        _, path, token = _INLINE[resource.type]
        return graph.refers(resource, path, token).resources
    _, targets = ATTACHMENTS.get(resource.type, ("", ()))
    return tuple(one for path, token in targets for one in graph.refers(resource, path, token).resources)


@dataclass(frozen=True, slots=True)
class Held:
    """What a holder has: documents of the stack, and ARNs of policies, by what gives them."""

    documents: tuple[Written, ...] = ()
    arns: tuple[tuple[Resource, str], ...] = ()


def held(graph: Graph, holder: Resource) -> Held:
    """Return the policies that a role, a user or a group of the stack has."""
    return graph.derive(_held).get(holder.urn, Held())


def _held(graph: Graph) -> dict[str, Held]:
    found: dict[str, Held] = {}

    def give(holder: Resource, more: Held) -> None:
        has = found.get(holder.urn, Held())
        found[holder.urn] = Held((*has.documents, *more.documents), (*has.arns, *more.arns))

    for document in graph.of_type(*_INLINE, ROLE):
        for holder in holders_of(graph, document):
            give(holder, Held(documents=tuple(written(document))))
    for attachment in graph.of_type(*ATTACHMENTS):
        arns, policies = attached(graph, attachment)
        more = Held(
            tuple(one for policy in policies for one in written(policy)),
            tuple((attachment, arn) for arn in arns),
        )
        for holder in holders_of(graph, attachment):
            give(holder, more)
    return found


def _boundaries(graph: Graph) -> frozenset[str]:
    return frozenset(
        policy.urn
        for holder in graph.of_type(*_BOUNDED)
        for policy in _named_policies(graph, holder, "permissionsBoundary")
    )


def _only_boundaries(graph: Graph) -> frozenset[str]:
    return graph.derive(_boundaries) - {
        policy.urn for attachment in graph.of_type(*ATTACHMENTS) for policy in attached(graph, attachment)[1]
    }


def _named_policies(graph: Graph, resource: Resource, path: str) -> tuple[Resource, ...]:
    """Return the policies of the stack that a property names, by reference or by an ARN that ends with a name."""
    found = graph.refers(resource, path, POLICY)
    by_name = graph.derive(_policies_by_name)
    named = (by_name.get(arn.partition(":policy")[2]) for arn in found.foreign)
    return (*found.resources, *(one for one in named if one is not None))


def _policies_by_name(graph: Graph) -> dict[str, Resource]:
    """Return the policies of the stack by path and name, as ARNs end; a preview knows no ARN."""
    found: dict[str, Resource] = {}
    for policy in graph.of_type(POLICY):
        name: Any = plain(policy.value("name"))
        path: Any = plain(at(policy.inputs, "path"))
        if isinstance(name, str) and name:
            found[f"{path if isinstance(path, str) else '/'}{name}"] = policy
    return found
