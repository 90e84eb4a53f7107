"""The policy of a bucket: what each private bucket denies, and how a statement looks."""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

import pulumi


class Statement(TypedDict):
    """One statement of a bucket policy."""

    Sid: str
    Effect: Literal["Allow", "Deny"]
    Principal: Literal["*"] | Mapping[str, pulumi.Input[str]]
    Action: str | list[str]
    Resource: pulumi.Input[str] | list[pulumi.Input[str]]
    Condition: NotRequired[dict[str, dict[str, pulumi.Input[str]]]]


def bucket_policy(bucket_arn: pulumi.Input[str], statements: Sequence[Statement]) -> pulumi.Output[str]:
    """Return the policy document that denies access without TLS, and allows what the statements allow."""
    deny_plain_http: Statement = {
        "Sid": "DenyPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, pulumi.Output.concat(bucket_arn, "/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [deny_plain_http, *statements]})
