"""TLS: whether a policy denies everyone every request that comes without it."""

from collections.abc import Iterable
from typing import Final

from guardrails.documents.access import Denial, satisfiable, witnesses
from guardrails.documents.callers import WITHOUT_TLS
from guardrails.documents.logic import Truth, all_of, any_of, negated
from guardrails.documents.patterns import FRESH
from guardrails.documents.reading import Document, Principals, Statement, Words

_PARTITIONS: Final = ("aws", "aws-cn", "aws-us-gov", "aws-eusc")


def refuses_plain_http(document: Document, actions: str, resources: Iterable[str]) -> Truth:
    """Tell whether a document denies everyone the actions on all the resources without TLS."""
    return all_of(_refuses(document, actions, one) for one in resources)


def refuses_plain_http_to_bucket(document: Document, bucket: str | None) -> Truth:
    """Tell whether a bucket policy denies everyone all of S3 without TLS, for the bucket and its objects.

    A bucket whose name is known only after an `up` is taken to be one that the document names.
    """
    return any_of(
        refuses_plain_http(document, "s3:*", (one, f"{one}/{FRESH}", f"{one}/{FRESH}/{FRESH}"))
        for one in (_bucket_arns(bucket) if bucket is not None else _named_buckets(document))
    )


def _bucket_arns(bucket: str) -> Iterable[str]:
    return (f"arn:{partition}:s3:::{bucket}" for partition in _PARTITIONS)


def _named_buckets(document: Document) -> Iterable[str]:
    """Return the buckets that the denials name, or any bucket where they name all."""
    named = {one for deny in document.denies if deny.resources is not None for one in deny.resources.known}
    return sorted(one for one in named if "/" not in one)


def _refuses(document: Document, actions: str, resource: str) -> Truth:
    denies = [(one, _everyone(one.principals)) for one in document.denies]
    return negated(
        any_of(
            satisfiable((), tuple(_denials(denies, action, resource)), WITHOUT_TLS)
            for action in witnesses(Words((actions,)), [one.actions for one, _ in denies])
        )
    )


def _everyone(principals: Principals | None) -> Truth:
    if principals is None or principals.all_but:
        return False
    return principals.anyone


def _denials(denies: Iterable[tuple[Statement, Truth]], action: str, resource: str) -> Iterable[Denial]:
    for one, who in denies:
        about = all_of((who, one.is_about(action, resource)))
        if about is not False:
            yield Denial(one.constraints, sure=about is True and one.allows is False)
