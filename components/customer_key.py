"""A customer key of the account itself, with its alias."""

import json
from collections.abc import Sequence
from functools import partial

import pulumi
from pulumi_aws import kms

from components.keys.domains import KeyDomain
from components.keys.key_policies import policy_of
from settings.keys import KeysSettings


def alias_name(role: str) -> str:
    """Return the alias of the account's key of a role, which people, scripts and policies name it by."""
    return f"alias/{pulumi.get_project()}-{pulumi.get_stack()}-{role}"


def create_customer_key(
    name: str,
    role: str,
    domain: KeyDomain,
    *,
    settings: KeysSettings,
    account_id: pulumi.Input[str],
    region: str,
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """Create a rotated key that its policy opens to the domain's services alone; return its ARN.

    Args:
        name: The logical name of the component that the key belongs to.
        role: What the key is for, one word that ends its names.
        domain: What the key encrypts, and who uses it for that.
        settings: Its rotation and its end.
        account_id: The account.
        region: The region of the stack, which the key lies in.
        parent: The component.
    """
    key = kms.Key(
        f"{name}-{role}",
        description=f"{domain.description} of {pulumi.get_project()} {pulumi.get_stack()}",
        enable_key_rotation=True,
        rotation_period_in_days=settings.rotation_period_days,
        deletion_window_in_days=settings.deletion_window_days,
        policy=pulumi.Output.all(account_id, region).apply(partial(_policy_json, domain)),
        opts=pulumi.ResourceOptions(parent=parent, protect=settings.deletion_protection),
    )
    kms.Alias(
        f"{name}-{role}",
        name=alias_name(role),
        target_key_id=key.key_id,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return key.arn


def _policy_json(domain: KeyDomain, place: Sequence[str]) -> str:
    account_id, region = place
    return json.dumps(policy_of(domain, account_id, region))
