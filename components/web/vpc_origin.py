"""CloudFront's private way to the load balancer."""

from typing import Final

import pulumi
from pulumi_aws import cloudfront

# CloudFront says 15 minutes at most, and the provider gives up then; it has taken longer.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
# https://github.com/terraform-aws-modules/terraform-aws-cloudfront/issues/163
DEPLOYMENT_TIMEOUT: Final = "30m"


def create_vpc_origin(
    name: str, load_balancer_arn: pulumi.Input[str], parent: pulumi.Resource
) -> cloudfront.VpcOrigin:
    """Create the way from CloudFront, through interfaces of its own in the VPC, to an internal load balancer.

    The VPC has an internet gateway, which CloudFront asks for and sends nothing through.

    CloudFront refuses to change a VPC origin that a distribution uses
    (https://github.com/hashicorp/terraform-provider-aws/issues/40905): a change makes a new one, to which the
    distribution moves before the old one goes.
    """
    return cloudfront.VpcOrigin(
        f"{name}-app",
        vpc_origin_endpoint_config=cloudfront.VpcOriginVpcOriginEndpointConfigArgs(
            # Required, and only one of each name fits in an account; another load balancer, another name, so
            # that the new VPC origin stands beside the old one.
            name=pulumi.Output.from_input(load_balancer_arn).apply(_name),
            arn=load_balancer_arn,
            http_port=80,  # Required by the API; https-only never uses it.
            https_port=443,
            origin_protocol_policy="https-only",
            origin_ssl_protocols=cloudfront.VpcOriginVpcOriginEndpointConfigOriginSslProtocolsArgs(
                items=["TLSv1.2"], quantity=1
            ),
        ),
        timeouts=cloudfront.VpcOriginTimeoutsArgs(
            create=DEPLOYMENT_TIMEOUT, update=DEPLOYMENT_TIMEOUT, delete=DEPLOYMENT_TIMEOUT
        ),
        opts=pulumi.ResourceOptions(parent=parent, replace_on_changes=["vpcOriginEndpointConfig"]),
    )


def _name(load_balancer_arn: str) -> str:
    """Return a name with the load balancer's own id, the end of its ARN."""
    return f"{pulumi.get_project()}-{pulumi.get_stack()}-{load_balancer_arn.rpartition('/')[2]}"
