"""The one permission boundary of a stack's roles."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import iam

from components.identity.boundary import boundary_document

# Global services answer here, and CloudFront has its metrics, logs and certificates here.
# https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
GLOBAL_REGION: Final = "us-east-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityArgs:
    """What the identity tier is given: where the stack stands."""

    account_id: pulumi.Input[str]
    region: pulumi.Input[str]
    recovery_region: pulumi.Input[str]


class Identity(pulumi.ComponentResource):
    """A managed policy that is the most that any role of the stack can do, whatever the role is granted.

        role's own policies  AND  boundary  =  what the role may do

    A boundary grants nothing. It keeps a role that somebody widens by mistake from leaving the regions and the
    account, from switching off what watches it, and from destroying keys and stored data.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """

    boundary_arn: pulumi.Output[str]

    def __init__(self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("stagecraft:identity:Identity", name, {}, opts)
        # The account project knows this name: its deploy role may create only roles that carry this boundary.
        boundary_name = f"{pulumi.get_project()}-{pulumi.get_stack()}-boundary"
        arn = pulumi.Output.concat("arn:aws:iam::", args.account_id, ":policy/", boundary_name)
        boundary = iam.Policy(
            f"{name}-boundary",
            name=boundary_name,
            # Not to be changed: IAM cannot, and a policy that roles carry cannot be replaced.
            description="The most that a role of this stack can do",
            policy=pulumi.Output.all(
                args.account_id, arn, args.region, args.recovery_region, GLOBAL_REGION
            ).apply(_boundary_json),
            opts=pulumi.ResourceOptions(parent=self),
        )
        # By its name, which a preview knows as it does not know the ARN: policies can judge who carries it.
        self.boundary_arn = pulumi.Output.concat("arn:aws:iam::", args.account_id, ":policy/", boundary.name)
        self.register_outputs({"boundary_arn": self.boundary_arn})


def _boundary_json(values: Sequence[str]) -> str:
    account_id, boundary_arn, *regions = values
    return json.dumps(boundary_document(account_id, boundary_arn, regions), separators=(",", ":"))
