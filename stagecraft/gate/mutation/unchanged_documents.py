"""Mutants of policies that let nobody do more: what is gone is said elsewhere too, or was never asked for.

Each reason is decided by the engine that evaluates documents, for the statement that was changed and for what
stands beside it in the stack; where it cannot be decided, the mutant counts.
"""

from collections.abc import Callable, Iterator
from typing import Final

from guardrails.access.deputies import has_own_folder, only_looks
from guardrails.coverage.families import DOCUMENT
from guardrails.documents import Document, Statement, read
from guardrails.documents.conditions import Constraint, candidates, holds
from guardrails.documents.patterns import instance, meet
from guardrails.documents.sources import demanded, source_services
from guardrails.documents.transport import refuses_plain_http_to_bucket
from guardrails.graph import Graph
from guardrails.identity.holders import ROLE, is_boundary
from guardrails.tokens import BUCKETS, aws
from guardrails.values import UNKNOWN, at, plain

from stagecraft.gate.mutation.mutants import Mutant
from stagecraft.gate.mutation.unchanged_keys import asked_by_key
from stagecraft.gate.mutation.unchanged_tags import own_tags, tags_new_ones
from stagecraft.gate.mutation.values import statement_of

_POINT: Final = "s3/accessPoint"
_BUCKET_POLICY: Final = aws("s3/bucketPolicy")
_OWNERSHIP: Final = aws("s3/bucketOwnershipControls")
_PASS: Final = frozenset({"iam:passrole"})
_PASSED_TO: Final = "iam:passedtoservice"


def unchanged_document(mutant: Mutant, graph: Graph) -> str | None:
    """Return why a changed policy lets nobody do more, or None where it does."""
    if mutant.family != DOCUMENT.id or ": " not in mutant.done:
        return None
    text = plain(at(mutant.original.inputs, mutant.input))
    document = read(text)
    changed = read({"Statement": statement_of(text, mutant.done)})
    if not isinstance(document, Document) or not isinstance(changed, Document):
        return None
    for how, check in _CHECKS:
        if mutant.done.endswith(f": {how}"):
            reason = check(mutant, graph, document, changed.statements[0])
            if reason is not None:
                return reason
    return None


def _trust(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """A service that takes a role does so by sts:AssumeRole; for nothing else does it ask the role's trust policy."""
    del graph, document
    who = statement.principals
    if mutant.input != "assumeRolePolicy" or who is None or not who.services or who.accounts or who.federated:
        return None
    assumes = statement.actions.covers("sts:assumerole") is True
    return "equivalent: a service asks a trust policy for nothing but sts:AssumeRole" if assumes else None


def _endpoint(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    del graph, document
    whole = all(one.endswith(":*") and one != "*:*" for one in statement.actions.known)
    if mutant.short == "ec2/vpcEndpoint" and whole and not statement.actions.all_but:
        return "equivalent: an endpoint carries requests for its own service alone"
    return None


def _own_tables(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """A gateway endpoint for own tables: other accounts' credentials reach them, and no table lets those in."""
    del document
    if mutant.short != "ec2/vpcEndpoint" or statement.resources is None or statement.resources.all_but:
        return None
    accounts = {one.split(":")[4] for one in statement.resources.known if one.startswith("arn:aws:dynamodb:")}
    named = len(accounts) == 1 and accounts.isdisjoint({"", "*"})
    if named and len(statement.resources.patterns) == len(statement.resources.known):
        tables = graph.of_type(aws("dynamodb/resourcePolicy"))
        return None if tables else "equivalent: it names own tables alone, which let in no other account"
    return None


def _service(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    del mutant, graph, document
    if statement.principals is None or not statement.principals.services or not source_services(statement):
        return None
    return "equivalent: only that service brings an aws:SourceArn of its own resources"


def _delivery(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """Log delivery: the service chooses the folder, by the account that it acts for; ACLs are off."""
    del document
    if (
        mutant.original.type != _BUCKET_POLICY
        or not statement.principals
        or not statement.principals.services
    ):
        return None
    if only_looks(statement) and "cloudfront.amazonaws.com" not in statement.principals.services:
        return "equivalent: the service looks for itself, and tells nobody"
    buckets = graph.refers(mutant.original, "bucket", *BUCKETS).resources
    owners = [
        plain(at(one.inputs, "rule.objectOwnership"))
        for bucket in buckets
        for one in graph.referrers(bucket, (_OWNERSHIP,), "bucket", BUCKETS).sure
    ]
    if has_own_folder(statement) and owners == ["BucketOwnerEnforced"]:
        return "equivalent: the service writes into the folder of the account that it acts for, and no other is named"
    return None


def _denies_nothing(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """A boundary gives nothing: to deny what it does not let through changes nothing.

    But for sessions that a resource's own policy names by their ARN; no policy of the stack does.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-other.html
    """
    if not is_boundary(graph, mutant.original) or statement.actions.all_but:
        return None
    reached = (
        allowed.actions.all_but or meet(one, other) is not None
        for allowed in document.allows
        for one in allowed.actions.known
        for other in statement.actions.known
    )
    return None if any(reached) else "equivalent: the boundary lets nothing of it through anyway"


def _passes_alone(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html."""
    del mutant, graph, document
    if set(statement.actions.patterns) != _PASS or _PASSED_TO not in {one.key for one in demanded(statement)}:
        return None
    return "equivalent: only requests for iam:PassRole have the key of its condition"


def _own_roles(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html."""
    del mutant, graph, document
    words = statement.resources
    if set(statement.actions.patterns) != _PASS or words is None or words.all_but:
        return None
    every = any(one.startswith("arn:aws:iam::") and one.endswith(":role/*") for one in words.known)
    return "equivalent: nobody hands on roles of another account" if every else None


def _taken_by_one(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """A role that is handed on by name, and that takes only the services of the condition."""
    del mutant, document
    condition = next((one for one in statement.constraints if one.key == _PASSED_TO), None)
    words = statement.resources
    if set(statement.actions.patterns) != _PASS or condition is None or words is None or words.all_but:
        return None
    roles = [graph.find(one, ROLE) for one in words.patterns]
    takers: set[object] = set()
    for role in roles:
        trust = read(at(role.inputs, "assumeRolePolicy")) if role is not None else None
        if not isinstance(trust, Document):
            return None
        for one in trust.allows:
            takers.update(one.principals.services if one.principals else ("*",))
            takers.update((*one.principals.accounts, *one.principals.federated) if one.principals else ())
    same = takers <= set(condition.values) and len(statement.constraints) == 1
    return "equivalent: the role is taken by the services of the condition alone" if same else None


def _bucket_refuses(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html."""
    del document
    if mutant.short != _POINT or {one.key for one in statement.constraints} != {"aws:securetransport"}:
        return None
    for bucket in graph.refers(mutant.original, "bucket", *BUCKETS).resources:
        name = plain(bucket.value("bucket"))
        for one in graph.referrers(bucket, (_BUCKET_POLICY,), "bucket", BUCKETS).sure:
            policy = read(at(one.inputs, "policy"))
            known = name if isinstance(name, str) else None
            if isinstance(policy, Document) and refuses_plain_http_to_bucket(policy, known) is True:
                return "equivalent: the bucket refuses it, by whichever way a request comes"
    return None


def _denied_anyway(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """Who fails the condition that is gone is denied by another statement for everyone."""
    del mutant, graph
    if statement.constraints and all(_is_denied(document, statement, one) for one in statement.constraints):
        return "equivalent: another statement denies it to everyone who fails the condition"
    return None


def _is_denied(document: Document, statement: Statement, lost: Constraint) -> bool:
    return any(
        deny.principals is not None
        and deny.principals.anyone is True
        and len(deny.constraints) == 1
        and deny.constraints[0].key == lost.key
        and all(deny.is_about(action, resource) is True for action, resource in _requests(statement))
        and all(
            holds(deny.constraints[0], value) is True
            for value in candidates((lost, deny.constraints[0]))
            if holds(lost, value) is not True
        )
        for deny in document.denies
    )


def _requests(statement: Statement) -> Iterator[tuple[str, str]]:
    resources = statement.resources.known if statement.resources is not None else ("*",)
    for action in statement.actions.patterns:
        for resource in resources:
            yield ("*" if action is UNKNOWN else instance(action)), instance(resource)


_Check = Callable[[Mutant, Graph, Document, Statement], str | None]
_CHECKS: Final[tuple[tuple[str, _Check], ...]] = (
    ("Action *", _trust),
    ("Action *", _endpoint),
    ("Action *", _passes_alone),
    ("Principal *", _service),
    ("Resource *", _own_roles),
    ("Resource *", own_tags),
    ("Resource *", tags_new_ones),
    ("Condition dropped", _own_tables),
    ("Condition dropped", _delivery),
    ("Condition dropped", _taken_by_one),
    ("Condition dropped", asked_by_key),
    ("Condition dropped", _denied_anyway),
    ("Deny removed", _denies_nothing),
    ("Deny removed", _bucket_refuses),
)
