"""The bucket of the Pulumi state, and the key of its secrets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pulumi

from components.customer_key import alias_name, create_customer_key
from components.keys.by_aws import Statement as KeyStatement
from components.keys.domains import KeyDomain
from components.storage import PrivateBucket, PrivateBucketArgs, Statement
from components.storage.private_bucket import S3_LOG_PREFIX
from settings.account.bootstrap import BootstrapSettings
from settings.keys import KeysSettings


def _pulumi_encrypts(account_id: str, _region: str) -> Iterator[KeyStatement]:
    """Let whoever may by IAM encrypt and decrypt secrets with the key itself, as Pulumi's `awskms` does.

    https://www.pulumi.com/docs/iac/concepts/secrets/#aws-key-management-service-kms
    """
    yield {
        "Sid": "AccountEncryptsSecrets",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"},
        "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"],
        "Resource": "*",
    }


STATE: Final = KeyDomain(description="Pulumi state", services=("s3",))
SECRETS: Final = KeyDomain(description="Secrets in the Pulumi state", by_aws=(_pulumi_encrypts,))


@dataclass(frozen=True, kw_only=True, slots=True)
class BootstrapArgs:
    """What the bootstrap is given: its settings, and where it stands."""

    settings: BootstrapSettings
    keys: KeysSettings
    account_id: pulumi.Input[str]
    region: str


class Bootstrap(pulumi.ComponentResource):
    """A state that only the account reads, that can be brought back, and whose secrets have a key of their own.

        Pulumi --> state bucket (versions, own key) --> access logs (S3's own keys)
           \\-----> secrets key

    Two keys, so that who reads the state does not read the secrets in it. No object lock: Pulumi overwrites
    the state and deletes its locks at every `up`.
    """

    state_bucket_name: pulumi.Output[str]
    state_bucket_arn: pulumi.Output[str]
    access_log_bucket_name: pulumi.Output[str]
    """Where all buckets of the account's own log who reads them."""
    state_key_arn: pulumi.Output[str]
    secrets_key_arn: pulumi.Output[str]
    backend_url: pulumi.Output[str]
    """What `pulumi login` takes."""
    secrets_provider: pulumi.Output[str]
    """What `pulumi stack change-secrets-provider` and `pulumi stack init --secrets-provider` take."""

    def __init__(self, name: str, args: BootstrapArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:bootstrap:Bootstrap", name, args.settings.model_dump(mode="json"), opts)
        self._args = args
        self.state_key_arn = self._create_key(name, "state", STATE)
        self.secrets_key_arn = self._create_key(name, "secrets", SECRETS)
        self.access_log_bucket_name = self._create_access_log_bucket(name)
        state = PrivateBucket(
            f"{name}-state",
            PrivateBucketArgs(
                noncurrent_version_days=args.settings.noncurrent_version_days,
                deletion_protection=args.settings.deletion_protection,
                kms_key_arn=self.state_key_arn,
                access_log_bucket_name=self.access_log_bucket_name,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        state.attach_policy()
        self.state_bucket_name, self.state_bucket_arn = state.name, state.arn
        # https://www.pulumi.com/docs/iac/concepts/state-and-backends/#aws-s3
        self.backend_url = pulumi.Output.format("s3://{0}?region={1}&awssdk=v2", state.name, args.region)
        self.secrets_provider = pulumi.Output.from_input(
            f"awskms://{alias_name('secrets')}?region={args.region}&awssdk=v2"
        )
        self.register_outputs(
            {
                "state_bucket_name": self.state_bucket_name,
                "state_bucket_arn": self.state_bucket_arn,
                "access_log_bucket_name": self.access_log_bucket_name,
                "state_key_arn": self.state_key_arn,
                "secrets_key_arn": self.secrets_key_arn,
                "backend_url": self.backend_url,
                "secrets_provider": self.secrets_provider,
            }
        )

    def _create_key(self, name: str, role: str, domain: KeyDomain) -> pulumi.Output[str]:
        return create_customer_key(
            name,
            role,
            domain,
            settings=self._args.keys,
            account_id=self._args.account_id,
            region=self._args.region,
            parent=self,
        )

    def _create_access_log_bucket(self, name: str) -> pulumi.Output[str]:
        settings = self._args.settings
        logs = PrivateBucket(
            f"{name}-access-logs",
            PrivateBucketArgs(
                noncurrent_version_days=settings.noncurrent_version_days,
                deletion_protection=settings.deletion_protection,
                # S3 delivers access logs to no bucket with a customer key, nor to one with object lock:
                # https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
                kms_key_arn=None,
                access_log_bucket_name=None,
                log_ages=settings.access_logs,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        return logs.attach_policy([_buckets_write(logs.arn, self._args.account_id)])


def _buckets_write(bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> Statement:
    """Allow the access logs of the account's other buckets, whatever their names."""
    return {
        "Sid": "BucketsWriteAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": pulumi.Output.concat(bucket_arn, f"/{S3_LOG_PREFIX}/*"),
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }
