"""IAM: what a role can be given has a limit."""

from typing import Final

from guardrails.checks import must_be_given
from guardrails.rule import ResourceRule
from guardrails.tokens import aws

RULES: Final = (
    ResourceRule(
        id="iam-role-boundary",
        applies_to=(aws("iam/role"), aws("iam/user")),
        statement="Roles and users have a permissions boundary.",
        risk="One wrong policy makes an administrator of whoever has the role.",
        remediation="Pass permissions_boundary=<ARN of an iam.Policy>",
        severity="medium",
        topics=("identity",),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        check=must_be_given("permissionsBoundary", "so nothing limits what policies give"),
    ),
)
