"""Resource policies of the tier: how a statement looks, and what each policy denies."""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

import pulumi


class Statement(TypedDict):
    """One statement of the policy of a bucket, an access point or a queue."""

    Sid: str
    Effect: Literal["Allow", "Deny"]
    Principal: Literal["*"] | Mapping[str, pulumi.Input[str]]
    Action: str | list[str]
    Resource: pulumi.Input[str] | list[pulumi.Input[str]]
    Condition: NotRequired[dict[str, dict[str, pulumi.Input[str]]]]


def tls_only_policy(
    service: Literal["s3", "sqs"],
    resources: Sequence[pulumi.Input[str]],
    statements: Sequence[Statement] = (),
) -> pulumi.Output[str]:
    """Return the policy document that denies access without TLS, and allows what the statements allow."""
    deny_plain_http: Statement = {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": f"{service}:*",
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [deny_plain_http, *statements]})
