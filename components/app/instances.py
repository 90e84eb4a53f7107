"""The instances: what they start from, what they may do, and how many there are."""

import json

import pulumi
from pulumi_aws import autoscaling, cloudwatch, ec2, iam, ssm

from components.app.args import ApplicationArgs
from components.app.image import ROOT_DEVICE, image_parameter
from components.app.permissions import instance_policy, instance_trust
from components.app.user_data import bucket_of, render_user_data

# An instance installs its artifact and passes three health checks within the first; its CPU has calmed down
# within the second.
HEALTH_CHECK_GRACE_SECONDS = 300
WARMUP_SECONDS = 180

_LAUNCHED = ("instance", "volume", "network-interface")
_GROUP_METRICS = (
    autoscaling.Metric.GROUP_DESIRED_CAPACITY,
    autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES,
    autoscaling.Metric.GROUP_PENDING_INSTANCES,
    autoscaling.Metric.GROUP_TERMINATING_INSTANCES,
    autoscaling.Metric.GROUP_TOTAL_INSTANCES,
)


def create_instances(
    name: str, args: ApplicationArgs, target_group_arn: pulumi.Input[str], parent: pulumi.Resource
) -> autoscaling.Group:
    """Create the Auto Scaling group, and what an instance needs from its first second on."""
    child = pulumi.ResourceOptions(parent=parent)
    log_group = cloudwatch.LogGroup(
        f"{name}-app",
        kms_key_id=args.logs_key_arn,
        retention_in_days=args.settings.log_retention_days,
        opts=child,
    )
    role = iam.Role(
        f"{name}-app",
        description="What an application instance may do.",
        assume_role_policy=json.dumps(instance_trust()),
        permissions_boundary=args.boundary_arn,
        opts=child,
    )
    permissions = _grant(name, args, role, log_group, child)
    template = _create_launch_template(name, args, role, log_group, parent)
    # An instance that starts before its permissions do fails in its first second.
    after = pulumi.ResourceOptions(parent=parent, depends_on=permissions)
    group = _create_group(name, args, template, target_group_arn, after)
    autoscaling.Policy(
        f"{name}-app-cpu",
        autoscaling_group_name=group.name,
        policy_type="TargetTrackingScaling",
        target_tracking_configuration=autoscaling.PolicyTargetTrackingConfigurationArgs(
            target_value=float(args.settings.target_cpu_percent),
            predefined_metric_specification=autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs(
                predefined_metric_type="ASGAverageCPUUtilization"
            ),
        ),
        opts=child,
    )
    return group


def _grant(
    name: str,
    args: ApplicationArgs,
    role: iam.Role,
    log_group: cloudwatch.LogGroup,
    child: pulumi.ResourceOptions,
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
        iam.RolePolicy(
            f"{name}-app",
            role=role.name,
            policy=instance_policy(
                artifact_bucket_arn=args.artifact_bucket_arn,
                storage_key_arn=args.storage_key_arn,
                database_secret_arn=args.database_secret_arn,
                secrets_key_arn=args.secrets_key_arn,
                log_group_arn=log_group.arn,
            ),
            opts=child,
        ),
    ]


def _create_launch_template(
    name: str,
    args: ApplicationArgs,
    role: iam.Role,
    log_group: cloudwatch.LogGroup,
    parent: pulumi.Resource,
) -> ec2.LaunchTemplate:
    settings, child = args.settings, pulumi.ResourceOptions(parent=parent)
    profile = iam.InstanceProfile(f"{name}-app", role=role.name, opts=child)
    image = ssm.get_parameter_output(
        name=image_parameter(settings.instance_type), opts=pulumi.InvokeOutputOptions(parent=parent)
    )
    return ec2.LaunchTemplate(
        f"{name}-app",
        update_default_version=True,
        # The whole answer is a secret, for the sake of encrypted parameters; an image's id is none.
        image_id=pulumi.Output.unsecret(image.insecure_value),
        instance_type=settings.instance_type,
        iam_instance_profile=ec2.LaunchTemplateIamInstanceProfileArgs(arn=profile.arn),
        user_data=_user_data(args, log_group),
        metadata_options=ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
        ),
        monitoring=ec2.LaunchTemplateMonitoringArgs(enabled=True),
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
        opts=child,
    )


def _user_data(args: ApplicationArgs, log_group: cloudwatch.LogGroup) -> pulumi.Output[str]:
    bucket = pulumi.Output.from_input(args.artifact_bucket_arn).apply(bucket_of)
    return pulumi.Output.all(
        ARTIFACT=pulumi.Output.format("s3://{0}/{1}", bucket, args.settings.artifact_key),
        PORT=str(args.settings.port),
        DATABASE_ENDPOINT=args.database_endpoint,
        DATABASE_SECRET_ARN=args.database_secret_arn,
        LOG_GROUP=log_group.name,
    ).apply(render_user_data)


def _create_group(
    name: str,
    args: ApplicationArgs,
    template: ec2.LaunchTemplate,
    target_group_arn: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> autoscaling.Group:
    settings = args.settings
    return autoscaling.Group(
        f"{name}-app",
        vpc_zone_identifiers=args.app_subnet_ids,
        min_size=settings.min_instances,
        max_size=settings.max_instances,
        launch_template=autoscaling.GroupLaunchTemplateArgs(
            # A numbered version: a new one is a change of the group, and starts an instance refresh.
            id=template.id,
            version=template.latest_version.apply(_version),
        ),
        target_group_arns=[target_group_arn],
        health_check_type="ELB",
        health_check_grace_period=HEALTH_CHECK_GRACE_SECONDS,
        default_instance_warmup=WARMUP_SECONDS,
        instance_refresh=autoscaling.GroupInstanceRefreshArgs(
            strategy="Rolling",
            # 100 to 110 %: a new instance is in service before an old one goes.
            # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-maintenance-policy.html
            # No automatic rollback: Auto Scaling rolls back to what was saved on the group before the refresh,
            # and the provider saves the new version there first. It would replace ill instances by ill ones.
            # https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
            # https://github.com/hashicorp/terraform-provider-aws/issues/34189
            preferences=autoscaling.GroupInstanceRefreshPreferencesArgs(
                min_healthy_percentage=100, max_healthy_percentage=110, skip_matching=True
            ),
        ),
        enabled_metrics=list(_GROUP_METRICS),
        # A group takes no default tags. Its instances have theirs from the launch template.
        tags=[
            autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=False)
            for key, value in {**args.tags, "Name": f"{name}-app"}.items()
        ],
        opts=opts,
    )


def _version(number: float) -> str:
    """Write a launch template's version; on Pulumi's wire every number is a float."""
    return str(int(number))
