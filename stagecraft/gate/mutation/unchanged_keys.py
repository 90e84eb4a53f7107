"""Conditions of identity policies on the use of a key, which the key's own policy asks for as well.

To use a key, somebody of its account needs both: the key's policy must leave it to IAM, and IAM must allow it.
https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
"""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.documents import Document, Statement, read
from guardrails.documents.conditions import Constraint, candidates, holds
from guardrails.documents.patterns import meet
from guardrails.documents.sources import demanded
from guardrails.graph import Graph
from guardrails.identity.holders import held, holders_of
from guardrails.tokens import aws
from guardrails.values import UNKNOWN, at

from stagecraft.gate.mutation.mutants import Mutant

_KEY: Final = aws("kms/key")
_WHOLE_ACCOUNT: Final = re.compile(r"arn:aws:iam::\d{12}:root")
_VIA: Final = "kms:viaservice"
# What says how a key is set up, and nothing of what it protects.
_LOOKING: Final = ("kms:describekey",)
_CONTEXT: Final = "kms:encryptioncontext:secretarn"
# What makes Secrets Manager encrypt or decrypt, each with the ARN of its secret as the context:
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
_SECRETS: Final = tuple(
    f"secretsmanager:{name}"
    for name in (
        "createsecret",
        "getsecretvalue",
        "putsecretvalue",
        "replicatesecrettoregions",
        "updatesecret",
    )
)


def asked_by_key(mutant: Mutant, graph: Graph, document: Document, statement: Statement) -> str | None:
    """Tell whether the keys that a statement names ask for every condition of it."""
    del document
    words = statement.resources
    if words is None or words.all_but or not all(one.startswith("kms:") for one in statement.actions.known):
        return None
    actions = tuple(one for one in statement.actions.known if one not in _LOOKING)
    keys = [graph.find(one, _KEY) for one in words.patterns]
    for key in keys:
        policy = read(at(key.inputs, "policy")) if key is not None else None
        if not isinstance(policy, Document):
            return None
        ways = [one for one in _ways(policy, actions) if _is_open(mutant, graph, one)]
        if not ways or not all(
            _asks(mutant, graph, way, one) for way in ways for one in statement.constraints
        ):
            return None
    return "equivalent: the key's own policy asks for the same"


def _ways(policy: Document, actions: tuple[str, ...]) -> Iterator[Statement]:
    """Yield the statements of a key that leave some of the actions to IAM."""
    for one in policy.allows:
        accounts = one.principals.accounts if one.principals is not None else ()
        whole = any(name is not UNKNOWN and _WHOLE_ACCOUNT.fullmatch(name) for name in accounts)
        about = any(meet(left, right) is not None for left in one.actions.known for right in actions)
        if whole and about:
            yield one


def _is_open(mutant: Mutant, graph: Graph, way: Statement) -> bool:
    """Tell whether the holder may call one of the services through which a statement of the key is used."""
    services = _services(way)
    if not services:
        return True
    documents = [
        one.found for holder in holders_of(graph, mutant.original) for one in held(graph, holder).documents
    ]
    return not documents or any(
        not isinstance(document, Document)
        or any(
            allow.actions.all_but
            or any(meet(action, f"{service}:*") is not None for action in allow.actions.known)
            for allow in document.allows
            for service in services
        )
        for document in documents
    )


def _services(way: Statement) -> frozenset[str]:
    """Return the services through which alone a statement of a key is used."""
    return frozenset(
        str(value).split(".")[0] for one in demanded(way) if one.key == _VIA for value in one.values
    )


def _asks(mutant: Mutant, graph: Graph, way: Statement, lost: Constraint) -> bool:
    """Tell whether every request that passes a statement of the key passes the constraint that is gone."""
    same = [one for one in way.constraints if one.key == lost.key]
    if same:
        return all(
            holds(lost, value) is True
            for value in candidates((lost, *same))
            if all(holds(one, value) is not False for one in same)
        )
    services = _services(way)
    if lost.key == "kms:grantisforawsresource":
        return bool(services)  # a grant that comes through a service is for the service's resource
    if lost.key == _CONTEXT and services == {"secretsmanager"}:
        return _names_secrets(mutant, graph, lost)
    return False


def _names_secrets(mutant: Mutant, graph: Graph, lost: Constraint) -> bool:
    """Tell whether the holder may ask Secrets Manager for no other secrets than the constraint names."""
    for holder in holders_of(graph, mutant.original):
        for one in held(graph, holder).documents:
            if not isinstance(one.found, Document):
                return False
            for statement in one.found.allows:
                words = statement.resources
                asks = any(statement.actions.covers(action) is not False for action in _SECRETS)
                if asks and (words is None or words.all_but or not set(words.patterns) <= set(lost.values)):
                    return False
    return True
