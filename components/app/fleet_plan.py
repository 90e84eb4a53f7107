"""Which instances the group is made of: pure, without resources.

Said twice, in the two vocabularies that need it: the group's own arguments, for its first instances, and
Auto Scaling's API, for every later version (`deployment_plan`).
"""

from typing import Any, Final

import pulumi
from pulumi_aws import autoscaling

from settings.app import AppSettings

# In the order of the settings: https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html
ON_DEMAND_STRATEGY: Final = "prioritized"
# AWS recommends it: the pools that are least likely to be interrupted, and of these the cheapest.
SPOT_STRATEGY: Final = "price-capacity-optimized"


def mixed_instances_policy(
    settings: AppSettings, template_id: pulumi.Input[str], version: pulumi.Input[str]
) -> autoscaling.GroupMixedInstancesPolicyArgs:
    """Return the policy as an argument of the group."""
    return autoscaling.GroupMixedInstancesPolicyArgs(
        launch_template=autoscaling.GroupMixedInstancesPolicyLaunchTemplateArgs(
            launch_template_specification=(
                autoscaling.GroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecificationArgs(
                    launch_template_id=template_id, version=version
                )
            ),
            overrides=[
                autoscaling.GroupMixedInstancesPolicyLaunchTemplateOverrideArgs(instance_type=name)
                for name in settings.instance_types
            ],
        ),
        instances_distribution=autoscaling.GroupMixedInstancesPolicyInstancesDistributionArgs(
            on_demand_allocation_strategy=ON_DEMAND_STRATEGY,
            on_demand_base_capacity=settings.on_demand_base,
            on_demand_percentage_above_base_capacity=settings.on_demand_percent,
            spot_allocation_strategy=SPOT_STRATEGY,
        ),
    )


def desired_configuration(settings: AppSettings, template_id: str, version: str) -> dict[str, Any]:
    """Return the policy as the desired configuration of an instance refresh.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DesiredConfiguration.html
    """
    return {
        "MixedInstancesPolicy": {
            "LaunchTemplate": {
                "LaunchTemplateSpecification": {"LaunchTemplateId": template_id, "Version": version},
                "Overrides": [{"InstanceType": name} for name in settings.instance_types],
            },
            "InstancesDistribution": {
                "OnDemandAllocationStrategy": ON_DEMAND_STRATEGY,
                "OnDemandBaseCapacity": settings.on_demand_base,
                "OnDemandPercentageAboveBaseCapacity": settings.on_demand_percent,
                "SpotAllocationStrategy": SPOT_STRATEGY,
            },
        }
    }
