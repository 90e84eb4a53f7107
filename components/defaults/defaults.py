"""What the account refuses or does by default, whoever makes what in it."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import account, ebs, ec2, iam, s3, ssm

from components.customer_key import create_customer_key
from components.keys import by_aws
from components.keys.domains import KeyDomain
from settings.account.defaults import DefaultsSettings, PasswordSettings
from settings.keys import KeysSettings

VOLUMES: Final = KeyDomain(
    description="Volumes without a key of their own",
    services=("ec2",),
    grants=True,
    by_aws=(by_aws.auto_scaling,),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DefaultsArgs:
    """What the defaults are given: their settings, and where they hold."""

    settings: DefaultsSettings
    keys: KeysSettings
    account_id: pulumi.Input[str]
    region: str


class Defaults(pulumi.ComponentResource):
    """Nothing becomes public or unencrypted in the account by an oversight.

    * everywhere: no public bucket, strong passwords, contacts other than the root user's owner
    * in the region: volumes encrypted by a key of ours, no public snapshot or image, IMDSv2, no serial console,
      no public Systems Manager document

    All of them are one per account (and region), and a destroy gives AWS's defaults back. What AWS has no
    default for is the default VPC: `docs/account.md` tells how it is taken away.
    """

    volumes_key_arn: pulumi.Output[str]
    """The key of volumes that name none."""

    def __init__(self, name: str, args: DefaultsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:defaults:Defaults", name, args.settings.model_dump(mode="json"), opts)
        self._base, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self._require_strong_passwords(args.settings.password)
        s3.AccountPublicAccessBlock(
            f"{name}-buckets",
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )
        self._encrypt_volumes()
        self._close_compute()
        for contact in args.settings.contacts:
            account.AlternativeContact(
                f"{name}-{contact.kind.lower()}",
                alternate_contact_type=contact.kind,
                name=contact.name,
                title=contact.title,
                email_address=contact.email,
                phone_number=contact.phone,
                opts=self._child,
            )
        self.register_outputs({"volumes_key_arn": self.volumes_key_arn})

    def _require_strong_passwords(self, password: PasswordSettings) -> None:
        iam.AccountPasswordPolicy(
            f"{self._base}-passwords",
            minimum_password_length=password.minimum_length,
            password_reuse_prevention=password.reuse_prevention,
            max_password_age=password.max_age_days,
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            allow_users_to_change_password=True,
            # A user whose password has expired may still set a new one; else an administrator would have to.
            hard_expiry=False,
            opts=self._child,
        )

    def _encrypt_volumes(self) -> None:
        self.volumes_key_arn = create_customer_key(
            self._base,
            "volumes",
            VOLUMES,
            settings=self._args.keys,
            account_id=self._args.account_id,
            region=self._args.region,
            parent=self,
        )
        ebs.EncryptionByDefault(f"{self._base}-volumes", enabled=True, opts=self._child)
        ebs.DefaultKmsKey(f"{self._base}-volumes", key_arn=self.volumes_key_arn, opts=self._child)

    def _close_compute(self) -> None:
        ebs.SnapshotBlockPublicAccess(f"{self._base}-snapshots", state="block-all-sharing", opts=self._child)
        ec2.ImageBlockPublicAccess(f"{self._base}-images", state="block-new-sharing", opts=self._child)
        ec2.InstanceMetadataDefaults(
            f"{self._base}-metadata",
            http_endpoint="enabled",
            http_tokens="required",
            http_put_response_hop_limit=self._args.settings.metadata_hop_limit,
            opts=self._child,
        )
        ec2.SerialConsoleAccess(f"{self._base}-serial-console", enabled=False, opts=self._child)
        ssm.ServiceSetting(
            f"{self._base}-documents",
            # https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html#block-public-access
            setting_id="/ssm/documents/console/public-sharing-permission",
            setting_value="Disable",
            opts=self._child,
        )
