"""The customer keys that encrypt everything the shop stores."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
from pulumi_aws import kms

from components.keys.key_policies import DOMAINS, Domain, key_policy
from settings.keys import KeysSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class KeysArgs:
    """What the keys tier is given: its settings, and where it stands."""

    settings: KeysSettings
    account_id: pulumi.Input[str]
    region: pulumi.Input[str]


class Keys(pulumi.ComponentResource):
    """A customer key for each kind of data, usable only by the services that store this kind.

    For each domain (logs, storage, database, secrets, compute):

        alias/<project>-<stack>-<domain> -> key, rotated by KMS, with the policy of `key_policies`

    One key a domain, so that who reads a backup of the database cannot read secrets, and an end of one key
    is not the end of everything.
    """

    logs_arn: pulumi.Output[str]
    storage_arn: pulumi.Output[str]
    database_arn: pulumi.Output[str]
    secrets_arn: pulumi.Output[str]
    compute_arn: pulumi.Output[str]

    def __init__(self, name: str, args: KeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:keys:Keys", name, args.settings.model_dump(mode="json"), opts)
        self.logs_arn = self._create_key(name, "logs", args)
        self.storage_arn = self._create_key(name, "storage", args)
        self.database_arn = self._create_key(name, "database", args)
        self.secrets_arn = self._create_key(name, "secrets", args)
        self.compute_arn = self._create_key(name, "compute", args)
        self.register_outputs(
            {
                "logs_arn": self.logs_arn,
                "storage_arn": self.storage_arn,
                "database_arn": self.database_arn,
                "secrets_arn": self.secrets_arn,
                "compute_arn": self.compute_arn,
            }
        )

    def _create_key(self, name: str, domain: Domain, args: KeysArgs) -> pulumi.Output[str]:
        policy = pulumi.Output.all(args.account_id, args.region).apply(partial(_policy_json, domain))
        key = kms.Key(
            f"{name}-{domain}",
            description=f"{DOMAINS[domain].description} of {pulumi.get_project()} {pulumi.get_stack()}",
            enable_key_rotation=True,
            rotation_period_in_days=args.settings.rotation_period_days,
            deletion_window_in_days=args.settings.deletion_window_days,
            policy=policy,
            opts=pulumi.ResourceOptions(parent=self, protect=args.settings.deletion_protection),
        )
        # A name that people and scripts look the key up by; it moves along when the key is replaced.
        kms.Alias(
            f"{name}-{domain}",
            name=f"alias/{pulumi.get_project()}-{pulumi.get_stack()}-{domain}",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key.arn


def _policy_json(domain: Domain, place: Sequence[str]) -> str:
    account_id, region = place
    return json.dumps(key_policy(domain, account_id, region))
