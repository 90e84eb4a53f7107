"""What one configured aws provider decides for every resource under it: region, account, tags."""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from stagecraft import wire
from stagecraft.simulated.aws import regions

# AWS's own documentation account.
DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"
_ROLE_ACCOUNT = re.compile(r"^arn:[^:]+:iam::(\d{12}):role/")


@dataclass(frozen=True, slots=True)
class IgnoredTags:
    """Tags that the provider is told to overlook, by key and by prefix of the key."""

    keys: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    def covers(self, key: str) -> bool:
        """Tell whether a tag is overlooked."""
        return key in self.keys or key.startswith(self.prefixes)


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """Region, account and tags of one aws provider."""

    region: str = DEFAULT_REGION
    account_id: str = DEFAULT_ACCOUNT
    default_tags: Mapping[str, Any] = field(default_factory=dict)
    ignored_tags: IgnoredTags = IgnoredTags()

    @property
    def partition(self) -> str:
        """The partition of the region, such as `aws` or `aws-cn`."""
        return regions.partition(self.region).name

    @classmethod
    def from_inputs(cls, inputs: Mapping[str, Any], config: Mapping[str, str]) -> Self:
        """Read the inputs of a provider resource, falling back to the stack's `aws:` config.

        Nested inputs of a provider arrive as JSON text (`defaultTags` is `'{"tags": {...}}'`). The account is
        the one that the provider ends up in: that of the last role it assumes, else the only allowed one.
        """
        setting = _setting(inputs, config)
        region = setting("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        tags = _mapping(_mapping(setting("defaultTags")).get("tags"))
        ignored = _mapping(setting("ignoreTags"))
        return cls(
            region=region if isinstance(region, str) and region != wire.UNKNOWN else DEFAULT_REGION,
            account_id=_account(setting),
            default_tags={key: value for key, value in tags.items() if value is not None},
            ignored_tags=IgnoredTags(
                frozenset(_texts(ignored.get("keys"))), tuple(_texts(ignored.get("keyPrefixes")))
            ),
        )


def account_complaint(inputs: Mapping[str, Any]) -> str:
    """Say why a provider with these inputs does not start: its role lies in an account that they rule out.

    Which account the credentials are for, only AWS knows: a provider without a role is not complained of.
    """
    setting = _setting(inputs, {})
    account = _role_account(setting)
    allowed, forbidden = _texts(setting("allowedAccountIds")), _texts(setting("forbiddenAccountIds"))
    wrong = account and ((allowed and account not in allowed) or account in forbidden)
    return f"AWS account ID not allowed: {account}" if wrong else ""


def _setting(inputs: Mapping[str, Any], config: Mapping[str, str]) -> Callable[[str], Any]:
    def setting(name: str) -> Any:
        value = wire.unwrap(inputs.get(name))
        if value is None:
            value = config.get(f"aws:{name}", config.get(name))
        return _decoded(value)

    return setting


def _role_account(setting: Callable[[str], Any]) -> str:
    """Return the account of the last role that the provider assumes; empty where it assumes none."""
    roles = setting("assumeRoles") or setting("assumeRole")
    for role in reversed(roles if isinstance(roles, list) else [roles]):
        match = _ROLE_ACCOUNT.match(str(_mapping(role).get("roleArn", "")))
        if match:
            return match.group(1)
    return ""


def _account(setting: Callable[[str], Any]) -> str:
    allowed = _texts(setting("allowedAccountIds"))
    return _role_account(setting) or (allowed[0] if len(allowed) == 1 else DEFAULT_ACCOUNT)


def _decoded(value: Any) -> Any:
    """Return the value that a nested input's JSON text holds; plain text and plain values as they are."""
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    value = wire.unwrap(value)
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> list[str]:
    value = wire.unwrap(value)
    return (
        [item for item in value if isinstance(item, str) and item != wire.UNKNOWN]
        if isinstance(value, list)
        else []
    )
