"""What the application tier is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from settings.app import AppSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationArgs:
    """What the application tier is given: its settings, and wires from other tiers."""

    settings: AppSettings
    tags: Mapping[str, str]
    """The provider's default tags, which do not reach what an Auto Scaling group launches."""
    vpc_id: pulumi.Input[str]
    public_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Where the load balancer stands; the VPC has its internet gateway already."""
    app_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Where the instances stand."""
    elb_group_id: pulumi.Input[str]
    app_group_id: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    """A validated certificate for `app.<domain>`, in the stack's region."""
    zone_id: pulumi.Input[str]
    domain_name: pulumi.Input[str]
    access_log_bucket_name: pulumi.Input[str]
    """Its bucket policy stands already: AWS writes a test file when logging is switched on."""
    compute_key_arn: pulumi.Input[str]
    """The KMS key of the volumes, which Auto Scaling's service-linked role may use."""
    logs_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    """The permission boundary of the tier's roles."""
    artifact_bucket_arn: pulumi.Input[str]
    storage_key_arn: pulumi.Input[str]
    """The KMS key of the artifact bucket."""
    database_endpoint: pulumi.Input[str]
    """Host and port."""
    database_secret_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    """The KMS key of the database's secret."""
