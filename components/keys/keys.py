"""The customer keys that encrypt everything the shop stores."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pulumi
from pulumi_aws import kms

from components.keys.domains import DOMAINS, Domain
from components.keys.key_policies import key_policy
from settings.keys import KeysSettings

# Where CloudFront has its metrics, its web ACLs and their logs, and Route 53 its health checks.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html
EDGE_REGION: Final = "us-east-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeysArgs:
    """What the keys tier is given: its settings, and where it stands."""

    settings: KeysSettings
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]
    recovery_region: pulumi.Input[str]
    """Where the copies of backups and buckets lie, encrypted with keys of that region."""


class Keys(pulumi.ComponentResource):
    """A customer key for each kind of data, usable only by what stores this kind: services, or the application.

    For each domain of `domains`:

        alias/<project>-<stack>-<domain> -> key, rotated by KMS, with the policy of `key_policies`

    One key a domain, so that who reads a backup of the database cannot read secrets, and an end of one key
    is not the end of everything. Keys of the edge lie in us-east-1, those of copies in the recovery region:
    by their own `region`, not by a provider of their own.
    """

    logs_arn: pulumi.Output[str]
    storage_arn: pulumi.Output[str]
    database_arn: pulumi.Output[str]
    secrets_arn: pulumi.Output[str]
    compute_arn: pulumi.Output[str]
    cache_arn: pulumi.Output[str]
    tables_arn: pulumi.Output[str]
    messages_arn: pulumi.Output[str]
    customers_arn: pulumi.Output[str]
    audit_arn: pulumi.Output[str]
    backup_arn: pulumi.Output[str]
    edge_logs_arn: pulumi.Output[str]
    edge_messages_arn: pulumi.Output[str]
    storage_replica_arn: pulumi.Output[str]
    backup_replica_arn: pulumi.Output[str]

    def __init__(self, name: str, args: KeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:keys:Keys", name, args.settings.model_dump(mode="json"), opts)
        arns = {f"{domain.replace('-', '_')}_arn": self._create_key(name, domain, args) for domain in DOMAINS}
        for attribute, arn in arns.items():
            setattr(self, attribute, arn)
        self.register_outputs(dict(arns))

    def _create_key(self, name: str, domain: Domain, args: KeysArgs) -> pulumi.Output[str]:
        own_region = {"stack": None, "edge": EDGE_REGION, "recovery": args.recovery_region}
        region = own_region[DOMAINS[domain].place]
        policy = pulumi.Output.all(args.account_id, region or args.region).apply(
            partial(_policy_json, domain)
        )
        key = kms.Key(
            f"{name}-{domain}",
            description=f"{DOMAINS[domain].description} of {pulumi.get_project()} {pulumi.get_stack()}",
            enable_key_rotation=True,
            rotation_period_in_days=args.settings.rotation_period_days,
            deletion_window_in_days=args.settings.deletion_window_days,
            policy=policy,
            region=region,
            opts=pulumi.ResourceOptions(parent=self, protect=args.settings.deletion_protection),
        )
        # A name that people and scripts look the key up by; it moves along when the key is replaced.
        kms.Alias(
            f"{name}-{domain}",
            name=f"alias/{pulumi.get_project()}-{pulumi.get_stack()}-{domain}",
            target_key_id=key.key_id,
            region=region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key.arn


def _policy_json(domain: Domain, place: Sequence[str]) -> str:
    account_id, region = place
    return json.dumps(key_policy(domain, account_id, region))
