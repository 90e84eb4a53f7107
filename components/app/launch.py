"""What every instance is launched with: its role, its image, its script, its volume."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ec2, iam, ssm

from components.app.args import ApplicationArgs
from components.app.environment import create_parameters, environment_lines
from components.app.group import WAIT_SECONDS
from components.app.image import ROOT_DEVICE, image_parameter
from components.app.names import LAUNCH_HOOK, TERMINATE_HOOK, Names
from components.app.permissions import instance_policy
from components.app.stores import endpoints, names_of_stores
from components.app.user_data import bucket_of, render_user_data
from components.trust import service_trust

_LAUNCHED = ("instance", "volume", "network-interface")


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch:
    """What the group and its deployments need of it."""

    template: ec2.LaunchTemplate
    role: iam.Role
    log_group_name: pulumi.Output[str]
    first: list[pulumi.Resource]
    """What an instance would fail without in its first second."""


def create_launch(name: str, args: ApplicationArgs, names: Names, parent: pulumi.Resource) -> Launch:
    """Create the launch template, and what an instance needs from its first second on."""
    child = pulumi.ResourceOptions(parent=parent)
    log_group = cloudwatch.LogGroup(
        f"{name}-app",
        name=names.log_group,
        kms_key_id=args.logs_key_arn,
        retention_in_days=args.settings.log_retention_days,
        opts=child,
    )
    role = iam.Role(
        f"{name}-app",
        description="What an application instance may do.",
        assume_role_policy=json.dumps(service_trust("ec2.amazonaws.com")),
        permissions_boundary=args.boundary_arn,
        opts=child,
    )
    permissions = _grant(name, args, names, role, child)
    parameters = endpoints(args.stores)
    create_parameters(name, names, parameters, child)
    profile = iam.InstanceProfile(f"{name}-app", role=role.name, opts=child)
    template = ec2.LaunchTemplate(
        f"{name}-app",
        _template(name, args, parent, profile.arn, _user_data(args, names, list(parameters))),
        child,
    )
    return Launch(
        template=template, role=role, log_group_name=log_group.name, first=[*permissions, log_group]
    )


def _grant(
    name: str, args: ApplicationArgs, names: Names, role: iam.Role, child: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    """Give the role Session Manager, and the instance policy."""
    return [
        # Session Manager, which stands in for SSH.
        iam.RolePolicyAttachment(
            f"{name}-app-ssm",
            role=role.name,
            policy_arn=iam.ManagedPolicy.AMAZON_SSM_MANAGED_INSTANCE_CORE,
            opts=child,
        ),
        iam.RolePolicy(f"{name}-app", role=role.name, policy=instance_policy(args, names), opts=child),
    ]


def _template(
    name: str,
    args: ApplicationArgs,
    parent: pulumi.Resource,
    profile_arn: pulumi.Input[str],
    user_data: pulumi.Input[str],
) -> ec2.LaunchTemplateArgs:
    settings = args.settings
    return ec2.LaunchTemplateArgs(
        update_default_version=True,
        image_id=_image(args, parent),
        instance_type=settings.instance_types[0],
        iam_instance_profile=ec2.LaunchTemplateIamInstanceProfileArgs(arn=profile_arn),
        user_data=user_data,
        metadata_options=ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
        ),
        monitoring=ec2.LaunchTemplateMonitoringArgs(enabled=True),
        placement=ec2.LaunchTemplatePlacementArgs(tenancy=settings.tenancy),
        network_interfaces=[
            ec2.LaunchTemplateNetworkInterfaceArgs(
                device_index=0,
                associate_public_ip_address="false",
                security_groups=[args.app_group_id],
                delete_on_termination="true",
            )
        ],
        block_device_mappings=[
            ec2.LaunchTemplateBlockDeviceMappingArgs(
                device_name=ROOT_DEVICE,
                ebs=ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                    volume_type="gp3",
                    volume_size=settings.root_volume_gib,
                    encrypted="true",
                    kms_key_id=args.compute_key_arn,
                    delete_on_termination="true",
                ),
            )
        ],
        tag_specifications=[
            ec2.LaunchTemplateTagSpecificationArgs(
                resource_type=launched, tags={**args.tags, "Name": f"{name}-app"}
            )
            for launched in _LAUNCHED
        ],
    )


def _image(args: ApplicationArgs, parent: pulumi.Resource) -> pulumi.Input[str]:
    """Return the image's id, also where a parameter names it.

    With `resolve:ssm:` in the launch template each launch would look it up: the instances of one version could
    differ, and Auto Scaling refuses to roll back to such a template.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
    """
    image = args.settings.image
    if image.id is not None:
        return image.id
    named = ssm.get_parameter_output(
        name=image_parameter(image, args.settings.instance_types[0]),
        opts=pulumi.InvokeOutputOptions(parent=parent),
    )
    # The whole answer is a secret, for the sake of encrypted parameters; an image's id is none.
    return pulumi.Output.unsecret(named.insecure_value)


def _user_data(args: ApplicationArgs, names: Names, parameters: Sequence[str]) -> pulumi.Output[str]:
    settings = args.settings
    bucket = pulumi.Output.from_input(args.artifact_bucket_arn).apply(bucket_of)
    known = names_of_stores(args.stores, region=args.region, account_id=args.account_id)
    return pulumi.Output.all(
        ARTIFACT=pulumi.Output.format("s3://{0}/{1}", bucket, settings.artifact_key),
        ARTIFACT_SHA256=settings.artifact_sha256,
        PORT=str(settings.port),
        HEALTH_PATH=settings.health_check_path,
        GROUP=names.group,
        LAUNCH_HOOK=LAUNCH_HOOK,
        TERMINATE_HOOK=TERMINATE_HOOK,
        DRAIN_SECONDS=str(settings.drain_seconds),
        WAIT_SECONDS=str(WAIT_SECONDS),
        PARAMETER_PATH=names.parameter_path,
        # Their names, not their values.
        PARAMETERS=" ".join(parameters),
        ENVIRONMENT=pulumi.Output.all(**known).apply(environment_lines),
        LOG_GROUP=names.log_group,
        METRICS=names.metrics,
    ).apply(render_user_data)
