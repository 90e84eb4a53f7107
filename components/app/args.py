"""What the application tier is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.app.stores import StoreWires
from settings.app import AppSettings
from settings.security import Ingress


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationArgs:
    """What the application tier is given: its settings, and wires from other tiers."""

    settings: AppSettings
    tags: Mapping[str, str]
    """The provider's default tags, which do not reach what an Auto Scaling group launches."""
    ingress: Ingress
    """Who reaches the load balancer; behind a VPC origin of CloudFront it has no public address."""
    account_id: pulumi.Input[str]
    region: str
    vpc_id: pulumi.Input[str]
    public_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Where a public load balancer stands; the VPC has its internet gateway already."""
    app_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Where an internal load balancer stands."""
    outbound_subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The same for the instances, which fetch packages at their first boot: their way out is there already."""
    elb_group_id: pulumi.Input[str]
    app_group_id: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    """A validated certificate for `app.<domain>`, in the stack's region."""
    zone_id: pulumi.Input[str]
    domain_name: pulumi.Input[str]
    regional_acl_arn: pulumi.Input[str]
    """The web ACL in front of the load balancer."""
    access_log_bucket_name: pulumi.Input[str]
    """Its bucket policy stands already: AWS writes a test file when logging is switched on."""
    compute_key_arn: pulumi.Input[str]
    """The KMS key of the volumes, which Auto Scaling's service-linked role may use."""
    logs_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    """The permission boundary that every role of the stack carries."""
    alerts_topic_arn: pulumi.Input[str]
    """Who is told of the alarms that roll a new version back."""
    artifact_bucket_arn: pulumi.Input[str]
    """Where the application's archive lies."""
    stores: StoreWires
    """The data stores that the application works with."""
