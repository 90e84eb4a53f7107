"""What AWS refuses: the words of its answer, as pulumi-aws hands them on."""

from typing import Any

from stagecraft import wire


class Refusal(Exception):  # noqa: N818 - AWS's answer, not a fault of ours
    """AWS, or its provider, does not do what was asked; the message is what the engine shows."""


def api_error(doing: str, operation: str, status: int, code: str, message: str) -> Refusal:
    """Return an error of an API in the form of the AWS SDK, in which people search for it.

    Args:
        doing: what the provider was doing, such as `deleting EC2 VPC (vpc-0a1b)`.
        operation: service and operation, such as `EC2: DeleteVpc`.
        status: the HTTP status.
        code: AWS's code of the error.
        message: AWS's words.
    """
    return Refusal(
        f"{doing}: operation error {operation}, https response error StatusCode: {status}, "
        f"api error {code}: {message}"
    )


def is_true(value: Any) -> bool:
    """Tell whether a property is set to true."""
    return wire.unwrap(value) is True
